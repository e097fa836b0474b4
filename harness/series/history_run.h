/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A run of the history, without its results.
 *
 * One thread at a time for each object; no state.
 */
#ifndef PH_HARNESS_SERIES_HISTORY_RUN_H
#define PH_HARNESS_SERIES_HISTORY_RUN_H

#include <glib.h>

#include "series/run_event.h"

/* Of a run that has none: it is listed, and stands in no trend. */
#define PH_NO_POSITION (-1)

/* No such time is known. */
#define PH_NO_TIME G_MININT64

/* Owns its texts, which are printable. Times are Unix microseconds. */
typedef struct ph_history_run {
    gint64 id;           /* In the order of adding. 0: not added yet. */
    char *digest;        /* SHA-256 of the document's bytes: 64 hexadecimal digits. */
    char *host;          /* Its fingerprint. */
    char *cpu_model;     /* NULL: not known. */
    char *sha;           /* The commit that was measured, in full; NULL: not known. */
    char *branch;        /* NULL: not known. */
    char *summary;       /* The first line of the commit's message; NULL: not known. */
    gint64 position;     /* On the first-parent line of the main branch, 1 is its first commit; or
                            PH_NO_POSITION. */
    gint64 committed_us; /* The committer's clock: shown, never sorted by. Or PH_NO_TIME. */
    char *suite;         /* "" for workloads that were named one by one. */
    ph_run_event event;
    gint64 pull_request; /* 0: of none. */
    gint64 started_us;   /* The runner's clock: shown, never sorted by. Or PH_NO_TIME. */
    gint64 received_us;  /* The store's clock. */
    char *status;        /* ph_measurement_status(); "" where none is known. */
    char *machine;       /* 16 hexadecimal digits that one machine has; NULL: not known. */
    char *source;        /* What an imported run was imported from; NULL: it was measured. */
    ph_run_keep keep;
    gboolean has_document; /* FALSE: its time was over (retention.h). */
    guint results;
} ph_history_run;

/* A runner's clock that was ahead of the store's by more than 10 minutes; FALSE where it is not
 * known. */
gboolean ph_history_clock_is_ahead(gint64 started_us, gint64 received_us);
gboolean ph_history_run_is_ahead(const ph_history_run *run);

/* It stands in the trend of a main series. */
gboolean ph_history_run_is_in_trend(const ph_history_run *run);

/*
 * What the receipt of a run says beside its document's digest: "event push, commit SHA, position
 * 12", "event pull_request, no commit, no position, pull request 3". To be freed.
 *
 * @param position  As it was known when the receipt was written.
 */
char *ph_history_run_note(const ph_history_run *run, gint64 position);

/* Whether a receipt's note is of the run as it is; its position may have become known since. */
gboolean ph_history_run_is_noted(const ph_history_run *run, const char *note);

ph_history_run *ph_history_run_new(void);
void ph_history_run_free(ph_history_run *run);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_history_run, ph_history_run_free)

#endif /* PH_HARNESS_SERIES_HISTORY_RUN_H */
