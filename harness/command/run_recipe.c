/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/run_recipe.h"

#include "command/given_options.h"
#include "error/error.h"
#include "error/shell_word.h"
#include "storage/file_digest.h"

enum { PROGRAM_AND_COMMAND = 2 };

/* Builds are known by what they were built from; the rest is of this machine, or only shown. */
static const char *const left_out[] = { "subject",  "anchor", "caches",     "cpu",
                                        "file-dir", "json",   "output-dir", "quiet",
                                        "verbose",  "wait",   NULL };

static gboolean add_file(ph_recipe *recipe, const ph_option_file *file, GError **error)
{
    g_autofree char *base = g_path_get_basename(file->path);
    g_autofree char *name = ph_error_printable(base);
    uint64_t bytes;
    g_autofree char *digest = ph_file_digest(file->path, &bytes, error);

    if (digest)
        ph_recipe_add_file(recipe, file->option, name, bytes, digest);
    return digest != NULL;
}

ph_recipe *ph_run_recipe_new(const ph_option_file *files, GError **error)
{
    static const char *const no_operands[] = { NULL };
    g_autofree char *line = ph_given_command_elsewhere(&ph_command_run, left_out, no_operands);
    g_auto(GStrv) words = ph_shell_words(line);
    g_autoptr(ph_recipe) recipe = ph_recipe_new();

    for (char **word = words ? words + PROGRAM_AND_COMMAND : NULL; word && *word; word++)
        g_ptr_array_add(recipe->options, g_utf8_make_valid(*word, -1));
    for (; files->option; files++)
        if (files->path && !add_file(recipe, files, error))
            return NULL;
    return g_steal_pointer(&recipe);
}
