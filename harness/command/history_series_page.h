/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One series of the history on a page: its year, its levels, and what was said of them. */
#ifndef PH_HARNESS_COMMAND_HISTORY_SERIES_PAGE_H
#define PH_HARNESS_COMMAND_HISTORY_SERIES_PAGE_H

#include "command/history_page.h"
#include "command/history_view.h"

/* The series that the request's first operand names. FALSE and error (PH_ERROR_USAGE): none. */
gboolean ph_history_print_series(const ph_history_page *page, ph_run_store *store,
                                 const ph_history_request *request, const ph_history_view *view,
                                 GError **error);

#endif /* PH_HARNESS_COMMAND_HISTORY_SERIES_PAGE_H */
