/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness compare`, for people and for programs. */
#ifndef PH_REPORTING_CONTRAST_TEXT_H
#define PH_REPORTING_CONTRAST_TEXT_H

#include <cjson/cJSON.h>
#include <stdio.h>

#include "terminal.h"
#include "verdict/comparison_document.h"

/* One line a benchmark, its interval drawn against the thresholds; the last word is the verdict. */
void ph_contrast_print(FILE *to, const ph_contrast_report *report, ph_terminal_style style);

/* What took time away from the launches, where that is worth a word, and the report's own notes,
 * among which it stands already where they were read.
 * Free with g_ptr_array_unref(). */
GPtrArray *ph_contrast_notes(const ph_contrast_report *report);

/* As config/schema/comparison.schema.json describes it. Free with cJSON_Delete(). */
cJSON *ph_contrast_json(const ph_comparison_document *document);

/* The same as text, with an end of line; the caller frees it. */
char *ph_contrast_json_text(const ph_comparison_document *document);

#endif /* PH_REPORTING_CONTRAST_TEXT_H */
