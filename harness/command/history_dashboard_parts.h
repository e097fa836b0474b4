/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What `perfharness history dashboard` gathers of a history, part by part. */
#ifndef PH_HARNESS_COMMAND_HISTORY_DASHBOARD_PARTS_H
#define PH_HARNESS_COMMAND_HISTORY_DASHBOARD_PARTS_H

#include "command/history_view.h"
#include "dashboard/dashboard.h"
#include "history/commit_log.h"

/* Owns what it points to, but for the first two. */
typedef struct ph_history_gathering {
    ph_run_store *store;
    const ph_history_request *request;
    ph_history_view *view;
    GPtrArray *runs;    /* ph_history_run: all, newest first. */
    GHashTable *run_of; /* gint64 * id: ph_history_run *. */
    ph_commit_log *commits;
    GHashTable *series_of; /* gint64 * series id: ph_dashboard_series *, those of the page. */
    gint64 now_us;
    guint days; /* Which are shown. */
    ph_dashboard *page;
} ph_history_gathering;

/* Whether the request asks for what is of that host and suite. */
gboolean ph_history_is_asked_for(const ph_history_gathering *in, const char *host,
                                 const char *suite);

/* The suites with their series. */
void ph_history_gather_suites(ph_history_gathering *in);

/* The cases, which name series of the page: after these. */
void ph_history_gather_cases(ph_history_gathering *in);

/* What was told lately of no case. */
void ph_history_gather_house(ph_history_gathering *in);

/* FALSE and error. */
gboolean ph_history_gather_hosts(ph_history_gathering *in, GError **error);

#endif /* PH_HARNESS_COMMAND_HISTORY_DASHBOARD_PARTS_H */
