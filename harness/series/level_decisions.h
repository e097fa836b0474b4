/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What was decided of a series, from the levels that the store has of it.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_SERIES_LEVEL_DECISIONS_H
#define PH_HARNESS_SERIES_LEVEL_DECISIONS_H

#include <glib.h>

#include "series/trend.h"

/*
 * The decisions, in the order they were made. The newest commit of each is that of the runs which
 * the store had at that time, so a commit that is measured later, however old, is none of it.
 *
 * @param levels  ph_history_level of one series, in any order.
 * @param trend   Of all its runs.
 * @return ph_level_decision (series/level.h). Free with g_array_unref().
 */
GArray *ph_level_decisions(const GPtrArray *levels, const ph_trend *trend);

#endif /* PH_HARNESS_SERIES_LEVEL_DECISIONS_H */
