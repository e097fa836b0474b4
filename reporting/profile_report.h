/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Where the work of a call goes, for people, for programs, as a picture, and for other tools'.
 */
#ifndef PH_REPORTING_PROFILE_REPORT_H
#define PH_REPORTING_PROFILE_REPORT_H

#include <cjson/cJSON.h>
#include <stdio.h>

#include "model/work_profile.h"

void ph_profile_print(FILE *to, const ph_work_profile *profile);

/* The caller frees the document with cJSON_Delete(). */
cJSON *ph_profile_json(const ph_work_profile *profile);

/* A flame graph: a picture of its own, readable on light and dark; the caller frees the text. */
char *ph_profile_svg(const ph_work_profile *profile);

/*
 * Stacks as flamegraph.pl, inferno and speedscope read them: "OUTERMOST;…;INNERMOST INSTRUCTIONS"
 * in a line each, of the whole call. What separates functions there is a colon in their names. The
 * caller frees the text.
 */
char *ph_profile_collapsed(const ph_work_profile *profile);

/* The same as pprof reads it: its Profile message, packed by gzip. */
GBytes *ph_profile_pprof(const ph_work_profile *profile);

#endif /* PH_REPORTING_PROFILE_REPORT_H */
