/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Looks for a shift at the newest end of a series. It only nominates: a comparison of the two
 * builds convicts (series/confirmation.h). Two sums of deviations find what is sudden, the first
 * and the newest runs of a level beside each other what creeps (detection_rules.h).
 *
 * Pure functions of what was measured and what was decided, so a run that comes late, or an old
 * commit that is measured again, changes what follows from it and needs no state mended. Nothing
 * older than the newest commit that a level's decision knew is ever suspected: one shift is one
 * case.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_SERIES_LEVEL_DETECTOR_H
#define PH_HARNESS_SERIES_LEVEL_DETECTOR_H

#include <glib.h>

#include "series/level.h"
#include "series/series_point.h"

/* What a series is of, as far as its shifts are concerned. */
typedef enum ph_series_kind {
    PH_SERIES_TIME,     /* Times: what the machine does is in them. No creep is sought. */
    PH_SERIES_ANCHORED, /* Ratios to an anchor in the same launches. */
    PH_SERIES_EXACT,    /* Counts, no logarithms, at one toolchain: work, bytes, allocations. */
} ph_series_kind;

/* How one was found: identifier, word. */
#define PH_CANDIDATE_RULE_LIST(X)                                                                  \
    X(SUM, "sum")                                                                                  \
    X(DRIFT, "drift")                                                                              \
    X(EXACT, "exact")

typedef enum ph_candidate_rule {
#define X(name, word) PH_CANDIDATE_##name,
    PH_CANDIDATE_RULE_LIST(X)
#undef X
} ph_candidate_rule;

/* "sum", ... */
const char *ph_candidate_rule_word(ph_candidate_rule rule);

/* A commit that was measured. */
typedef struct ph_series_place {
    gint64 position;
    gint64 run_id;
} ph_series_place;

typedef struct ph_candidate {
    ph_candidate_rule rule;
    int direction;               /* 1: higher, as a slower one is; -1: lower. */
    ph_series_place first;       /* The first suspect. */
    ph_series_place last_good;   /* The one before it; itself, where there is none. */
    ph_series_place base;        /* What head is compared with. */
    ph_series_place level_start; /* What it is compared with where that shows nothing. */
    ph_series_place head;        /* The newest. */
    guint runs;                  /* From the first suspect to head. */
    guint runs_beyond; /* The newest of these that lie beyond half of the size, in a row. */
    double size;       /* How far the mean of these lies from the level; of counts, the
                          newest, as a share of it. An estimate, not a comparison's. */
    double error;      /* Its standard error; 0 of counts. */
} ph_candidate;

typedef enum ph_series_state {
    PH_SERIES_LEARNING,
    PH_SERIES_STEADY,
    PH_SERIES_CANDIDATE,
} ph_series_state;

typedef struct ph_detection {
    ph_series_state state;
    ph_series_level level;
    guint runs_to_learn;    /* So many more, while it is learning. */
    guint runs_to_wait;     /* After a refutation nothing is nominated in so many more runs. */
    ph_candidate candidate; /* Where there is one. */
} ph_detection;

/*
 * Where the newest run of a series stands.
 *
 * @param points     Pooled (series/series_point.h).
 * @param decisions  ph_level_decision, in the order they were made.
 */
ph_detection ph_detect(const GArray *points, const GArray *decisions, ph_series_kind kind);

/*
 * What a refutation at the newest of the points comes to: PH_LEVEL_REFUTED, or PH_LEVEL_HOST where
 * it is the second one within PH_REFUTED_RUNS_TWICE runs.
 */
ph_level_cause ph_detect_refuted_as(const GArray *points, const GArray *decisions);

/* Whether one that cannot be compared has stayed for as long as it takes to warn of it. */
gboolean ph_candidate_is_unconfirmed(const ph_candidate *candidate);

#endif /* PH_HARNESS_SERIES_LEVEL_DETECTOR_H */
