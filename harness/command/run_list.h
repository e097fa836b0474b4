/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness run --list`: what would be measured. */
#ifndef PH_HARNESS_COMMAND_RUN_LIST_H
#define PH_HARNESS_COMMAND_RUN_LIST_H

#include <glib.h>
#include <stdio.h>

#include "settings/suite.h"

/*
 * Print them.
 *
 * @param plan      ph_benchmark.
 * @param subjects  ph_run_subject.
 * @param suite     What of is planned; NULL: of none.
 */
void ph_run_list_print(FILE *to, const GPtrArray *plan, const GPtrArray *subjects,
                       const ph_suite *suite, guint launches);

#endif /* PH_HARNESS_COMMAND_RUN_LIST_H */
