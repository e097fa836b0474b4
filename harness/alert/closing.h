/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A person has closed a case where it is shown, although it is open here: that is an
 * acknowledgement.
 *
 * One thread at a time for each object; no state.
 */
#ifndef PH_HARNESS_ALERT_CLOSING_H
#define PH_HARNESS_ALERT_CLOSING_H

#include <glib.h>

#include "history/run_store.h"

/*
 * Write it down, if the case is open.
 *
 * @param by       Who closed it; NULL: nobody did, and nothing is written.
 * @param channel  Where.
 */
gboolean ph_alert_note_closing(ph_run_store *store, gint64 case_id, const char *by,
                               const char *channel, GError **error);

/* The channel on which an acknowledgement was made by closing; NULL: it was not. To be freed. */
char *ph_alert_closing_channel(const ph_history_event *event);

#endif /* PH_HARNESS_ALERT_CLOSING_H */
