/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "history/delivery.h"

ph_delivery *ph_delivery_new(gint64 alert_id, const char *channel)
{
    ph_delivery *delivery = g_new0(ph_delivery, 1);

    delivery->alert_id = alert_id;
    delivery->channel = g_strdup(channel);
    delivery->next_us = PH_NO_TIME;
    delivery->done_us = PH_NO_TIME;
    return delivery;
}

void ph_delivery_free(ph_delivery *delivery)
{
    if (!delivery)
        return;
    g_free(delivery->channel);
    g_free(delivery->remote);
    g_free(delivery->progress);
    g_free(delivery->error);
    g_free(delivery);
}
