/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The model of a comparison: two builds of one subject, base and head, benchmark by benchmark. Made
 * by side_by_side.c, read by reporting/. Doubles are NAN when there is no such number.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_VERDICT_CONTRAST_H
#define PH_HARNESS_VERDICT_CONTRAST_H

#include "model/measurement.h"
#include "verdict/allocation_change.h"
#include "verdict/explanation.h"
#include "verdict/slowdown.h"

/* The names the two builds run under; a variant's name stands behind them. */
#define PH_CONTRAST_BASE "base"
#define PH_CONTRAST_HEAD "head"
#define PH_CONTRAST_BOTH "both" /* Where something is said of the two. */

/* Nobody waits for more launches than these, be they as short as they may. */
#define PH_CONTRAST_LAUNCHES_MAX 10000.0

/* The logarithms of head's time over base's, one a launch, and the times themselves. */
typedef struct ph_contrast_set {
    GArray *logs;    /* double. */
    GArray *spreads; /* double: standard deviation of a launch's quadruples' median. */
    GArray *base_ns; /* double, for one pass over the input. */
    GArray *head_ns;
} ph_contrast_set;

/* What the same two give when all of their code is moved. */
typedef struct ph_contrast_relaid {
    guint padding_bytes;      /* By so much. */
    double ratio;             /* Head's time over base's, over all launches; NAN: no number. */
    ph_interval ci95;         /* Of the ratio. */
    guint launches;           /* Of both sets. */
    ph_slowdown_call by_time; /* As that of the contrast. */
} ph_contrast_relaid;

/* What keeps a build from being timed. One list: identifier, word, what it does. */
#define PH_FAULT_LIST(X)                                                                           \
    X(NONE, "", "")                                                                                \
    X(CRASH, "crash", "crashes or hangs")                                                          \
    X(WRONG_ANSWER, "wrong answer", "answers wrongly")                                             \
    X(CLAIM, "claim", "claims what a referee did not see")                                         \
    X(ABSENT, "absent", "does not do it any more")                                                 \
    X(NOT_MEASURED, "not measured", "could not be measured") /* Through no fault of its own. */

typedef enum ph_fault_kind {
#define X(name, word, does) PH_FAULT_##name,
    PH_FAULT_LIST(X)
#undef X
        PH_FAULT_COUNT,
} ph_fault_kind;

const char *ph_fault_word(ph_fault_kind kind);

typedef struct ph_contrast_fault {
    ph_fault_kind kind;
    char *reason; /* NULL: there is no fault, or no more to say of it. */
} ph_contrast_fault;

/* What a referee saw of both, each in a process of its own, in turn. */
typedef struct ph_contrast_referee {
    ph_referee *base, *head; /* Owned. NULL: it was not asked, or could not see it. */
    double ratio;            /* Head's work over base's; NAN: none. */
    ph_interval ci95;        /* Of the ratio. */
    double asleep;           /* Base's work and sleep over its work; 1: it does not sleep. */
    guint launches;          /* Of each. */
} ph_contrast_referee;

