/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "alert/outbox.h"

#include <math.h>
#include <string.h>

#include "alert/closing.h"
#include "error/error.h"
#include "history/history_clock.h"

/* One outbox while it is emptied. */
typedef struct sending {
    ph_run_store *store;
    const ph_outbox_sender *sender;
    ph_outbox_told told;
    gpointer data;
    ph_alert_log log;
    GHashTable *last_us; /* Channel to gint64 *, by a clock that goes on: when it was used last. */
    ph_outbox_sent *sent;
} sending;

static void sending_clear(sending *in)
{
    ph_alert_log_clear(&in->log);
    g_clear_pointer(&in->last_us, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(sending, sending_clear)

static const ph_history_alert *alert_of(const sending *in, gint64 alert_id)
{
    for (guint i = 0; i < in->log.alerts->len; i++) {
        const ph_history_alert *alert = in->log.alerts->pdata[i];

        if (alert->id == alert_id)
            return alert;
    }
    return NULL;
}

/* Of one case, or of the alert itself. */
static gboolean is_of_thread(const ph_history_alert *alert, const ph_history_alert *other)
{
    return alert && other &&
           (alert->id == other->id || (alert->case_id > 0 && alert->case_id == other->case_id));
}

static gboolean is_open(const ph_delivery *delivery)
{
    return delivery->done_us == PH_NO_TIME && delivery->next_us != PH_NO_TIME;
}

/* What was to be told before it on its channel is still to be: "resolved" comes after "opened". */
static gboolean is_behind_another(const sending *in, const ph_delivery *delivery)
{
    const ph_history_alert *alert = alert_of(in, delivery->alert_id);

    for (guint i = 0; i < in->log.deliveries->len; i++) {
        const ph_delivery *other = in->log.deliveries->pdata[i];

        if (other->id < delivery->id && is_open(other) &&
            strcmp(other->channel, delivery->channel) == 0 &&
            is_of_thread(alert_of(in, other->alert_id), alert))
            return TRUE;
    }
    return FALSE;
}

/* What the last message of its thread left on the channel. */
static const char *remote_of(const sending *in, const ph_delivery *delivery)
{
    const ph_history_alert *alert = alert_of(in, delivery->alert_id);
    const char *remote = delivery->remote;

    for (guint i = 0; i < in->log.deliveries->len; i++) {
        const ph_delivery *other = in->log.deliveries->pdata[i];

        if (other->id < delivery->id && other->remote &&
            strcmp(other->channel, delivery->channel) == 0 &&
            is_of_thread(alert_of(in, other->alert_id), alert))
            remote = other->remote;
    }
    return delivery->remote ? delivery->remote : remote;
}

static void keep_pace(sending *in, const char *channel)
{
    const gint64 *last_us = g_hash_table_lookup(in->last_us, channel);
    const gint64 now_us = g_get_monotonic_time();
    gint64 *used_us = g_new(gint64, 1);

    if (last_us) {
        const double passed_s = (double)(now_us - *last_us) / G_USEC_PER_SEC;

        if (passed_s < PH_OUTBOX_PAUSE_S)
            in->sender->pause(PH_OUTBOX_PAUSE_S - passed_s, in->sender->data);
    }
    *used_us = g_get_monotonic_time();
    g_hash_table_insert(in->last_us, g_strdup(channel), used_us);
}

static void set_text(char **text, const char *to)
{
    g_free(*text);
    *text = to ? ph_error_printable(to) : NULL;
}

/* When a delivery that failed is tried next; PH_NO_TIME: never. */
static gint64 next_attempt(const ph_delivery *delivery, const ph_alert_result *result,
                           gint64 now_us)
{
    static const guint minutes[] = PH_OUTBOX_DELAYS_MINUTES;
    const double most_s = PH_OUTBOX_WAIT_HOURS_MAX * 3600.0;

    if (result->outcome == PH_ALERT_NEVER || delivery->attempts > G_N_ELEMENTS(minutes))
        return PH_NO_TIME;
    if (result->wait_s > 0.0)
        return now_us + (gint64)(fmin(result->wait_s, most_s) * G_USEC_PER_SEC);
    return now_us + (gint64)minutes[MAX(delivery->attempts, 1) - 1] * G_TIME_SPAN_MINUTE;
}

static void take_result(ph_delivery *delivery, const ph_alert_result *result, const char *why)
{
    const gint64 now_us = ph_history_now_us();

    if (result->remote)
        set_text(&delivery->remote, result->remote);
    if (result->outcome == PH_ALERT_DELIVERED) {
        delivery->done_us = now_us;
        delivery->next_us = PH_NO_TIME;
        set_text(&delivery->progress, NULL);
        set_text(&delivery->error, result->complaint);
        return;
    }
    delivery->next_us = next_attempt(delivery, result, now_us);
    if (result->progress)
        set_text(&delivery->progress, result->progress);
    set_text(&delivery->error, why ? why : "it failed");
}

/* That nobody is told there any more stands in the case's events. */
static gboolean note_giving_up(const sending *in, const ph_history_alert *alert,
                               const ph_delivery *delivery, GError **error)
{
    g_autoptr(ph_history_event) event = NULL;

    if (is_open(delivery) || delivery->done_us != PH_NO_TIME || alert->case_id == 0)
        return TRUE;
    event = ph_history_event_new(PH_HISTORY_EVENT_UNDELIVERED, alert->case_id);
    event->text = g_strdup_printf("%s: %s", delivery->channel, delivery->error);
    return ph_run_store_add_event(in->store, event, NULL, error);
}

static void count(const sending *in, const ph_delivery *delivery, ph_alert_outcome outcome,
                  const ph_alert_notice *notice)
{
    const ph_outbox_fate fate = {
        .delivery = delivery,
        .notice = notice,
        .outcome = outcome,
        .is_given_up = outcome != PH_ALERT_DELIVERED && delivery->next_us == PH_NO_TIME,
        .text = delivery->error,
    };

    if (outcome == PH_ALERT_DELIVERED)
        in->sent->delivered++;
    else if (fate.is_given_up)
        in->sent->given_up++;
    else
        in->sent->failed++;
    if (in->told)
        in->told(&fate, in->data);
}

/* It is claimed. */
static gboolean attempt(sending *in, ph_delivery *delivery, const ph_history_alert *alert,
                        GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(ph_alert_notice) notice = ph_alert_notice_parse(alert->document, &cause);
    g_auto(ph_alert_result) result = { .outcome = PH_ALERT_NEVER };

    if (notice) {
        g_autofree ph_alert_row *rows = NULL;
        g_autofree char *id =
            ph_alert_notice_delivery_id(notice, alert->document, delivery->channel);
        ph_alert_message message = ph_alert_notice_message(notice, alert->document, &rows);

        message.delivery_id = id;
        message.remote = remote_of(in, delivery);
        message.progress = delivery->progress;
        keep_pace(in, delivery->channel);
        in->sender->send(delivery->channel, &message, &result, in->sender->data, &cause);
    }
    take_result(delivery, &result, cause ? cause->message : NULL);
    if (!ph_run_store_update_delivery(in->store, delivery, error) ||
        !note_giving_up(in, alert, delivery, error) ||
        !ph_alert_note_closing(in->store, alert->case_id, result.acknowledged_by, delivery->channel,
                               error))
        return FALSE;
    count(in, delivery, result.outcome, notice);
    return TRUE;
}

static gint compare_deliveries(gconstpointer a, gconstpointer b)
{
    const gint64 id = (*(const ph_delivery *const *)a)->id;
    const gint64 other = (*(const ph_delivery *const *)b)->id;

    return id < other ? -1 : id > other;
}

/* Of all that are known here, in the order they were added. */
static GPtrArray *due_of(const sending *in, gint64 now_us)
{
    GPtrArray *due = g_ptr_array_new();

    for (guint i = 0; i < in->log.deliveries->len; i++) {
        ph_delivery *delivery = in->log.deliveries->pdata[i];

        /* What nobody would have written: the clock was set back since. */
        const gboolean is_of_other_clock =
            delivery->next_us > now_us + (PH_OUTBOX_WAIT_HOURS_MAX + 1) * G_TIME_SPAN_HOUR;

        if (is_open(delivery) && (delivery->next_us <= now_us || is_of_other_clock))
            g_ptr_array_add(due, delivery);
    }
    g_ptr_array_sort(due, compare_deliveries);
    return due;
}

gboolean ph_outbox_send(ph_run_store *store, const ph_outbox_sender *sender, ph_outbox_told told,
                        gpointer data, ph_outbox_sent *ret, GError **error)
{
    g_auto(sending)
        in = { .store = store, .sender = sender, .told = told, .data = data, .sent = ret };
    g_autoptr(GPtrArray) due = NULL;
    const gint64 now_us = ph_history_now_us();
    guint attempts = 0;

    *ret = (ph_outbox_sent){ 0 };
    if (!ph_alert_log_read(store, &in.log, error))
        return FALSE;
    in.last_us = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    due = due_of(&in, now_us);
    for (guint i = 0; i < due->len; i++) {
        ph_delivery *delivery = due->pdata[i];
        const ph_history_alert *alert = alert_of(&in, delivery->alert_id);
        gboolean is_claimed = FALSE;

        if (!alert || is_behind_another(&in, delivery) || attempts >= PH_ALERT_MESSAGES_MAX) {
            ret->left++;
            continue;
        }
        if (!ph_run_store_claim_delivery(
                store, delivery, ph_history_now_us() + PH_OUTBOX_CLAIM_MINUTES * G_TIME_SPAN_MINUTE,
                &is_claimed, error))
            return FALSE;
        if (!is_claimed)
            continue;
        attempts++;
        if (!attempt(&in, delivery, alert, error))
            return FALSE;
    }
    return TRUE;
}
