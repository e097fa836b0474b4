/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One commit on every host that measured it. */
#ifndef PH_HARNESS_COMMAND_HISTORY_COMMIT_H
#define PH_HARNESS_COMMAND_HISTORY_COMMIT_H

#include "command/history_page.h"
#include "command/history_view.h"

/*
 * Its runs, and where each of its figures lies beside its series' level.
 *
 * @return FALSE and error (PH_ERROR_USAGE): no run of the history is of that commit.
 */
gboolean ph_history_print_commit(const ph_history_page *page, ph_run_store *store,
                                 const ph_history_request *request, const ph_history_view *view,
                                 GError **error);

#endif /* PH_HARNESS_COMMAND_HISTORY_COMMIT_H */
