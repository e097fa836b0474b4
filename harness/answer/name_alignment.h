/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which of two lists of names are the same ones, in order. */
#ifndef PH_HARNESS_ANSWER_NAME_ALIGNMENT_H
#define PH_HARNESS_ANSWER_NAME_ALIGNMENT_H

#include <stdbool.h>
#include <stddef.h>

#define PH_NO_NAME ((size_t)-1)

/*
 * Pair as many as can be without crossing, names compared without case; of very long lists nearly
 * so many. A name that is NULL has no partner.
 *
 * @param ret_partners  By left index: the right one, or PH_NO_NAME.
 * @return              False when there is no memory.
 */
bool ph_align_names(const char *const *left, size_t left_count, const char *const *right,
                    size_t right_count, size_t *ret_partners);

#endif /* PH_HARNESS_ANSWER_NAME_ALIGNMENT_H */
