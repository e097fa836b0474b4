/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The commits from one revision of a checkout to another, along the first parents: each is what a
 * branch was at some time. The checkout is only read.
 */
#ifndef PH_HARNESS_BISECT_COMMIT_RANGE_H
#define PH_HARNESS_BISECT_COMMIT_RANGE_H

#include "verdict/bisection.h"

/* Two revisions of a checkout. All borrowed. */
typedef struct ph_bisect_ends {
    const char *checkout;
    const char *base;
    const char *head;
} ph_bisect_ends;

/*
 * Add them to a bisection that has none, base first.
 *
 * @return FALSE and error: PH_ERROR_USAGE for a revision that is none, and where head's first
 *         parents do not lead to base; PH_ERROR_ENVIRONMENT without git.
 */
gboolean ph_commit_range_add(const ph_bisect_ends *ends, ph_bisection *bisection, GError **error);

#endif /* PH_HARNESS_BISECT_COMMIT_RANGE_H */
