/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a judgement says of one figure: the worse of its floor and its change. Any thread; no state.
 */
#ifndef PH_HARNESS_VERDICT_RESULT_STANDING_H
#define PH_HARNESS_VERDICT_RESULT_STANDING_H

#include "verdict/judgement.h"

/* All borrowed. */
typedef struct ph_result_standing {
    const ph_change *change; /* Since the baseline; NULL: there is none to compare with. */
    ph_verdict status;       /* NEUTRAL: nothing is judged of it. */
    const char *why;         /* NULL: there is no more to say. */
} ph_result_standing;

/* Of one of the measurement's results. */
ph_result_standing ph_result_standing_of(const ph_judgement *judgement, const ph_result *result);

/* It is slower than the baseline by more than the judgement warns of. */
gboolean ph_change_is_regression(const ph_change *change);

/* It cannot be told from these launches, and could be from so many as a run may have. */
gboolean ph_change_would_be_told(const ph_change *change);

#endif /* PH_HARNESS_VERDICT_RESULT_STANDING_H */
