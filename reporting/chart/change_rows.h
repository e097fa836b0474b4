/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The chart of changes, whatever they are of: each with its interval, between two thresholds. */
#ifndef PH_REPORTING_CHART_CHANGE_ROWS_H
#define PH_REPORTING_CHART_CHANGE_ROWS_H

#include <cjson/cJSON.h>

#include "model/statistics.h"
#include "verdict/verdict.h"

/* One row. All texts are borrowed. */
typedef struct ph_chart_change {
    const char *name;
    const char *level;   /* In words. */
    const char *subject; /* What it is of, beside them. */
    const char *other;   /* The same where it is worth a word; NULL: it is not. */
    double change;       /* To the right is worse; a number. */
    ph_interval ci95;    /* NANs: none. */
    const char *change_text;
    const char *interval_text;
    ph_verdict verdict;
} ph_chart_change;

/* Add "changes_chart", of these ph_chart_change; false where there are none. */
void ph_chart_add_change_rows(cJSON *data, const GArray *changes, double warn, double fail);

#endif /* PH_REPORTING_CHART_CHANGE_ROWS_H */
