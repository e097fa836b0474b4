/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What became of a bundle that was measured again, for people and for programs. */
#ifndef PH_REPORTING_REPRODUCTION_REPORT_H
#define PH_REPORTING_REPRODUCTION_REPORT_H

#include <cjson/cJSON.h>
#include <stdio.h>

#include "verdict/reproduction.h"

/*
 * A table of the facts, and the line that it ends in: "Reproduction: ... [DIFFERS]". Nothing is
 * wider than PH_COLUMNS.
 *
 * @param is_verbose  FALSE: those that are the same are only counted.
 */
void ph_reproduction_print(FILE *to, const ph_reproduction *reproduction, gboolean is_verbose);

/* As config/schema/reproduction.schema.json describes it; bundle is what it is called. Free with
 * cJSON_Delete(). */
cJSON *ph_reproduction_json(const ph_reproduction *reproduction, const char *bundle);

#endif /* PH_REPORTING_REPRODUCTION_REPORT_H */
