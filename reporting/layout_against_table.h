/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * `perfharness layout --against`: where a build lays out a record otherwise than its copybook, for
 * people and for programs.
 *
 * Any thread; no state.
 */
#ifndef PH_REPORTING_LAYOUT_AGAINST_TABLE_H
#define PH_REPORTING_LAYOUT_AGAINST_TABLE_H

#include <cjson/cJSON.h>
#include <stdio.h>

#include "model/layout_against.h"

/* The member "against" of layout.schema.json. The caller frees it with cJSON_Delete(). */
cJSON *ph_layout_against_json(const ph_layout_against *against);

/* A table, two lines or more a difference: where and how long, the rule, and in how many of the
 * processes it was so, where it is not so in all. */
void ph_layout_against_print(FILE *to, const ph_layout_against *against);

#endif /* PH_REPORTING_LAYOUT_AGAINST_TABLE_H */
