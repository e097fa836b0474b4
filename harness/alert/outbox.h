/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Sending what a history's outbox holds. A delivery is claimed before it is attempted, so that of
 * two programs one sends it; who is killed between sending and writing that down sends it once
 * more, as the same message by its identifier. What fails is tried again, later and later, and
 * given up at last.
 *
 * One thread at a time for each object.
 */
#ifndef PH_HARNESS_ALERT_OUTBOX_H
#define PH_HARNESS_ALERT_OUTBOX_H

#include <glib.h>

#include "alert/alert_plan.h"
#include "alert/alert_settings.h"
#include "history/run_store.h"

/* Minutes from each attempt that failed to the next one; who fails after the last is given up. */
#define PH_OUTBOX_DELAYS_MINUTES                                                                   \
    {                                                                                              \
        1, 5, 30, 120, 360                                                                         \
    }

/* No longer than that a server is waited for. */
#define PH_OUTBOX_WAIT_HOURS_MAX 24

/* So long a delivery is one program's: attempts take no longer (PH_ALERT_PATIENCE). */
#define PH_OUTBOX_CLAIM_MINUTES 5

/* Between two messages to one channel. */
#define PH_OUTBOX_PAUSE_S 1.0

/* What sends; a test has others. */
typedef struct ph_outbox_sender {
    /* As ph_alert_channel_send() has it; error as well where there is no such channel, or no
     * secret. */
    void (*send)(const char *channel, const ph_alert_message *message, ph_alert_result *ret,
                 gpointer data, GError **error);
    void (*pause)(double seconds, gpointer data);
    gpointer data;
} ph_outbox_sender;

/* What became of one delivery. */
typedef struct ph_outbox_fate {
    const ph_delivery *delivery;
    const ph_alert_notice *notice;
    ph_alert_outcome outcome;
    gboolean is_given_up;
    const char *text; /* Why it failed, or what is to be mended; NULL: nothing. */
} ph_outbox_fate;

typedef void (*ph_outbox_told)(const ph_outbox_fate *fate, gpointer data);

/* How many. */
typedef struct ph_outbox_sent {
    guint delivered;
    guint failed; /* They are tried again. */
    guint given_up;
    guint left; /* Due, and left for the next time: more than PH_ALERT_MESSAGES_MAX are not sent. */
} ph_outbox_sent;

/*
 * Send what is due.
 *
 * @param told  Is told of each; NULL: nobody is.
 * @return FALSE and error: the store's.
 */
gboolean ph_outbox_send(ph_run_store *store, const ph_outbox_sender *sender, ph_outbox_told told,
                        gpointer data, ph_outbox_sent *ret, GError **error);

#endif /* PH_HARNESS_ALERT_OUTBOX_H */
