/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What is told, from when it is decided until it is sent, which may be days: as an object, and as
 * the document that the history keeps of it and that webhooks are given
 * (config/schema/alert.schema.json).
 *
 * One thread at a time for each object; no state.
 */
#ifndef PH_HARNESS_ALERT_NOTICE_H
#define PH_HARNESS_ALERT_NOTICE_H

#include <cjson/cJSON.h>
#include <glib.h>

#include "alert/message.h"

/* Owns all of it. Texts are printable but for ends of lines. */
typedef struct ph_alert_notice {
    char *name;      /* What it is once by: "case-12-opened-34". */
    char *thread_id; /* As ph_alert_message has it, and what follows. */
    ph_alert_occasion occasion;
    ph_case_severity severity;
    char *title;
    char *text;
    GPtrArray *rows; /* char *: a row's name, its text, the next one's name, ... */
    guint more_count;
    char *link;
    char *repository;
    char *head_sha;
    gint64 time_us;
    char *rule;    /* The condition that it meets; NULL: it is told without one. */
    cJSON *about;  /* The case, with its figures; NULL: it is of none. */
    cJSON *cases;  /* The numbers of those that a digest is of; NULL: it is none. */
    char *told_by; /* The digest that tells it; NULL: it is told by itself. */
} ph_alert_notice;

/* Without texts, rows or figures. */
ph_alert_notice *ph_alert_notice_new(ph_alert_occasion occasion, ph_case_severity severity,
                                     gint64 time_us);
void ph_alert_notice_free(ph_alert_notice *notice);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_alert_notice, ph_alert_notice_free)

/* Its texts are copied. */
void ph_alert_notice_add_row(ph_alert_notice *notice, const char *name, const char *text);

/* Its document: JSON on one line. The caller frees it. */
char *ph_alert_notice_document(const ph_alert_notice *notice);

/* Read one back. NULL and error (PH_ERROR_DATA): it is none. */
ph_alert_notice *ph_alert_notice_parse(const char *document, GError **error);

/*
 * The message that a channel is told, all of it borrowed from the notice and what is given. Its
 * rows are the caller's to free with g_free(); delivery_id, remote and progress are the caller's to
 * set.
 */
ph_alert_message ph_alert_notice_message(const ph_alert_notice *notice, const char *document,
                                         ph_alert_row **ret_rows);

/* What messages of one delivery are known by, wherever they are sent from: to be freed. */
char *ph_alert_notice_delivery_id(const ph_alert_notice *notice, const char *document,
                                  const char *channel);

#endif /* PH_HARNESS_ALERT_NOTICE_H */
