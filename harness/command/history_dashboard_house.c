/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a dashboard says of the measuring itself: what people were told that is of no case. */
#include "command/history_dashboard_parts.h"
#include "document/json_member.h"

enum { DAYS_TOLD = 30 };

/* "slack, not email yet": where it was told. The caller frees it. */
static char *channels_text(const ph_history_view *view, const ph_history_alert *alert)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < view->deliveries->len; i++) {
        const ph_delivery *delivery = view->deliveries->pdata[i];

        if (delivery->alert_id != alert->id)
            continue;
        g_string_append(text, text->len > 0 ? ", " : "");
        if (delivery->done_us != PH_NO_TIME)
            g_string_append(text, delivery->channel);
        else
            g_string_append_printf(text, "not %s%s", delivery->channel,
                                   delivery->next_us == PH_NO_TIME ? ": given up" : " yet");
    }
    return g_string_free(text, FALSE);
}

static void tell_alert(ph_history_gathering *in, const ph_history_alert *alert)
{
    cJSON *document = cJSON_Parse(alert->document);
    const char *title = ph_json_text(document, "title");
    g_autofree char *channels = channels_text(in->view, alert);

    ph_dashboard_tell(in->page, alert->at_us, title ? title : alert->kind, alert->severity,
                      channels);
    cJSON_Delete(document);
}

void ph_history_gather_house(ph_history_gathering *in)
{
    const GPtrArray *alerts = in->view->alerts;

    for (guint i = alerts->len; i > 0; i--) {
        const ph_history_alert *alert = alerts->pdata[i - 1];

        if (alert->case_id == 0 && alert->at_us > in->now_us - DAYS_TOLD * G_TIME_SPAN_DAY)
            tell_alert(in, alert);
    }
}
