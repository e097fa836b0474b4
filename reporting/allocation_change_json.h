/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What is said of what two builds allocate, as documents have it: comparison.json, and judgements.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_REPORTING_ALLOCATION_CHANGE_JSON_H
#define PH_REPORTING_ALLOCATION_CHANGE_JSON_H

#include <cjson/cJSON.h>

#include "verdict/allocation_change.h"

/* Add the member "allocations"; only where it was counted, or it is to be said why not. */
void ph_allocation_change_json_add(cJSON *object, const ph_allocation_change *change);

/* Add the member "allocation_rule"; none where nothing is judged by it. */
void ph_allocation_rule_json_add(cJSON *object, const ph_allocation_rule *rule);

#endif /* PH_REPORTING_ALLOCATION_CHANGE_JSON_H */
