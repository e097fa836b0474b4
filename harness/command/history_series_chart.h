/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The year of a series as a chart. */
#ifndef PH_HARNESS_COMMAND_HISTORY_SERIES_CHART_H
#define PH_HARNESS_COMMAND_HISTORY_SERIES_CHART_H

#include "command/history_page.h"
#include "command/history_view.h"

/*
 * Its commits of the year before the newest, with a line for each level; where comparisons have
 * shown a change a column, with day and commit below. In ASCII it is one line. FALSE and error: the
 * store could not be read.
 */
gboolean ph_history_print_chart(const ph_history_page *page, ph_run_store *store,
                                const ph_series_survey *survey, const ph_surveyed_series *series,
                                GError **error);

#endif /* PH_HARNESS_COMMAND_HISTORY_SERIES_CHART_H */
