/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Are there floating-point fields in a copybook? Known without reading it as COBOL. */
#ifndef PH_HARNESS_WORKER_COPYBOOK_FLOATS_H
#define PH_HARNESS_WORKER_COPYBOOK_FLOATS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * True when one of the words COMP-1, COMP-2, COMPUTATIONAL-1 and COMPUTATIONAL-2, in whatever case,
 * stands on a line that is no comment (* or / in column 7).
 *
 * @param text  COBOL source of so many bytes.
 */
bool ph_copybook_has_floats(const char *text, size_t length);

#endif /* PH_HARNESS_WORKER_COPYBOOK_FLOATS_H */
