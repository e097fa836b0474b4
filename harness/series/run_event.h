/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a run was made for. Any thread; no state. */
#ifndef PH_HARNESS_SERIES_RUN_EVENT_H
#define PH_HARNESS_SERIES_RUN_EVENT_H

#include <glib.h>

/* Identifier, its word in the store, and what its runs are kept as. Append only. */
#define PH_RUN_EVENT_LIST(X)                                                                       \
    X(SCHEDULE, "schedule", MAIN)                                                                  \
    X(PUSH, "push", MAIN)                                                                          \
    X(PULL_REQUEST, "pull_request", PULL_REQUEST)                                                  \
    X(RELEASE, "release", AUDIT)                                                                   \
    X(MANUAL, "manual", MAIN)                                                                      \
    X(IMPORT, "import", MAIN)

typedef enum ph_run_event {
#define X(identifier, word, keep) PH_RUN_EVENT_##identifier,
    PH_RUN_EVENT_LIST(X)
#undef X
        PH_RUN_EVENT_COUNT,
} ph_run_event;

/*
 * How long a run is kept (retention.h), from the shortest to for ever: identifier, and its word in
 * the store. A run is only ever moved to one that keeps it longer. Append only.
 */
#define PH_RUN_KEEP_LIST(X)                                                                        \
    X(PULL_REQUEST, "pull-request")                                                                \
    X(MAIN, "main")                                                                                \
    X(AUDIT, "audit")                                                                              \
    X(BASELINE, "baseline")

typedef enum ph_run_keep {
#define X(identifier, word) PH_RUN_KEEP_##identifier,
    PH_RUN_KEEP_LIST(X)
#undef X
        PH_RUN_KEEP_COUNT,
} ph_run_keep;

const char *ph_run_event_word(ph_run_event event);

/* PH_RUN_EVENT_COUNT: none has that word. */
ph_run_event ph_run_event_of(const char *word);

/* What the runs of an event are kept as, unless more is asked for. */
ph_run_keep ph_run_event_keep(ph_run_event event);

const char *ph_run_keep_word(ph_run_keep keep);

/* PH_RUN_KEEP_COUNT: none has that word. */
ph_run_keep ph_run_keep_of(const char *word);

#endif /* PH_HARNESS_SERIES_RUN_EVENT_H */
