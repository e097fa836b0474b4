/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which perfharness this is, for people and for programs: what --version prints. */
#ifndef PH_HARNESS_COMMAND_PROGRAM_VERSION_H
#define PH_HARNESS_COMMAND_PROGRAM_VERSION_H

#include <cjson/cJSON.h>
#include <stdio.h>

#include "model/measurement.h"

/* For a document of what was measured; an empty one, whose owner frees the texts. */
void ph_program_version_record(ph_harness_info *harness);

/* Nothing is wider than PH_COLUMNS. */
void ph_program_version_print(FILE *to);

/* As config/schema/version.schema.json has it; the caller deletes it. */
cJSON *ph_program_version_json(void);

#endif /* PH_HARNESS_COMMAND_PROGRAM_VERSION_H */
