/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a build makes of COBOL's data descriptions, in the formats that people and programs read.
 * Texts are the caller's to g_free().
 */
#ifndef PH_REPORTING_CONFORMANCE_REPORT_H
#define PH_REPORTING_CONFORMANCE_REPORT_H

#include <cjson/cJSON.h>
#include <stdio.h>

#include "bridge/mustache.h"
#include "model/conformance.h"

/* For a terminal: how many of each part are right, and all that are not. */
void ph_conformance_print(FILE *to, const ph_conformance *conformance);

/* A page for GitHub: every construct, what becomes of it, and its copybook. */
char *ph_conformance_markdown(const ph_conformance *conformance);

/*
 * The same as one HTML page, which asks nothing of any network.
 *
 * @param style  What the template puts between <style> and </style>.
 * @return NULL and error (PH_ERROR_SETTINGS) for a broken template.
 */
char *ph_conformance_html(const ph_conformance *conformance, const ph_template *from,
                          const char *style, GError **error);

/* As config/schema/conformance.schema.json has it. cJSON_Delete() it. */
cJSON *ph_conformance_json(const ph_conformance *conformance);

#endif /* PH_REPORTING_CONFORMANCE_REPORT_H */
