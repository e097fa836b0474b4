/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One suite on one host on a page: its newest run, its series that are not steady, its head-room.
 */
#ifndef PH_HARNESS_COMMAND_HISTORY_SUITE_TABLE_H
#define PH_HARNESS_COMMAND_HISTORY_SUITE_TABLE_H

#include "command/history_page.h"
#include "command/history_view.h"

/* One line: which suite and host, up to which commit, of how many runs, beside which anchor. */
void ph_history_print_suite_head(const ph_history_page *page, const ph_history_suite *suite);

/* What follows: the series, as a request has it all of them or as bars, and the floors. */
void ph_history_print_suite(const ph_history_page *page, const ph_history_request *request,
                            const ph_history_view *view, const ph_history_suite *suite);

#endif /* PH_HARNESS_COMMAND_HISTORY_SUITE_TABLE_H */
