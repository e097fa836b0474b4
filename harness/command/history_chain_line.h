/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The last line of a page: whether the receipts are whole, and how to go on. */
#ifndef PH_HARNESS_COMMAND_HISTORY_CHAIN_LINE_H
#define PH_HARNESS_COMMAND_HISTORY_CHAIN_LINE_H

#include "command/history_page.h"

/* FALSE and error: the receipts could not be read. */
gboolean ph_history_print_chain(const ph_history_page *page, ph_run_store *store, GError **error);

#endif /* PH_HARNESS_COMMAND_HISTORY_CHAIN_LINE_H */
