/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Handing runs to the history, or keeping them until that can be done. */
#ifndef PH_HARNESS_COMMAND_HISTORY_HANDING_H
#define PH_HARNESS_COMMAND_HISTORY_HANDING_H

#include "command/history_action.h"
#include "history/run_document.h"

/* The first things that went wrong, and how many. To be cleared. */
typedef struct ph_history_failures {
    GError *first; /* NULL: nothing did. */
    guint count;
    guint tried;
} ph_history_failures;

/* Note one, and print it; the error is taken over. */
void ph_history_failures_note(ph_history_failures *failures, GError *error);

/* All that was tried went well, or the error says of the first what did not. It is cleared. */
gboolean ph_history_failures_end(ph_history_failures *failures, GError **error);

/*
 * Add a run, and print what became of it.
 *
 * @param remark       Said behind that; NULL: nothing.
 * @param why_outside  Said where it then stands in no trend; NULL: nothing.
 */
gboolean ph_history_hand_in(ph_run_store *store, const ph_run_document *document,
                            const ph_run_circumstances *circumstances, const char *remark,
                            const char *why_outside, GError **error);

/*
 * Hand in what waits in the spool, oldest first. Where the history goes away meanwhile the rest
 * waits on, and that is no failure of any.
 *
 * @return FALSE and error: it is away.
 */
gboolean ph_history_push_spooled(ph_run_store *store, const ph_history_request *request,
                                 ph_history_failures *failures, GError **error);

#endif /* PH_HARNESS_COMMAND_HISTORY_HANDING_H */