/* Both builds in one benchmark at one level. */
typedef struct ph_contrast {
    char *benchmark;
    char *level;
    char *variant; /* "" for the main subject. */
    ph_contrast_set first;
    ph_contrast_set second; /* Fresh launches, to confirm what the first said. */
    ph_state state;
    ph_contrast_fault base_fault, head_fault;
    gboolean is_settled;       /* More launches would change nothing. */
    gboolean is_to_confirm;    /* Its second set is to have as many launches as the first. */
    guint launches;            /* Of both sets. */
    guint launches_confirming; /* Those of the second. */
    double launch_s;           /* One launch takes so long; 0: none was timed. NAN: not recorded. */
    double ratio;              /* Head's time over base's, over all launches. */
    ph_interval ci95;          /* Of the ratio. */
    double p_value;            /* Welch's t-test of the launches' times. */
    ph_slowdown_call call;     /* Of the last look, then as confirmed, then after Holm. */
    double alpha_spent;        /* By the look that made the call; 0: all of the rule's. */
    double alpha_further;      /* What a further look would have; 0: all of the rule's. */
    double confidence;         /* Of the interval of the verdict: looks and Holm widen it. */
    ph_interval deciding;      /* That interval of the ratio, over the first set; by work, of the
                                  ratio of the work, over all draws. */
    ph_slowdown_call by_time;  /* After Holm and the referee, before work and layout are weighed;
                                  by work, before allocations are. */
    char *why;                 /* In words, without a full stop. */
    double launches_needed; /* INCONCLUSIVE: further ones that would settle it; may be INFINITY. Of
                               stored runs: as many in each of two new ones. */
    double input_bytes;     /* Of one pass; 0: not known. */
    ph_contrast_referee referee;
    double base_work; /* Instructions an item, over all draws; NAN: not counted. */
    double head_work;
    GArray *work_logs; /* double: logarithm of head's work over base's, one a draw of chance. */
    double work_range; /* They lie so far apart: 0 for most. */
    char *uncounted;   /* Why there is no count; NULL: there is, or none was asked for. */
    ph_allocation_change allocations;
    GPtrArray *hot; /* char *: functions that do the work, by linkage name, where counted. */
    char *moved;    /* Hot functions that lie elsewhere in their cache lines; NULL: none. */
    GArray *relaid; /* ph_contrast_relaid; empty: no other layout was tried. */
    ph_explanation *explanation; /* Which functions do it; owned. NULL: not asked, or not known. */
} ph_contrast;

/* Why a comparison ended. One list: identifier, word for programs. */
#define PH_STOP_LIST(X)                                                                            \
    X(NOTHING_TIMED, "nothing timed")                                                              \
    X(SETTLED, "settled")   /* More launches would change nothing. */                              \
    X(BUDGET, "budget")     /* It is used up. */                                                   \
    X(LAUNCHES, "launches") /* As many were asked for. */                                          \
    X(TIME, "time")         /* It was cut short. */

typedef enum ph_stop {
#define X(name, word) PH_STOP_##name,
    PH_STOP_LIST(X)
#undef X
        PH_STOP_COUNT,
} ph_stop;

const char *ph_stop_word(ph_stop stop);

/* What two builds are compared by. One list: identifier, word for programs. */
#define PH_CONTRAST_MODE_LIST(X)                                                                   \
    X(TIME, "time") /* And work beside it. */                                                      \
    X(WORK, "work") /* Instructions alone: nothing is timed. */

typedef enum ph_contrast_mode {
#define X(name, word) PH_CONTRAST_MODE_##name,
    PH_CONTRAST_MODE_LIST(X)
#undef X
        PH_CONTRAST_MODE_COUNT,
} ph_contrast_mode;

const char *ph_contrast_mode_word(ph_contrast_mode mode);

/* Why nothing could be compared at all. One list: identifier, word, what became of it. */
#define PH_FAILURE_LIST(X)                                                                         \
    X(NONE, "", "")                                                                                \
    X(BUILD, "build", "does not build")                                                            \
    X(LOAD, "load", "cannot be loaded")                                                            \
    X(CRASH, "crash", "crashes when it is loaded")                                                 \
    X(INTERRUPTED, "interrupted", "it was interrupted")                                            \
    X(HOST, "host", "it could not be done here")

typedef enum ph_failure_kind {
#define X(name, word, what) PH_FAILURE_##name,
    PH_FAILURE_LIST(X)
#undef X
        PH_FAILURE_COUNT,
} ph_failure_kind;

const char *ph_failure_word(ph_failure_kind kind);
const char *ph_failure_what(ph_failure_kind kind);

typedef struct ph_contrast_failure {
    ph_failure_kind kind;
    const char *of;    /* PH_CONTRAST_BASE or _HEAD; NULL: neither is to blame. */
    char *reason;      /* One sentence. */
    char *first_error; /* The compiler's, in several lines; NULL: there is none. */
} ph_contrast_failure;

