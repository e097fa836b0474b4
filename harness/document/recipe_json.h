/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How a run was asked for (model/recipe.h), as perf.json has it: the member "recipe".
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_DOCUMENT_RECIPE_JSON_H
#define PH_HARNESS_DOCUMENT_RECIPE_JSON_H

#include <cjson/cJSON.h>

#include "model/recipe.h"

/* Add it to a document; nothing where it is NULL. */
void ph_recipe_json_add(cJSON *document, const ph_recipe *recipe);

/* That of a document which its schema allows; texts are printable, whoever wrote them. NULL: it has
 * none. */
ph_recipe *ph_recipe_json_read(const cJSON *document);

#endif /* PH_HARNESS_DOCUMENT_RECIPE_JSON_H */
