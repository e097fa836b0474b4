/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A run as it is handed to the store: what it was, its results, its document, and what is to be
 * recorded of its host, its program and its subjects where that has changed.
 *
 * One thread at a time for each object.
 */
#ifndef PH_HARNESS_HISTORY_RUN_ENTRY_H
#define PH_HARNESS_HISTORY_RUN_ENTRY_H

#include <glib.h>

#include "history/history_fact.h"
#include "history/series_method.h"
#include "model/measurement.h"
#include "series/history_run.h"
#include "series/series_key.h"

/* Of one series. Owns its key. */
typedef struct ph_run_result {
    ph_series_key key;
    double value;
    double error; /* NAN: not known. */
    guint launches;
} ph_run_result;

void ph_run_result_free(gpointer result);

typedef struct ph_run_entry {
    ph_history_run *run; /* Without id, received_us, has_document and results. */
    GPtrArray *results;  /* ph_run_result, each key once. */
    GPtrArray *facts;    /* ph_history_fact, of its host. */
    GBytes *document;    /* The bytes whose digest the run's is; NULL: none are kept. */
} ph_run_entry;

/* What the document of a run says of all of it. Borrowed; NULL: it does not say. */
typedef struct ph_run_origin {
    const char *host; /* Its fingerprint. */
    const char *cpu_model;
    const char *suite;
    const char *timestamp; /* RFC 3339. */
    const char *status;    /* ph_measurement_status(); never NULL. */
    const char *commit;
    const char *kernel;
    const char *microcode;
    const ph_harness_info *harness; /* Never NULL. */
} ph_run_origin;

/* What it does not say of a run. Borrowed; zeroed: nothing is known. */
typedef struct ph_run_circumstances {
    ph_run_event event;
    gint64 pull_request; /* 0: of none. */
    const char *sha;     /* NULL: the document's. */
    const char *branch;
    const char *summary;
    gint64 position;          /* 0: not known. */
    gint64 committed_us;      /* 0: not known. */
    const char *machine;      /* NULL: not known. */
    ph_derivation derivation; /* 0: the newest. */
} ph_run_circumstances;

/*
 * The entry of a perf.json.
 *
 * @param bytes  Of the file; measurement is what was read from them (document/perf_document.h).
 * @return NULL and error (PH_ERROR_DATA) for one that has no host, or nothing that was measured.
 */
ph_run_entry *ph_run_entry_from(GBytes *bytes, const ph_measurement *measurement,
                                const ph_run_circumstances *circumstances, GError **error);

/* An entry without results, facts and document, to be filled. */
ph_run_entry *ph_run_entry_new(void);

/*
 * Say what an entry is of: its run, document, and what is told of program and kernel.
 *
 * @param bytes  The document. Another reference is kept.
 * @return FALSE and error (PH_ERROR_DATA): there is no host.
 */
gboolean ph_run_entry_describe(ph_run_entry *entry, GBytes *bytes, const ph_run_origin *origin,
                               const ph_run_circumstances *circumstances, GError **error);

/* Append a result. The key is copied. */
void ph_run_entry_add(ph_run_entry *entry, const ph_series_key *key, double value, double error,
                      guint launches);

void ph_run_entry_free(ph_run_entry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_run_entry, ph_run_entry_free)

#endif /* PH_HARNESS_HISTORY_RUN_ENTRY_H */
