/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Comparisons in several ways to build, as one table, for people and for programs. */
#ifndef PH_REPORTING_MATRIX_REPORT_H
#define PH_REPORTING_MATRIX_REPORT_H

#include <cjson/cJSON.h>
#include <stdio.h>

#include "report.h"
#include "terminal.h"
#include "verdict/matrix.h"

/* A row for each benchmark of each cell, and the line. Nothing is wider than PH_COLUMNS. */
void ph_matrix_print(FILE *to, const ph_matrix *matrix, ph_terminal_style style);

/* "Matrix: 2 of 6 cells slower; worst rustc 1.96.0, native [FAIL]", without an end of line. All
 * texts are the caller's to g_free(). */
char *ph_matrix_line(const ph_matrix *matrix);

/* The same table in GitHub's Markdown. */
char *ph_matrix_markdown(const ph_matrix *matrix);

/* One HTML page, which asks nothing of any network. NULL and error (PH_ERROR_SETTINGS) for a broken
 * template. */
char *ph_matrix_html(const ph_matrix *matrix, const ph_template *from, const char *style,
                     GError **error);

/* JUnit XML: one test case for the verdict, and one for each benchmark, error and failure of a
 * cell. */
char *ph_matrix_junit(const ph_matrix *matrix);

/* As config/schema/matrix.schema.json describes it, with an end of line. */
char *ph_matrix_json_text(const ph_matrix *matrix);

#endif /* PH_REPORTING_MATRIX_REPORT_H */
