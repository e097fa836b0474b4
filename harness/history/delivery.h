/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * An alert that is to be told on a channel, until it is: the store's outbox. A pair of alert and
 * channel is there once.
 *
 * One thread at a time for each object; no state.
 */
#ifndef PH_HARNESS_HISTORY_DELIVERY_H
#define PH_HARNESS_HISTORY_DELIVERY_H

#include <glib.h>

#include "series/history_run.h"

/* Owns its texts. Times are Unix microseconds. */
typedef struct ph_delivery {
    gint64 id; /* 0: not added yet. */
    gint64 alert_id;
    char *channel;
    guint attempts;
    gint64 next_us; /* When it is to be tried next; PH_NO_TIME: never again. */
    gint64 done_us; /* When it was; PH_NO_TIME: it was not. */
    char *remote;   /* What the other side calls it, as an issue's number; NULL: nothing. */
    char *progress; /* What an attempt that failed left for the next one; NULL: nothing. */
    char *error;    /* Why the last attempt failed, printable; NULL: none did. */
} ph_delivery;

ph_delivery *ph_delivery_new(gint64 alert_id, const char *channel);
void ph_delivery_free(ph_delivery *delivery);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_delivery, ph_delivery_free)

#endif /* PH_HARNESS_HISTORY_DELIVERY_H */
