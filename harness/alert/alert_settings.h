/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Who is told of what, from config/alerts.toml: rules, their texts, and the channels. Secrets stand
 * in the environment; the file names them.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_ALERT_ALERT_SETTINGS_H
#define PH_HARNESS_ALERT_ALERT_SETTINGS_H

#include <glib.h>

#include "alert/channel.h"
#include "series/case_severity.h"
#include "series/change_condition.h"

/* What is told of a case that meets a condition, and where. Owns what it points to. */
typedef struct ph_alert_rule {
    char *when; /* As the file has it. */
    ph_change_condition *condition;
    ph_case_severity severity;
    char **channels; /* Names; at least one. */
    char *title;     /* Templates that were checked. */
    char *text;
    guint line; /* In the file. */
} ph_alert_rule;

/* A channel of the file. Owns what its settings point to. */
typedef struct ph_alert_channel_entry {
    ph_alert_channel_settings settings;
    gboolean is_enabled; /* Else nothing is told there, whatever names it. */
    GPtrArray *texts;    /* char *. */
} ph_alert_channel_entry;

typedef struct ph_alert_settings {
    char *path;
    char *digest;          /* SHA-256 of the file: 64 hexadecimal digits. */
    GPtrArray *rules;      /* ph_alert_rule, in order: the first that holds is the one. */
    GPtrArray *channels;   /* ph_alert_channel_entry. */
    char **house_channels; /* Who is told of the measuring itself; none: nobody. */
    char *link;            /* Where people see more; NULL: nowhere. */
    char *repository;      /* "owner/name" on GitHub; NULL: not known. */
} ph_alert_settings;

/*
 * Read the file. NULL and error: PH_ERROR_SETTINGS with file, line, column and what was expected,
 * or PH_ERROR_STORAGE.
 */
ph_alert_settings *ph_alert_settings_read(const char *path, GError **error);
void ph_alert_settings_free(ph_alert_settings *settings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_alert_settings, ph_alert_settings_free)

/* NULL: the file has none of that name. */
const ph_alert_channel_entry *ph_alert_settings_channel(const ph_alert_settings *settings,
                                                        const char *name);

/* The first rule that holds; NULL: none does. Rules above a severity are not looked at. */
const ph_alert_rule *ph_alert_settings_rule(const ph_alert_settings *settings,
                                            const ph_change_figures *figures,
                                            ph_case_severity most);

#endif /* PH_HARNESS_ALERT_ALERT_SETTINGS_H */
