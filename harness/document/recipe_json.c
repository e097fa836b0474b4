/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "document/recipe_json.h"

#include "document/json_member.h"
#include "error/error.h"

static cJSON *file_json(gconstpointer entry)
{
    const ph_recipe_file *file = entry;
    cJSON *object = cJSON_CreateObject();

    cJSON_AddStringToObject(object, "option", file->option);
    cJSON_AddStringToObject(object, "name", file->name);
    cJSON_AddNumberToObject(object, "bytes", (double)file->bytes);
    cJSON_AddStringToObject(object, "sha256", file->sha256);
    return object;
}

void ph_recipe_json_add(cJSON *document, const ph_recipe *recipe)
{
    cJSON *object;

    if (!recipe)
        return;
    object = cJSON_AddObjectToObject(document, "recipe");
    ph_json_add_texts(object, "options", recipe->options);
    ph_json_add_list(object, "files", recipe->files, file_json);
}

ph_recipe *ph_recipe_json_read(const cJSON *document)
{
    const cJSON *object = ph_json_member(document, "recipe"), *item;
    ph_recipe *recipe;

    if (!object)
        return NULL;
    recipe = ph_recipe_new();
    cJSON_ArrayForEach(item, ph_json_member(object, "options"))
        g_ptr_array_add(recipe->options, ph_error_printable(cJSON_GetStringValue(item)));
    cJSON_ArrayForEach(item, ph_json_member(object, "files"))
    {
        g_autofree char *name = ph_json_printable(item, "name");

        ph_recipe_add_file(recipe, ph_json_text(item, "option"), name, ph_json_count(item, "bytes"),
                           ph_json_text(item, "sha256"));
    }
    return recipe;
}