typedef struct ph_contrast_report {
    GPtrArray *contrasts; /* ph_contrast, in the order of the plan. */
    GPtrArray *subjects;  /* ph_subject_info, as the workers named them. */
    GPtrArray *notes;     /* char *. */
    GPtrArray *errors;    /* char *. */
    ph_contrast_mode mode;
    ph_allocation_rule allocation_rule; /* {0}: what is allocated is not judged. */
    ph_slowdown_rule rule;       /* By work, its shares are of more work: 0.005 is 0.5 % more. */
    ph_verdict verdict;          /* The worst of all. */
    ph_contrast_failure failure; /* Then there are no contrasts. */
    gboolean is_stored;          /* From what earlier runs wrote down; nothing was measured now. */
    double elapsed_s;
    guint cpu;             /* By time. */
    ph_noise noise;        /* What took time away from all launches. */
    guint samples_missing; /* Launches of a contrast that were too disturbed to give one. */
    ph_stop stop;          /* Why no more was measured. */
    char *command;         /* What would tell more; NULL: nothing is open, or nothing would. */
    gboolean is_same_run;  /* Both stored runs are one. */
    gboolean is_same_code; /* Measured now: both load the same machine code, with one's options. */
} ph_contrast_report;

ph_contrast_report *ph_contrast_report_new(const ph_slowdown_rule *rule);
void ph_contrast_report_free(ph_contrast_report *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_contrast_report, ph_contrast_report_free)

/* The variant's name behind either side's, "" for the main subject; borrowed from the name. */
const char *ph_contrast_variant(const char *subject);

/* What ran under that name, borrowed; NULL when that is not known. */
const ph_subject_info *ph_contrast_subject(const ph_contrast_report *report, const char *name);

/* The contrast, borrowed; NULL when there is none. */
ph_contrast *ph_contrast_find(const ph_contrast_report *report, const char *benchmark,
                              const char *level, const char *variant);

/* Find or make the contrast; borrowed. */
ph_contrast *ph_contrast_of(ph_contrast_report *report, const char *benchmark, const char *level,
                            const char *variant);

/* Say why the contrast is called what it is, in the words of format, in the place of what was said
 * before. */
void ph_contrast_explain(ph_contrast *contrast, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Add a note, or an error, in the words of format, unless the report has it already. */
void ph_contrast_note(ph_contrast_report *report, const char *format, ...) G_GNUC_PRINTF(2, 3);
void ph_contrast_error(ph_contrast_report *report, const char *format, ...) G_GNUC_PRINTF(2, 3);

/*
 * The verdict over all: the worst of the contrasts', FAIL where there is an error, or where head is
 * to blame that nothing was compared, else NEUTRAL.
 */
void ph_contrast_judge_all(ph_contrast_report *report);

/*
 * What a measurement of both builds says of them, and its errors, each once. That the machine was
 * too busy is a note: it is no fault of either build.
 */
void ph_contrast_take_messages(ph_contrast_report *report, ph_measurement *measurement);

/*
 * The logarithms of head's time over base's in one launch, double, one for each ABBA quadruple of
 * blocks of which all four were kept. Free with g_array_unref().
 */
GArray *ph_contrast_quadruples(const GArray *base_block_ns, const GArray *head_block_ns);

/* Their median; NAN when there are too few. */
double ph_contrast_log_ratio(const GArray *base_block_ns, const GArray *head_block_ns);

/* Head fails at what base does: nothing that more time or another threshold would change. */
gboolean ph_contrast_is_broken(const ph_contrast *contrast);

/* Whether more launches might yet say what these leave open; FALSE as well where none were taken.
 */
gboolean ph_contrast_is_open(const ph_contrast *contrast);

/* The values of both sets, double: of the second behind those of the first. Free with
 * g_array_unref(). */
GArray *ph_contrast_joined(const GArray *first, const GArray *second);

/* More allocations than are allowed are no better than a slowdown is, of whatever was measured: the
 * verdict and the reason that were found without them are weighed with them. */
void ph_contrast_weigh_allocations(ph_contrast *contrast, const ph_contrast_report *report);

/* Whether the verdict stands on what is allocated, and on nothing that is as bad. */
gboolean ph_contrast_stands_on_allocations(const ph_contrast *contrast,
                                           const ph_contrast_report *report);

/* Ratio, interval and Welch's p-value over all launches. */
void ph_contrast_estimate(ph_contrast *contrast);

#endif /* PH_HARNESS_VERDICT_CONTRAST_H */
