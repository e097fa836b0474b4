/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Figures of others beside ours, for people and for programs. */
#ifndef PH_REPORTING_CROSSCHECK_REPORT_H
#define PH_REPORTING_CROSSCHECK_REPORT_H

#include <cjson/cJSON.h>
#include <stdio.h>

#include "import/crosscheck.h"

void ph_crosscheck_text(FILE *to, const ph_crosscheck *crosscheck);

/* For cJSON_Delete(). */
cJSON *ph_crosscheck_json(const ph_crosscheck *crosscheck);

#endif /* PH_REPORTING_CROSSCHECK_REPORT_H */
