/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How bad a case is, by what its comparison found.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_SERIES_CASE_SEVERITY_H
#define PH_HARNESS_SERIES_CASE_SEVERITY_H

#include <glib.h>

/* The largest chance that a change is none at which it counts. */
#define PH_CASE_P_VALUE_MOST 0.05

/* From nothing to the worst: identifier, its word, and the share beyond which a change is one;
 * below 0, of what became faster. */
#define PH_CASE_SEVERITY_LIST(X)                                                                   \
    X(NONE, "none", 0.0)                                                                           \
    X(INFO, "info", -0.03)                                                                         \
    X(WARNING, "warning", 0.05)                                                                    \
    X(CRITICAL, "critical", 0.10)

typedef enum ph_case_severity {
#define X(identifier, word, beyond) PH_CASE_SEVERITY_##identifier,
    PH_CASE_SEVERITY_LIST(X)
#undef X
        PH_CASE_SEVERITY_COUNT,
} ph_case_severity;

const char *ph_case_severity_word(ph_case_severity severity);

/* PH_CASE_SEVERITY_COUNT: none has that word. */
ph_case_severity ph_case_severity_of(const char *word);

/*
 * Of a change that a comparison has shown.
 *
 * @param change  A share of the time before: 0.05 is 5 % slower.
 */
ph_case_severity ph_case_severity_judge(double change, double p_value);

#endif /* PH_HARNESS_SERIES_CASE_SEVERITY_H */
