/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Which shifts are one case: those of one host and suite that go the same way between the same
 * commits, as far as can be told. Ranges begin behind the base that head is compared with.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_SERIES_CASE_GROUP_H
#define PH_HARNESS_SERIES_CASE_GROUP_H

#include <glib.h>

#include "series/confirmation.h"
#include "series/history_case.h"
#include "series/level_detector.h"

/* One candidate of a run, of the series that has this id. */
typedef struct ph_nomination {
    gint64 series_id;
    ph_candidate candidate;
} ph_nomination;

/* What is one case. */
typedef struct ph_case_group {
    int direction;
    ph_series_place base; /* The oldest. */
    ph_series_place head; /* The newest. */
    GArray *members; /* ph_nomination, the largest size first; those of counts before others. */
} ph_case_group;

/*
 * Candidates of one host and suite, sorted into cases.
 *
 * @param nominations  ph_nomination; borrowed.
 * @return ph_case_group, those with the largest size first. Free with g_ptr_array_unref().
 */
GPtrArray *ph_case_groups(const GArray *nominations);

/* Whether the candidate belongs to a case of its host and suite that is there and is not over. */
gboolean ph_case_takes(const ph_history_case *history_case, const ph_candidate *candidate);

/* Whether two cases may be the same change of the code, seen on two hosts or in two suites. */
gboolean ph_case_is_same_change(const ph_history_case *a, const ph_history_case *b);

/* Whether a confirmed shift takes back another one: what is left of both is nothing to speak of. */
gboolean ph_case_is_resolved_by(const ph_compared_change *shift, const ph_compared_change *later);

/*
 * Whether the series of a run move together, as they do when it is not the code of one that
 * changed: 1 or -1, the way that half of them go or more; else 0.
 *
 * @param detections  ph_detection, of all series of a run that have a spread.
 */
int ph_common_direction(const GArray *detections);

#endif /* PH_HARNESS_SERIES_CASE_GROUP_H */
