/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who is to be told of what, and what became of it: alerts and the outbox. */
#include "history/history_clock.h"
#include "history/run_store_object.h"

/* Alerts on their way into the store. */
typedef struct added_alerts {
    const ph_new_alert *alerts;
    guint count;
    gint64 at_us;
    gboolean is_there; /* One of them is. */
} added_alerts;

static gboolean find_any(ph_run_store *store, added_alerts *added, GError **error)
{
    for (guint i = 0; i < added->count && !added->is_there; i++) {
        const ph_store_value parameters[] = { ph_store_text(added->alerts[i].alert->name) };
        gint64 id = 0;

        if (!ph_run_store_ask_integer(store, PH_STATEMENT_FIND_ALERT, parameters, &id, error))
            return FALSE;
        added->is_there = id > 0;
    }
    return TRUE;
}

static gboolean write_deliveries(ph_run_store *store, const ph_new_alert *added, gint64 alert_id,
                                 gint64 at_us, GError **error)
{
    for (guint i = 0; added->channels && added->channels[i]; i++) {
        const ph_store_value parameters[] = {
            ph_store_integer(alert_id),
            ph_store_text(added->channels[i]),
            ph_store_integer(at_us),
        };

        if (!ph_run_store_ask(store, PH_STATEMENT_ADD_DELIVERY, parameters, NULL, NULL, error))
            return FALSE;
    }
    return TRUE;
}

static gboolean write_alert(ph_run_store *store, ph_store_chain *chain, const ph_new_alert *added,
                            gint64 at_us, GError **error)
{
    ph_history_alert alert = *added->alert; /* Its texts are borrowed. */
    const ph_store_value parameters[] = {
        ph_store_text(alert.name),     ph_store_integer_but(alert.case_id, 0),
        ph_store_text(alert.kind),     ph_store_text(alert.severity),
        ph_store_text(alert.document), ph_store_integer(at_us),
    };
    gint64 id = 0;

    alert.at_us = at_us;
    if (!ph_run_store_ask_integer(store, PH_STATEMENT_ADD_ALERT, parameters, &id, error) ||
        !ph_store_chain_add_text(chain, PH_RECEIPT_ALERT, ph_history_alert_text(&alert), at_us,
                                 error))
        return FALSE;
    if (added->event) {
        ph_history_event event = *added->event;

        event.at_us = at_us;
        if (!ph_run_store_write_event(store, chain, &event, NULL, error))
            return FALSE;
    }
    return write_deliveries(store, added, id, at_us, error);
}

/* The chain is locked first: of two that add the same, one finds it. */
static gboolean add_alerts(ph_run_store *store, gpointer data, GError **error)
{
    added_alerts *added = (added_alerts *)data;
    g_auto(ph_store_chain) chain = { 0 };

    if (!ph_store_chain_begin(&chain, store->engine, error) || !find_any(store, added, error))
        return FALSE;
    for (guint i = 0; i < added->count && !added->is_there; i++)
        if (!write_alert(store, &chain, &added->alerts[i], added->at_us, error))
            return FALSE;
    return TRUE;
}

gboolean ph_run_store_add_alerts(ph_run_store *store, const ph_new_alert *alerts, guint count,
                                 gboolean *ret_is_added, GError **error)
{
    added_alerts added = { alerts, count, ph_history_now_us(), FALSE };

    if (!ph_run_store_transact(store, add_alerts, &added, error))
        return FALSE;
    *ret_is_added = !added.is_there;
    return TRUE;
}

static void free_alert(gpointer alert)
{
    ph_history_alert_free((ph_history_alert *)alert);
}

static gpointer take_alert(const ph_store_value *columns)
{
    g_autofree char *name = ph_store_copy_known(&columns[1]);
    g_autofree char *kind = ph_store_copy_known(&columns[3]);
    g_autofree char *severity = ph_store_copy_known(&columns[4]);
    g_autofree char *document = ph_store_copy_known(&columns[5]);
    ph_history_alert *alert =
        ph_history_alert_new(name, ph_store_as_integer(&columns[2], 0), kind, severity, document);

    alert->id = ph_store_as_integer(&columns[0], 0);
    alert->at_us = ph_store_as_integer(&columns[6], 0);
    return alert;
}

