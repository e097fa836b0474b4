/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A copybook's text with its :TAG:s replaced, as COPY … REPLACING does it, for subjects that know
 * of none. */
#ifndef PH_HARNESS_WORKER_REPLACED_SOURCE_H
#define PH_HARNESS_WORKER_REPLACED_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "perfharness/record.h"

/*
 * Replace them. Lines without one stay as they are. Of fixed lines with one, what stands behind
 * column 72 goes, and what then does not fit before it goes on in a line of its own, from a blank
 * on.
 *
 * @param options  Its format is not PH_SOURCE_FORMAT_AUTO where it is known; else lines are free.
 * @param text     NUL-terminated, of malloc(): freed, and another one in its place.
 * @return false when there is no memory; then nothing has changed.
 */
bool ph_replaced_source(const ph_copybook_options *options, char **text, size_t *length);

#endif /* PH_HARNESS_WORKER_REPLACED_SOURCE_H */
