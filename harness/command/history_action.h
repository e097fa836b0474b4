/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The actions of `perfharness history`; command_history.c lists them. */
#ifndef PH_HARNESS_COMMAND_HISTORY_ACTION_H
#define PH_HARNESS_COMMAND_HISTORY_ACTION_H

#include <glib.h>

#include "colour.h"
#include "history/run_store.h"
#include "series/case_severity.h"
#include "verdict/verdict.h"

/* What was asked for; NULL where it was not given. All borrowed. */
typedef struct ph_history_request {
    const ph_store_place *place;
    const char *schemas; /* The folder with the schemas. */
    const char *event;   /* A word of PH_RUN_EVENT_LIST. */
    const char *branch;
    const char *main_branch;
    const char *commit;
    const char *repository;
    gint64 position;     /* 0: not given. */
    gint64 pull_request; /* 0: not given. */
    guint last;          /* 0: not given. */
    guint days;          /* 0: not given. */
    const char *runner;  /* The perfharness that compares; NULL: this program. */
    const char *format;  /* Of what is imported. */
    const char *source;  /* Of that, what its series are called after. */
    const char *output;  /* The file to write. */
    const char *suite;   /* Of which alone; likewise the host, its first digits. */
    const char *host;
    const char *series;
    const char *headline;
    const char *reason;
    const char *by;
    gint64 until_us; /* PH_NO_TIME: not given. */
    gint64 case_id;  /* 0: not given. */
    ph_case_severity severity;
    gboolean is_all;
    gboolean is_applied;
    gboolean is_json;
    gboolean is_csv;
    gboolean is_ascii;
    gboolean is_barred; /* Changes as bars. */
    ph_colour_when colour;
    char **operands; /* Behind the action's name; NULL-terminated. */
} ph_history_request;

/* Each does it and prints what was done; else error, and the status. */
ph_exit ph_history_action_add(const ph_history_request *request, GError **error);
ph_exit ph_history_action_import(const ph_history_request *request, GError **error);
ph_exit ph_history_action_push(const ph_history_request *request, GError **error);
ph_exit ph_history_action_list(const ph_history_request *request, GError **error);
ph_exit ph_history_action_witness(const ph_history_request *request, GError **error);
ph_exit ph_history_action_prune(const ph_history_request *request, GError **error);
ph_exit ph_history_action_show(const ph_history_request *request, GError **error);
ph_exit ph_history_action_trend(const ph_history_request *request, GError **error);
ph_exit ph_history_action_levels(const ph_history_request *request, GError **error);
ph_exit ph_history_action_dashboard(const ph_history_request *request, GError **error);
ph_exit ph_history_action_badge(const ph_history_request *request, GError **error);
ph_exit ph_history_action_confirm(const ph_history_request *request, GError **error);
ph_exit ph_history_action_check(const ph_history_request *request, GError **error);
ph_exit ph_history_action_bisect(const ph_history_request *request, GError **error);
ph_exit ph_history_action_ack(const ph_history_request *request, GError **error);
ph_exit ph_history_action_silence(const ph_history_request *request, GError **error);
ph_exit ph_history_action_accept(const ph_history_request *request, GError **error);
ph_exit ph_history_action_note(const ph_history_request *request, GError **error);

/*
 * Open the history, and say on one line which one it is, with what is to be said of it: on standard
 * output, or on standard error where that is for JSON or a line that others read.
 */
ph_run_store *ph_history_open(const ph_history_request *request, ph_store_access access,
                              gboolean is_said_aside, GError **error);

#endif /* PH_HARNESS_COMMAND_HISTORY_ACTION_H */
