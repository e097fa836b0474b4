/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How long what is kept: the one list of rules. What no rule names is kept for ever: baselines,
 * what an audit shows, levels, cases, events, facts and receipts.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_HISTORY_RETENTION_H
#define PH_HARNESS_HISTORY_RETENTION_H

#include <glib.h>

#include "series/run_event.h"

typedef enum ph_retention_scope {
    PH_RETENTION_RUN,      /* The run with its results and its document. */
    PH_RETENTION_DOCUMENT, /* Its document alone. */
    PH_RETENTION_ARCHIVE,  /* Archives of what was measured (catalogue/catalogue.h). */
} ph_retention_scope;

/*
 * Identifier, its name, which runs (PH_RUN_KEEP_LIST), what of them, after how many days since they
 * were started and received, whichever is later, and what it means. Of archives, since their period
 * ended and they were made.
 */
#define PH_RETENTION_LIST(X)                                                                       \
    X(PULL_REQUEST, "pull-request-90-days", PULL_REQUEST, RUN, 90, "runs of pull requests, whole") \
    X(MAIN_DOCUMENT, "main-document-1-year", MAIN, DOCUMENT, 365,                                  \
      "of all other runs the perf.json, while their figures stay")                                 \
    X(MAIN_RUN, "main-figures-36-months", MAIN, RUN, 1096, "of the same runs the figures, too")    \
    X(PULL_REQUEST_ARCHIVE, "pull-request-archive-90-days", PULL_REQUEST, ARCHIVE, 90,             \
      "archives of what was made for pull requests")                                               \
    X(MAIN_ARCHIVE, "main-archive-1-year", MAIN, ARCHIVE, 365, "archives of all other runs")       \
    X(AUDIT_ARCHIVE, "audit-archive-36-months", AUDIT, ARCHIVE, 1096,                              \
      "archives of what an audit shows; longer where its settings ask for it")

typedef enum ph_retention_rule {
#define X(identifier, name, keep, scope, days, meaning) PH_RETENTION_RULE_##identifier,
    PH_RETENTION_LIST(X)
#undef X
        PH_RETENTION_RULE_COUNT,
} ph_retention_rule;

const char *ph_retention_name(ph_retention_rule rule);
const char *ph_retention_meaning(ph_retention_rule rule);
ph_run_keep ph_retention_keep(ph_retention_rule rule);
ph_retention_scope ph_retention_rule_scope(ph_retention_rule rule);

/* What was started and received before this time, Unix microseconds, is over. */
gint64 ph_retention_before(ph_retention_rule rule, gint64 now_us);

/* From this time on, what was started and received then is over. */
gint64 ph_retention_after(ph_retention_rule rule, gint64 since_us);

/*
 * The note of a deletion's receipt: "run by rule NAME, results DIGEST", with the digest of the
 * results that went (results_digest.h), or "document by rule NAME". To be freed.
 *
 * @param results_digest  NULL: none went.
 */
char *ph_retention_note(ph_retention_rule rule, const char *results_digest);

/* The digest in such a note, borrowed from it; NULL: there is none. */
const char *ph_retention_note_results(const char *note);

#endif /* PH_HARNESS_HISTORY_RETENTION_H */
