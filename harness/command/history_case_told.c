/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/history_case_told.h"

#include <string.h>

#include "command/history_case_text.h"

static gboolean is_of_case(const ph_history_view *view, const ph_delivery *delivery, gint64 case_id)
{
    for (guint i = 0; i < view->alerts->len; i++) {
        const ph_history_alert *alert = view->alerts->pdata[i];

        if (alert->id == delivery->alert_id)
            return alert->case_id == case_id;
    }
    return FALSE;
}

/* A later one of the same case on the same channel says how that is. */
static gboolean is_last(const ph_history_view *view, guint at, gint64 case_id)
{
    const ph_delivery *delivery = view->deliveries->pdata[at];

    for (guint i = at + 1; i < view->deliveries->len; i++) {
        const ph_delivery *later = view->deliveries->pdata[i];

        if (strcmp(later->channel, delivery->channel) == 0 && is_of_case(view, later, case_id))
            return FALSE;
    }
    return TRUE;
}

static void append_channel(GString *text, const ph_delivery *delivery)
{
    g_autofree char *day =
        delivery->done_us == PH_NO_TIME ? NULL : ph_history_day(delivery->done_us);

    g_string_append(text, text->len ? "; " : "");
    if (day)
        g_string_append_printf(text, "told on %s on %s", delivery->channel, day);
    else if (delivery->next_us == PH_NO_TIME)
        g_string_append_printf(text, "not on %s: it is given up: %s", delivery->channel,
                               delivery->error ? delivery->error : "no reason is known");
    else
        g_string_append_printf(text, "not on %s yet", delivery->channel);
}

char *ph_history_case_told(const ph_history_view *view, const ph_case_entry *entry)
{
    const gint64 case_id = entry->about->id;
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < view->deliveries->len; i++)
        if (is_of_case(view, view->deliveries->pdata[i], case_id) && is_last(view, i, case_id))
            append_channel(text, view->deliveries->pdata[i]);
    if (text->len)
        return g_string_free(text, FALSE);
    g_string_free(text, TRUE);
    return NULL;
}
