/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a subject says of how it lays out a copybook: describe_layout() of subject.h. */
#ifndef PH_HARNESS_WORKER_LAYOUT_DESCRIPTION_H
#define PH_HARNESS_WORKER_LAYOUT_DESCRIPTION_H

#include <stdbool.h>
#include <stddef.h>

#include "perfharness/subject.h"

typedef struct ph_layout_description {
    char *text; /* NUL-terminated: UTF-8, and no more than that is known. NULL: none. Owned. */
    size_t length;
} ph_layout_description;

/*
 * Ask a subject for its description of a layout that it opened; ret has no text when it describes
 * none. The caller calls ph_beacon_enter() around it, as around all of the subject's calls.
 *
 * @param outcome  What the subject said. Where it did not keep to what subject.h asks of it, that
 * is said there, with the code PH_LAYOUT_DESCRIPTION_BROKEN.
 * @return false when there should be one and is none.
 */
bool ph_layout_describe(const ph_subject *subject, void *state, void *layout,
                        ph_layout_description *ret, ph_subject_outcome *outcome);

void ph_layout_description_free(ph_layout_description *description);

#define PH_LAYOUT_DESCRIPTION_BROKEN "BROKEN_DESCRIPTION"

#endif /* PH_HARNESS_WORKER_LAYOUT_DESCRIPTION_H */
