/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Figures beside the budgets of their benchmarks, as people and programs read them. */
#ifndef PH_REPORTING_BUDGET_ROWS_H
#define PH_REPORTING_BUDGET_ROWS_H

#include <cjson/cJSON.h>
#include <stdio.h>

#include "verdict/judgement.h"

/* "15.3 MB/s", "12.1", "-" for none: a figure or limit of that kind. The caller frees it. */
char *ph_budget_figure(ph_budget_kind kind, double value);

/* The section of a summary; nothing where none was to be measured. */
void ph_budgets_print(FILE *to, const GArray *checks, gboolean has_colour);

/* The member "budgets" of a judgement's JSON; none where there are no budgets. */
void ph_budgets_json_add(cJSON *document, const GArray *checks);

/* The member "budgets" of what a template sees. */
void ph_budget_rows_add(cJSON *data, const GArray *checks);

#endif /* PH_REPORTING_BUDGET_ROWS_H */
