/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The model of a bisection: the commits of a first-parent line, which of them were compared, and
 * which one made the difference between its ends. Made by harness/bisect/, read by reporting/.
 * Doubles are NAN when there is no such number. Texts are printable, and owned.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_VERDICT_BISECTION_H
#define PH_HARNESS_VERDICT_BISECTION_H

#include "model/measurement.h"

/* What comparing two commits says of the later one. One list: identifier, word. */
#define PH_BISECTION_ANSWER_LIST(X)                                                                \
    X(SLOWER, "slower") /* By work: more of it; by more than the floor. */                         \
    X(FASTER, "faster") /* By work: less of it. */                                                 \
    X(SAME, "same")     /* Within the floor. */                                                    \
    X(UNTOLD, "cannot tell")                                                                       \
    X(UNBUILT, "does not build")                                                                   \
    X(FAILED, "cannot be measured") /* It crashes, or answers wrongly. */

typedef enum ph_bisection_answer_kind {
#define X(name, word) PH_BISECTION_##name,
    PH_BISECTION_ANSWER_LIST(X)
#undef X
        PH_BISECTION_ANSWER_COUNT,
} ph_bisection_answer_kind;

const char *ph_bisection_answer_word(ph_bisection_answer_kind kind);

typedef struct ph_bisection_answer {
    ph_bisection_answer_kind kind;
    double log;           /* Logarithm of the later one's time, or work, over the earlier one's. */
    ph_interval interval; /* Of it, at the level that decides. */
    char *reason;         /* Why there is no better answer; NULL: nothing is to be said. */
} ph_bisection_answer;

void ph_bisection_answer_clear(ph_bisection_answer *answer);

/* Why two commits are compared. One list: identifier, word. */
#define PH_BISECTION_STEP_LIST(X)                                                                  \
    X(ENDS, "ends")     /* Is there a difference at all? */                                        \
    X(MIDDLE, "middle") /* On which side of this commit is more of it? */                          \
    X(AGAIN, "again")   /* What was found, apart from what led to it. */

typedef enum ph_bisection_step {
#define X(name, word) PH_BISECTION_STEP_##name,
    PH_BISECTION_STEP_LIST(X)
#undef X
        PH_BISECTION_STEP_COUNT,
} ph_bisection_step;

const char *ph_bisection_step_word(ph_bisection_step step);

/* One comparison. Commits are positions: 0 is base, the last one head. */
typedef struct ph_bisection_comparison {
    ph_bisection_step step;
    guint base, head;
    ph_bisection_answer answer;
    double time_log; /* As that of the answer, where it was timed. */
    ph_interval time_ci95;
    double work_log; /* The same of work, where it was counted. */
    double elapsed_s;
} ph_bisection_comparison;

/* What commits are told apart by. One list: identifier, word. */
#define PH_BISECTION_SENSOR_LIST(X)                                                                \
    X(WORK, "work") /* Instructions an item: the same in every run. */                             \
    X(TIME, "time")

typedef enum ph_bisection_sensor {
#define X(name, word) PH_BISECTION_SENSOR_##name,
    PH_BISECTION_SENSOR_LIST(X)
#undef X
        PH_BISECTION_SENSOR_COUNT,
} ph_bisection_sensor;

const char *ph_bisection_sensor_word(ph_bisection_sensor sensor);

/* The difference that is looked for, as the comparison of the ends has it. */
typedef struct ph_bisection_sought {
    char *benchmark; /* NULL: none yet. */
    char *level;
    char *variant;
    ph_bisection_sensor sensor;
} ph_bisection_sought;

/* How it ended. One list: identifier, word. */
#define PH_BISECTION_OUTCOME_LIST(X)                                                               \
    X(OPEN, "open")                 /* It is not over. */                                          \
    X(NOTHING, "no difference")     /* Between the ends. */                                        \
    X(FOUND, "found")               /* One commit makes most of it. */                             \
    X(SPREAD, "spread")             /* No commit that makes most of it was found. */               \
    X(BETWEEN, "between")           /* Those between two commits cannot be compared. */            \
    X(UNCONFIRMED, "not confirmed") /* What was found is not seen when it is measured again. */    \
    X(UNTOLD, "cannot tell")        /* Whether the ends differ. */

typedef enum ph_bisection_outcome {
#define X(name, word) PH_BISECTION_OUTCOME_##name,
    PH_BISECTION_OUTCOME_LIST(X)
#undef X
        PH_BISECTION_OUTCOME_COUNT,
} ph_bisection_outcome;

const char *ph_bisection_outcome_word(ph_bisection_outcome outcome);

typedef struct ph_bisection_finding {
    ph_bisection_outcome outcome;
    guint low, high; /* The difference, or the largest part of it that was found, is between. */
    double share;    /* Of the difference of the ends; NAN: not known. */
} ph_bisection_finding;

typedef struct ph_bisection_commit {
    char *hash;    /* All of it. */
    char *subject; /* The first line of its message. */
} ph_bisection_commit;

/* What a bisection is of: one that is taken up again must be of the same. One list: member, what it
 * is called. Texts; NULL: not known. */
#define PH_BISECTION_QUESTION_LIST(X)                                                              \
    X(repeat, "command line")                                                                      \
    X(benchmarks, "benchmarks")                                                                    \
    X(host, "host")                                                                                \
    X(harness, "perfharness")

typedef struct ph_bisection {
    char *timestamp;  /* RFC 3339: when it began. */
    char *repository; /* What it is called. */
#define X(name, words) char *name;
    PH_BISECTION_QUESTION_LIST(X)
#undef X
    GPtrArray *commits; /* ph_bisection_commit; base first, head last: at least two. */
    ph_bisection_sought sought;
    GPtrArray *comparisons; /* ph_bisection_comparison, as they were made. */
    ph_bisection_finding finding;
} ph_bisection;

/* Of now, without commits. */
ph_bisection *ph_bisection_new(void);
void ph_bisection_free(ph_bisection *bisection);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_bisection, ph_bisection_free)

void ph_bisection_add_commit(ph_bisection *bisection, const char *hash, const char *subject);

/* By its position; borrowed. */
const ph_bisection_commit *ph_bisection_commit_at(const ph_bisection *bisection, guint position);

/* Add a comparison without figures, to fill in. Borrowed. */
ph_bisection_comparison *ph_bisection_add(ph_bisection *bisection, ph_bisection_step step,
                                          guint base, guint head);

/* NULL: it was not made. Borrowed. */
const ph_bisection_comparison *ph_bisection_find(const ph_bisection *bisection,
                                                 ph_bisection_step step, guint base, guint head);

/* A comparison that told nothing of the commit: it did not build, failed, or was too noisy. */
gboolean ph_bisection_is_skipped(const ph_bisection_comparison *comparison);

#endif /* PH_HARNESS_VERDICT_BISECTION_H */
