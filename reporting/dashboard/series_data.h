/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One series of a dashboard, as its template is given it: figures in words, courses as paths. */
#ifndef PH_REPORTING_DASHBOARD_SERIES_DATA_H
#define PH_REPORTING_DASHBOARD_SERIES_DATA_H

#include <cjson/cJSON.h>

#include "dashboard/dashboard.h"

/*
 * All that the template may name of it; config/templates/history_dashboard.html lists the names.
 *
 * @param is_one_of_many  There are so many that their courses are of days.
 */
cJSON *ph_dashboard_series_data(const ph_dashboard_series *series, gboolean is_one_of_many);

/* Set a member to the course of the newest points alone: width, line, marks, label. */
void ph_dashboard_add_spark(cJSON *to, const char *name, const ph_dashboard_series *series);

#endif /* PH_REPORTING_DASHBOARD_SERIES_DATA_H */
