/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Where the work of one call of a subject goes.
 *
 * Main thread.
 */
#ifndef PH_HARNESS_SESSION_PROFILING_H
#define PH_HARNESS_SESSION_PROFILING_H

#include "model/work_profile.h"
#include "session/measuring.h"

/* Of which of a subject's arms; NULL where any will do. */
typedef struct ph_profiled_arm {
    const char *level;
    const char *variant;
} ph_profiled_arm;

/*
 * Count one call under callgrind, and what else the CPU counts of one without.
 *
 * @param subject  Its only one.
 * @param arm      Where several fit, whole files go before single records.
 * @return NULL and error: PH_ERROR_USAGE when the subject has no such arm, PH_ERROR_SUBJECT_CRASH
 * or _MISMATCH when it does not do its work, and as ph_work_count().
 */
ph_work_profile *ph_profiling(const ph_measuring_session *session, const ph_benchmark *benchmark,
                              const ph_run_subject *subject, ph_profiled_arm arm, GError **error);

#endif /* PH_HARNESS_SESSION_PROFILING_H */
