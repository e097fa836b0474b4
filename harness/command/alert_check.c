/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness alert --check`: would the settings do what they are there for? */
#include <stdio.h>
#include <string.h>

#include "columns.h"
#include "command/alert_request.h"
#include "error/error.h"

/* A rule by which nobody was told for so long may have a mistake in it. */
enum { DAYS_LOOKED_AT = 90 };

static guint tell(guint *found, const char *text)
{
    ph_columns_print(stdout, 0, 2, "%s", text);
    return ++*found;
}

/* Why a rule can never be the one, whatever is measured; NULL: it can. The caller frees it. */
static char *why_never(const ph_alert_settings *settings, guint at)
{
    const ph_alert_rule *rule = settings->rules->pdata[at];

    if (ph_change_condition_is_never(rule->condition))
        return g_strdup_printf("rule of line %u: nothing meets it: %s", rule->line, rule->when);
    for (guint before = 0; before < at; before++) {
        const ph_alert_rule *other = settings->rules->pdata[before];

        if (ph_change_condition_is_within(rule->condition, other->condition))
            return g_strdup_printf("rule of line %u: all that meets it meets that of line %u, "
                                   "which comes first: %s",
                                   rule->line, other->line, rule->when);
    }
    return NULL;
}

static void check_sense(const ph_alert_settings *settings, guint *found)
{
    if (settings->rules->len == 0)
        tell(found, "there is no [[rule]]: nobody is told of any case");
    for (guint i = 0; i < settings->rules->len; i++) {
        g_autofree char *text = why_never(settings, i);

        if (text)
            tell(found, text);
    }
}

static gboolean has_enabled(const ph_alert_settings *settings, char **names)
{
    for (guint i = 0; names[i]; i++) {
        const ph_alert_channel_entry *entry = ph_alert_settings_channel(settings, names[i]);

        if (entry && entry->is_enabled)
            return TRUE;
    }
    return FALSE;
}

/* Somebody was told by it, at a time or since. */
static gboolean was_met(const ph_alert_scene *scene, const ph_alert_rule *rule, gint64 since_us)
{
    for (guint i = scene->log.alerts->len; i > 0; i--) {
        const ph_history_alert *alert = scene->log.alerts->pdata[i - 1];
        g_autoptr(ph_alert_notice) notice = NULL;

        if (alert->at_us < since_us)
            return FALSE;
        notice = ph_alert_notice_parse(alert->document, NULL);
        if (notice && g_strcmp0(notice->rule, rule->when) == 0)
            return TRUE;
    }
    return FALSE;
}

static gint64 oldest_run_us(const GPtrArray *runs)
{
    gint64 oldest_us = G_MAXINT64;

    for (guint i = 0; i < runs->len; i++)
        oldest_us = MIN(oldest_us, ((const ph_history_run *)runs->pdata[i])->received_us);
    return oldest_us;
}

static void check_use(const ph_alert_request *request, const ph_alert_scene *scene, gint64 now_us,
                      guint *found)
{
    const gint64 since_us = now_us - DAYS_LOOKED_AT * G_TIME_SPAN_DAY;
    const GPtrArray *rules = request->settings->rules;

    if (oldest_run_us(scene->runs) > since_us) {
        ph_columns_print(stdout, 0, 2,
                         "which rules tell nobody cannot be told: the history is younger than %d "
                         "days",
                         DAYS_LOOKED_AT);
        return;
    }
    for (guint i = 0; i < rules->len; i++) {
        const ph_alert_rule *rule = rules->pdata[i];
        g_autofree char *never = why_never(request->settings, i);
        g_autofree char *text = NULL;

        /* Of what tells nobody for another reason, that was said. */
        if (never || !has_enabled(request->settings, rule->channels) ||
            was_met(scene, rule, since_us))
            continue;
        text = g_strdup_printf("rule of line %u: nobody was told by it for %d days: %s", rule->line,
                               DAYS_LOOKED_AT, rule->when);
        tell(found, text);
    }
}

static void check_targets(const ph_alert_settings *settings, guint *found)
{
    for (guint i = 0; i < settings->rules->len; i++) {
        const ph_alert_rule *rule = settings->rules->pdata[i];
        g_autofree char *text = g_strdup_printf(
            "rule of line %u: none of its channels is enabled: %s", rule->line, rule->when);

        if (!has_enabled(settings, rule->channels))
            tell(found, text);
    }
    if (!has_enabled(settings, settings->house_channels))
        tell(found, "[house]: no channel is enabled: nobody is told where nothing is measured any "
                    "more");
}

static gboolean is_named(const ph_alert_settings *settings, const char *channel)
{
    for (guint i = 0; i < settings->rules->len; i++) {
        const ph_alert_rule *rule = settings->rules->pdata[i];

        if (g_strv_contains((const char *const *)rule->channels, channel))
            return TRUE;
    }
    return g_strv_contains((const char *const *)settings->house_channels, channel);
}

/* One that is enabled, and that nothing is told on. */
static void check_naming(const ph_alert_settings *settings, const char *channel, guint *found)
{
    g_autofree char *text = g_strdup_printf(
        "channel %s: no rule names it, nor does [house]: nothing is told there", channel);

    if (!is_named(settings, channel))
        tell(found, text);
}

static void check_channel(ph_alert_channels *channels, const ph_alert_channel_settings *settings,
                          guint *found)
{
    g_autoptr(GError) cause = NULL;
    g_autofree char *target = ph_alert_channel_target(settings);
    g_autofree char *text = NULL;
    ph_alert_channel *channel = ph_alert_channels_find(channels, settings->name, &cause);

    if (channel && ph_alert_channel_ask(channel, &cause)) {
        ph_columns_print(stdout, 0, 2, "channel %s: %s answers", settings->name, target);
        return;
    }
    text = ph_error_printable(cause->message);
    ph_columns_print(stdout, 0, 2, "channel %s: %s: %s", settings->name, target, text);
    ++*found;
}

ph_exit ph_alert_check(const ph_alert_request *request, const ph_alert_scene *scene, gint64 now_us,
                       GError **error)
{
    const ph_alert_settings *settings = request->settings;
    g_auto(ph_alert_channels) channels = { 0 };
    guint found = 0;

    (void)error;
    ph_alert_channels_begin(&channels, settings);
    check_sense(settings, &found);
    check_targets(settings, &found);
    check_use(request, scene, now_us, &found);
    for (guint i = 0; i < settings->channels->len; i++) {
        const ph_alert_channel_entry *entry = settings->channels->pdata[i];

        if (!entry->is_enabled) {
            ph_columns_print(stdout, 0, 2, "channel %s: not enabled", entry->settings.name);
            continue;
        }
        check_naming(settings, entry->settings.name, &found);
        check_channel(&channels, &entry->settings, &found);
    }
    if (found == 0)
        ph_columns_print(stdout, 0, 0, "whoever is to be told is told");
    return found > 0 ? PH_EXIT_REGRESSION : PH_EXIT_PASS;
}
