/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Deciding from the launches of a side-by-side measurement: is head slower than base, and what is a
 * gate to do about it. One value a launch: the logarithm of head's time over base's.
 */
#ifndef PH_HARNESS_VERDICT_SLOWDOWN_H
#define PH_HARNESS_VERDICT_SLOWDOWN_H

#include <glib.h>

#include "model/statistics.h"
#include "verdict/verdict.h"

/* What is known of the difference. One list: identifier, word. */
#define PH_DIFFERENCE_LIST(X)                                                                      \
    X(NONE, "none")                 /* The whole interval lies within the noise floor. */          \
    X(SLOWER, "slower")             /* It lies beyond the floor, and a second set agrees. */       \
    X(FASTER, "faster")             /* The same, on the other side. */                             \
    X(UNDETERMINED, "undetermined") /* None of these. */                                           \
    X(BROKEN, "broken")             /* Head fails at what base does: there is nothing to time. */  \
    /* By work alone, which is not time: likewise. */                                              \
    X(MORE_WORK, "more work")                                                                      \
    X(LESS_WORK, "less work")                                                                      \
    X(SAME_WORK, "same work")

typedef enum ph_difference_kind {
#define X(name, word) PH_DIFFERENCE_##name,
    PH_DIFFERENCE_LIST(X)
#undef X
        PH_DIFFERENCE_COUNT,
} ph_difference_kind;

const char *ph_difference_word(ph_difference_kind difference);

/* Shares of throughput lost: 0.05 is 5 % less of it. Exactly as much is not beyond. warn is at most
 * fail; alpha is above 0 and below 1. */
typedef struct ph_slowdown_rule {
    double floor; /* Smaller differences are nobody's business. */
    double warn;
    double fail;
    double alpha; /* Of being wrong in any one call. */
} ph_slowdown_rule;

typedef struct ph_slowdown_call {
    ph_difference_kind difference;
    ph_verdict verdict; /* PASS, IMPROVED, WARN, FAIL or INCONCLUSIVE. */
} ph_slowdown_call;

/* The logarithm of the time ratio that loses this share of throughput. */
double ph_slowdown_log(double lost);

/* What an interval of the logarithm says at this noise floor. */
ph_difference_kind ph_slowdown_difference(ph_interval interval, double floor);

/* Call it at this level. */
ph_slowdown_call ph_slowdown_judge(const GArray *logs, const ph_slowdown_rule *rule, double alpha);

/* TRUE when more launches could not change the call. */
gboolean ph_slowdown_is_settled(ph_slowdown_call call);

/* TRUE when the call says something that a second, fresh set of launches has to confirm. */
gboolean ph_slowdown_needs_confirmation(ph_slowdown_call call);

/* What is left of a call once the second set is in. *ret_why, static, is set where it is not all.
 */
ph_slowdown_call ph_slowdown_confirm(ph_slowdown_call call, const GArray *second,
                                     const ph_slowdown_rule *rule, const char **ret_why);

/*
 * How likely a call's difference, its WARN or FAIL, and its FAIL rather than WARN, is by chance; 1
 * where it claims nothing.
 */
double ph_slowdown_difference_p_value(ph_slowdown_call call, const GArray *logs,
                                      const ph_slowdown_rule *rule);
double ph_slowdown_alarm_p_value(ph_slowdown_call call, const GArray *logs,
                                 const ph_slowdown_rule *rule);
double ph_slowdown_fail_p_value(ph_slowdown_call call, const GArray *logs,
                                const ph_slowdown_rule *rule);

/* What Holm's procedure says of one claim. */
typedef struct ph_holm_call {
    gboolean stands;
    guint share; /* It was held against alpha divided by that. */
} ph_holm_call;

/*
 * Holm's procedure: p-values of claims that are all made at once. Claim i stands where it may be
 * kept with the chance of any false one at most alpha.
 */
void ph_holm(const double *p_values, ph_holm_call *calls, guint count, double alpha);

/*
 * Launches that would settle whether it is beyond a limit, if mean and spread stay as they are;
 * INFINITY when the mean stands at the limit.
 */
double ph_slowdown_launches_needed(const GArray *logs, double limit_log, double alpha);

#endif /* PH_HARNESS_VERDICT_SLOWDOWN_H */
