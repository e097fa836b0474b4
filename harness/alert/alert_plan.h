/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Who is to be told of what, by where the cases of a history stand and what was told of them
 * already.
 *
 * One thread at a time for each object.
 */
#ifndef PH_HARNESS_ALERT_ALERT_PLAN_H
#define PH_HARNESS_ALERT_ALERT_PLAN_H

#include <glib.h>

#include "alert/case_notice.h"
#include "history/run_store.h"

/* More than so many messages at once are one: it is not the code of so many series that changed. */
#define PH_ALERT_MESSAGES_MAX 20

/* So long a critical case waits for somebody before it is told once more. */
#define PH_ALERT_REMINDER_DAYS 7

/* What was told before: all alerts and deliveries of a history. */
typedef struct ph_alert_log {
    GPtrArray *alerts;     /* ph_history_alert. */
    GPtrArray *deliveries; /* ph_delivery. */
} ph_alert_log;

gboolean ph_alert_log_read(ph_run_store *store, ph_alert_log *ret, GError **error);
void ph_alert_log_clear(ph_alert_log *log);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ph_alert_log, ph_alert_log_clear)

/* One that is to be told. Owns what it points to. */
typedef struct ph_planned_alert {
    ph_alert_notice *notice;
    gint64 case_id;    /* 0: of no case, or of many. */
    char **channels;   /* None: a digest tells it. */
    char *why;         /* In words. */
    gboolean is_first; /* It is said in the case's events. */
} ph_planned_alert;

typedef struct ph_alert_plan {
    GPtrArray *alerts; /* ph_planned_alert. */
    GPtrArray *untold; /* char *: of each living case that nobody is told of, and why. */
} ph_alert_plan;

/*
 * What is to be told at a time. The log was read before the source's cases were: another program
 * may tell meanwhile, and a case that it told of is known by its name.
 */
ph_alert_plan *ph_alert_plan_new(const ph_alert_source *source, const ph_alert_log *log,
                                 gint64 now_us);
void ph_alert_plan_free(ph_alert_plan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_alert_plan, ph_alert_plan_free)

/* Something of the measuring itself that is or is not so. All borrowed. */
typedef struct ph_house_condition {
    const char *key; /* What it is known by: a-z, 0-9 and "-". */
    gboolean is_so;
    const char *title; /* When it is so. */
    const char *text;
    const char *aside; /* A channel that is not told, as it is the one; NULL: none. */
} ph_house_condition;

/* Add what is told of one, when it begins, and when it is over. */
void ph_alert_plan_add_house(ph_alert_plan *plan, const ph_alert_source *source,
                             const ph_alert_log *log, const ph_house_condition *condition,
                             gint64 now_us);

/* Put it into the outbox. Others may be faster: what they tell is left out. */
gboolean ph_alert_plan_write(const ph_alert_plan *plan, ph_run_store *store, GError **error);

#endif /* PH_HARNESS_ALERT_ALERT_PLAN_H */
