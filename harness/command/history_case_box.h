/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The cases of a history on a page, in a box: what changed, when, by which commit, on which host,
 * is it real, who knows. */
#ifndef PH_HARNESS_COMMAND_HISTORY_CASE_BOX_H
#define PH_HARNESS_COMMAND_HISTORY_CASE_BOX_H

#include "command/history_page.h"
#include "command/history_view.h"

/* The open ones first, the worst of them first; then those that are only suspected; then what was
 * over lately, or with is_all ever. */
void ph_history_print_cases(const ph_history_page *page, const ph_history_view *view,
                            gboolean is_all);

/* "▲" slower, "▼" faster, "◢" slower bit by bit, "◇" it was the host; hollow while it is only
 * suspected. Static. */
const char *ph_history_case_sign(const ph_history_view *view, const ph_case_entry *entry);

/* The escape sequence of its colour; "" for none. Static. */
const char *ph_history_case_colour(const ph_history_page *page, const ph_case_entry *entry);

#endif /* PH_HARNESS_COMMAND_HISTORY_CASE_BOX_H */
