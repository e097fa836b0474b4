/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Which functions do more or less, as people are shown it: on a terminal, and as data of templates.
 */
#ifndef PH_REPORTING_EXPLANATION_ROWS_H
#define PH_REPORTING_EXPLANATION_ROWS_H

#include <cjson/cJSON.h>
#include <stdio.h>

#include "verdict/contrast.h"

/* A table for each contrast that has an explanation, with a title before them; nothing where none
 * has. */
void ph_explanation_print(FILE *to, const ph_contrast_report *report);

/*
 * Add the list "explained", of the contrasts that have an explanation: name, base, head (all
 * instructions an item), not_inlined, functions and further_functions (those that are told first,
 * and all others), each with name, place, base, head, change, self, inclusive, measured; rest
 * and draws (sentences). has_further says whether there are any of the latter.
 *
 * @param contrasts  ph_contrast.
 */
void ph_explanation_add_rows(cJSON *data, const GPtrArray *contrasts);

#endif /* PH_REPORTING_EXPLANATION_ROWS_H */
