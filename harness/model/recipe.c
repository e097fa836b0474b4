/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/recipe.h"

static void file_free(gpointer data)
{
    ph_recipe_file *file = data;

    g_free(file->option);
    g_free(file->name);
    g_free(file->sha256);
    g_free(file);
}

ph_recipe *ph_recipe_new(void)
{
    ph_recipe *recipe = g_new0(ph_recipe, 1);

    recipe->options = g_ptr_array_new_with_free_func(g_free);
    recipe->files = g_ptr_array_new_with_free_func(file_free);
    return recipe;
}

void ph_recipe_add_file(ph_recipe *recipe, const char *option, const char *name, uint64_t bytes,
                        const char *sha256)
{
    ph_recipe_file *file = g_new0(ph_recipe_file, 1);

    file->option = g_strdup(option);
    file->name = g_strdup(name);
    file->bytes = bytes;
    file->sha256 = g_strdup(sha256);
    g_ptr_array_add(recipe->files, file);
}

void ph_recipe_free(ph_recipe *recipe)
{
    g_ptr_array_unref(recipe->options);
    g_ptr_array_unref(recipe->files);
    g_free(recipe);
}
