/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The limits a verdict is reached by, and what happens by itself, from config/thresholds.toml.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_SETTINGS_THRESHOLDS_H
#define PH_HARNESS_SETTINGS_THRESHOLDS_H

#include <glib.h>

/* A run that takes longer than a week is an oversight. */
#define PH_TIMEOUT_MINUTES_MAX (7.0 * 24 * 60)
/* An improvement that nobody has looked at for longer than a month is none that counts. */
#define PH_REVIEW_HOURS_MAX (31.0 * 24)

/* What a verdict does to the exit status. */
typedef enum ph_gate {
    PH_GATE_BLOCK,  /* A FAIL is a failing exit status. */
    PH_GATE_INFORM, /* It is said, and the exit status is that of a pass. */
} ph_gate;

/* What a required status says where there is no verdict: INCONCLUSIVE, NEUTRAL. */
typedef enum ph_inconclusive {
    PH_INCONCLUSIVE_NEUTRAL, /* It is said, and stops nobody. */
    PH_INCONCLUSIVE_FAILURE,
} ph_inconclusive;

/* A suite that has a regression threshold of its own. */
typedef struct ph_suite_threshold {
    char *suite;
    double regression_threshold;
} ph_suite_threshold;

/*
 * What a benchmark of copybook-rs may be limited by: the key in the settings, and member; AT_LEAST
 * so much is demanded, or AT_MOST; for people, what it is, and its unit.
 */
#define PH_BUDGET_LIST(X)                                                                          \
    X(min_mb_s, AT_LEAST, "throughput", "MB/s")                                                    \
    X(max_allocations_per_record, AT_MOST, "allocations a record", "")                             \
    X(max_peak_mib, AT_MOST, "peak memory", "MiB")

/* The budget of one benchmark; NAN: not limited. One at least is. */
typedef struct ph_budget {
    char *benchmark; /* "comp3/stream", "record-comp3", or of own records their file's name. */
#define X(key, direction, what, unit) double key;
    PH_BUDGET_LIST(X)
#undef X
} ph_budget;

/*
 * Floors are in MB/s (10⁶ bytes), whatever the keys in the file are called. Regression thresholds
 * are shares of the baseline's throughput, above 0 and at most 0.5: 0.05 is 5 % slower.
 */
typedef struct ph_thresholds {
    double display_floor_mb_s;
    double comp3_floor_mb_s;
    double regression_threshold;
    double record_display_floor_mb_s; /* Of whole records; NAN: they are shown, not judged. */
    double record_comp3_floor_mb_s;
    double display_target_gib_s;
    double comp3_target_mib_s;
    double safety_margin_multiplier; /* So many times its floor a figure should be. */
    double work_warn;        /* Shares of more work, above 0 and at most 0.5: 0.02 is 2 % more. */
    double work_fail;        /* At least as much. */
    double allocations_warn; /* The same of more allocations, or more bytes of them. */
    double allocations_fail;
    double benchmark_timeout_minutes;
    gboolean is_pr_comment_enabled;
    gboolean is_baseline_promotion_enabled;
    gboolean is_audit_generation_enabled;
    double
        review_hours; /* So long an improvement waits before it is the baseline; 0: not at all. */
    gboolean is_runner_name_shown; /* In reports; a host is its fingerprint otherwise. */
    ph_gate gate;
    ph_inconclusive inconclusive;
    GPtrArray *suites;  /* ph_suite_threshold. */
    GPtrArray *budgets; /* ph_budget, as the file has them. */
} ph_thresholds;

/*
 * Read the file. NULL and error (PH_ERROR_SETTINGS with file, line, column and what was expected,
 * or PH_ERROR_STORAGE) when it cannot be used: it has no defaults but an absent [record_floors],
 * [suites.NAME], [budgets.NAME], [work] and [allocations], as in the file that comes with this
 * version, [reports], which show no names, gate, which blocks, [gate], whose inconclusive is
 * neutral, and review_hours, 24.
 */
ph_thresholds *ph_thresholds_read(const char *path, GError **error);

void ph_thresholds_free(ph_thresholds *thresholds);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_thresholds, ph_thresholds_free)

/*
 * How much slower than its baseline is worth a warning: the suite's own, or for a suite without one
 * (or NULL) that of all. Twice as much is a failure.
 */
double ph_thresholds_warn(const ph_thresholds *thresholds, const char *suite);
double ph_thresholds_fail(const ph_thresholds *thresholds, const char *suite);

#endif /* PH_HARNESS_SETTINGS_THRESHOLDS_H */
