/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "alert/closing.h"

#include <cjson/cJSON.h>

#include "document/json_member.h"
#include "error/error.h"
#include "history/history_clock.h"
#include "series/case_life.h"

/* A channel's name has nothing in it that JSON would escape. */
static ph_history_event *closing_event(gint64 case_id, const char *by, const char *channel)
{
    ph_history_event *event = ph_history_event_new(PH_HISTORY_EVENT_ACKNOWLEDGE, case_id);

    event->actor = ph_error_printable(by);
    event->text = g_strdup_printf("closed it on the channel %s", channel);
    event->detail = g_strdup_printf("{\"closed_on\":\"%s\"}", channel);
    return event;
}

gboolean ph_alert_note_closing(ph_run_store *store, gint64 case_id, const char *by,
                               const char *channel, GError **error)
{
    g_autoptr(GPtrArray) events = NULL;
    g_autoptr(ph_history_event) event = NULL;

    if (!by || case_id == 0)
        return TRUE;
    events = ph_run_store_events(store, case_id, error);
    if (!events)
        return FALSE;
    if (ph_case_life_at(events, ph_history_now_us()).state != PH_CASE_OPEN)
        return TRUE;
    event = closing_event(case_id, by, channel);
    return ph_run_store_add_event(store, event, NULL, error);
}

char *ph_alert_closing_channel(const ph_history_event *event)
{
    cJSON *detail = event && event->detail ? cJSON_Parse(event->detail) : NULL;
    char *channel = g_strdup(ph_json_text(detail, "closed_on"));

    cJSON_Delete(detail);
    return channel;
}
