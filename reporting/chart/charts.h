/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The charts of a report, as data for its template. One that has nothing to show is false. */
#ifndef PH_REPORTING_CHART_CHARTS_H
#define PH_REPORTING_CHART_CHARTS_H

#include <cjson/cJSON.h>

#include "report.h"

/*
 * "comparison_chart": for each benchmark the throughput of every subject, of the reference and of
 * memcpy, and the floor, on one logarithmic axis.
 */
void ph_chart_add_comparison(cJSON *data, const ph_report *report);

/*
 * "launches_chart": for each result of two launches and more, how far each launch was from their
 * median, and their 95 % interval.
 */
void ph_chart_add_launches(cJSON *data, const ph_report *report);

/*
 * "threads_chart": for each result on several threads its speed-up and interval, and what so many
 * could do.
 */
void ph_chart_add_threads(cJSON *data, const ph_report *report);

/* "changes_chart": each judged change with its interval, between the two thresholds. */
void ph_chart_add_changes(cJSON *data, const ph_report *report);

#endif /* PH_REPORTING_CHART_CHARTS_H */
