/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which commit it was, for people and for programs. Texts are the caller's to g_free(). */
#ifndef PH_REPORTING_BISECTION_REPORT_H
#define PH_REPORTING_BISECTION_REPORT_H

#include <cjson/cJSON.h>
#include <stdio.h>

#include "verdict/bisection.h"

/* For a terminal: what was compared, in the order of the commits, and what was found; the last word
 * is the outcome in brackets. */
void ph_bisection_print(FILE *to, const ph_bisection *bisection);

/* "0123456789ab": a commit where people read it. */
char *ph_bisection_commit_text(const ph_bisection *bisection, guint position);

/* What a comparison says in a few words: "2.31 % slower", "+0.04 % work", "does not build". */
char *ph_bisection_answer_text(const ph_bisection *bisection,
                               const ph_bisection_comparison *comparison);

/* As config/schema/bisection.schema.json has it. cJSON_Delete() it. */
cJSON *ph_bisection_json(const ph_bisection *bisection);

/* The same as text, with an end of line. */
char *ph_bisection_json_text(const ph_bisection *bisection);

#endif /* PH_REPORTING_BISECTION_REPORT_H */
