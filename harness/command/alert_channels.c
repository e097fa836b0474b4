/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The channels of alerts.toml as `perfharness alert` uses them. */
#include <stdio.h>

#include "alert/closing.h"
#include "columns.h"
#include "command/alert_request.h"
#include "error/error.h"

static void free_channel(gpointer channel)
{
    ph_alert_channel_free((ph_alert_channel *)channel);
}

void ph_alert_channels_begin(ph_alert_channels *channels, const ph_alert_settings *settings)
{
    channels->settings = settings;
    channels->made = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_channel);
}

void ph_alert_channels_clear(ph_alert_channels *channels)
{
    g_clear_pointer(&channels->made, g_hash_table_unref);
}

ph_alert_channel *ph_alert_channels_find(ph_alert_channels *channels, const char *name,
                                         GError **error)
{
    const ph_alert_channel_entry *entry = ph_alert_settings_channel(channels->settings, name);
    ph_alert_channel *channel = (ph_alert_channel *)g_hash_table_lookup(channels->made, name);

    if (channel)
        return channel;
    if (!entry || !entry->is_enabled) {
        (void)ph_refuse(error, PH_ERROR_SETTINGS, "%s: [channels.%s] is %s",
                        channels->settings->path, name, entry ? "not enabled" : "not there");
        return NULL;
    }
    channel = ph_alert_channel_new(&entry->settings, &PH_ALERT_PATIENCE, error);
    if (channel)
        g_hash_table_insert(channels->made, (gpointer)entry->settings.name, channel);
    return channel;
}

static void send(const char *name, const ph_alert_message *message, ph_alert_result *ret,
                 gpointer data, GError **error)
{
    ph_alert_channel *channel = ph_alert_channels_find((ph_alert_channels *)data, name, error);

    if (channel)
        ph_alert_channel_send(channel, message, ret, error);
    else
        ret->outcome = PH_ALERT_LATER; /* Settings and secrets are mended. */
}

static void pause_for(double seconds, gpointer data)
{
    (void)data;
    g_usleep((gulong)(seconds * G_USEC_PER_SEC));
}

ph_outbox_sender ph_alert_channels_sender(ph_alert_channels *channels)
{
    return (ph_outbox_sender){ send, pause_for, channels };
}

/* A delivery of a case that was made on a channel where people close it. */
static gboolean is_closable(const ph_alert_channels *channels, const ph_delivery *delivery)
{
    const ph_alert_channel_entry *entry =
        ph_alert_settings_channel(channels->settings, delivery->channel);

    return entry && entry->is_enabled && ph_alert_kind_hears_people(entry->settings.kind) &&
           delivery->done_us != PH_NO_TIME;
}

static const ph_case_entry *open_case_of(const ph_alert_scene *scene, const ph_delivery *delivery)
{
    for (guint i = 0; i < scene->log.alerts->len; i++) {
        const ph_history_alert *alert = scene->log.alerts->pdata[i];
        const ph_case_entry *entry =
            alert->id == delivery->alert_id && alert->case_id > 0
                ? ph_case_book_find(scene->view->book, alert->case_id, NULL)
                : NULL;

        if (entry)
            return entry->life.state == PH_CASE_OPEN ? entry : NULL;
    }
    return NULL;
}

static gboolean take_closing(const ph_alert_scene *scene, ph_alert_channels *channels,
                             const ph_delivery *delivery, const ph_case_entry *entry,
                             GError **error)
{
    g_autofree char *thread = ph_case_notice_thread(entry->about);
    g_autoptr(GError) cause = NULL;
    g_autofree char *by = NULL;
    ph_alert_channel *channel = ph_alert_channels_find(channels, delivery->channel, &cause);

    if (!channel || !ph_alert_channel_find_closer(channel, thread, delivery->remote, &by, &cause)) {
        g_autofree char *why = ph_error_printable(cause->message);

        ph_columns_print(stderr, 0, 2, "%s: whether somebody has closed it: %s", delivery->channel,
                         why);
        return TRUE;
    }
    return ph_alert_note_closing(scene->store, entry->about->id, by, delivery->channel, error);
}

/* The newest delivery of each case and channel is asked for. */
gboolean ph_alert_take_closings(const ph_alert_scene *scene, ph_alert_channels *channels,
                                GError **error)
{
    g_autoptr(GHashTable) asked = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (guint i = scene->log.deliveries->len; i > 0; i--) {
        const ph_delivery *delivery = scene->log.deliveries->pdata[i - 1];
        const ph_case_entry *entry =
            is_closable(channels, delivery) ? open_case_of(scene, delivery) : NULL;
        char *key;

        if (!entry)
            continue;
        key = g_strdup_printf("%" G_GINT64_FORMAT " %s", entry->about->id, delivery->channel);
        if (g_hash_table_add(asked, key) && !take_closing(scene, channels, delivery, entry, error))
            return FALSE;
    }
    return TRUE;
}