GPtrArray *ph_run_store_alerts(ph_run_store *store, GError **error)
{
    return ph_run_store_collect(store, PH_STATEMENT_ALERTS, NULL, take_alert, free_alert, error);
}

static void free_delivery(gpointer delivery)
{
    ph_delivery_free((ph_delivery *)delivery);
}

static gpointer take_delivery(const ph_store_value *columns)
{
    g_autofree char *channel = ph_store_copy_known(&columns[2]);
    ph_delivery *delivery = ph_delivery_new(ph_store_as_integer(&columns[1], 0), channel);

    delivery->id = ph_store_as_integer(&columns[0], 0);
    delivery->attempts = (guint)ph_store_as_integer(&columns[3], 0);
    delivery->next_us = ph_store_as_integer(&columns[4], PH_NO_TIME);
    delivery->done_us = ph_store_as_integer(&columns[5], PH_NO_TIME);
    delivery->remote = ph_store_copy_text(&columns[6]);
    delivery->progress = ph_store_copy_text(&columns[7]);
    delivery->error = ph_store_copy_text(&columns[8]);
    return delivery;
}

GPtrArray *ph_run_store_deliveries(ph_run_store *store, GError **error)
{
    return ph_run_store_collect(store, PH_STATEMENT_DELIVERIES, NULL, take_delivery, free_delivery,
                                error);
}

/* A delivery that somebody is about to attempt. */
typedef struct claimed_delivery {
    const ph_delivery *delivery;
    gint64 until_us;
    gint64 id; /* 0: another one has it. */
} claimed_delivery;

static gboolean claim_delivery(ph_run_store *store, gpointer data, GError **error)
{
    claimed_delivery *claimed = (claimed_delivery *)data;
    const ph_delivery *delivery = claimed->delivery;
    const ph_store_value parameters[] = {
        ph_store_integer(claimed->until_us),
        ph_store_integer(delivery->id),
        ph_store_integer(delivery->attempts),
        ph_store_integer(delivery->next_us),
    };

    return ph_run_store_ask_integer(store, PH_STATEMENT_CLAIM_DELIVERY, parameters, &claimed->id,
                                    error);
}

gboolean ph_run_store_claim_delivery(ph_run_store *store, ph_delivery *delivery, gint64 until_us,
                                     gboolean *ret_is_claimed, GError **error)
{
    claimed_delivery claimed = { delivery, until_us, 0 };

    if (!ph_run_store_transact(store, claim_delivery, &claimed, error))
        return FALSE;
    *ret_is_claimed = claimed.id > 0;
    if (claimed.id > 0) {
        delivery->attempts++;
        delivery->next_us = until_us;
    }
    return TRUE;
}

static gboolean update_delivery(ph_run_store *store, gpointer data, GError **error)
{
    const ph_delivery *delivery = (const ph_delivery *)data;
    const ph_store_value parameters[] = {
        ph_store_integer(delivery->attempts),
        ph_store_integer_but(delivery->next_us, PH_NO_TIME),
        ph_store_integer_but(delivery->done_us, PH_NO_TIME),
        ph_store_text(delivery->remote),
        ph_store_text(delivery->progress),
        ph_store_text(delivery->error),
        ph_store_integer(delivery->id),
    };

    return ph_run_store_ask(store, PH_STATEMENT_UPDATE_DELIVERY, parameters, NULL, NULL, error);
}

gboolean ph_run_store_update_delivery(ph_run_store *store, const ph_delivery *delivery,
                                      GError **error)
{
    ph_delivery copy = *delivery;

    return ph_run_store_transact(store, update_delivery, &copy, error);
}
