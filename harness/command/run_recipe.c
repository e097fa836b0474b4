/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/run_recipe.h"

#include <errno.h>
#include <stdio.h>

#include "command/given_options.h"
#include "error/error.h"
#include "error/shell_word.h"

enum { PIECE_BYTES = 1024 * 1024, PROGRAM_AND_COMMAND = 2 };

/* Builds are known by what they were built from; the rest is of this machine, or only shown. */
static const char *const left_out[] = { "subject",  "anchor", "caches",     "cpu",
                                        "file-dir", "json",   "output-dir", "quiet",
                                        "verbose",  "wait",   NULL };

char *ph_file_digest(const char *path, uint64_t *ret_bytes, GError **error)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autofree guchar *piece = g_malloc(PIECE_BYTES);
    FILE *file = fopen(path, "re");
    gboolean is_read;
    gsize length;

    *ret_bytes = 0;
    while (file && (length = fread(piece, 1, PIECE_BYTES, file)) > 0) {
        g_checksum_update(checksum, piece, (gssize)length);
        *ret_bytes += length;
    }
    is_read = file && !ferror(file);
    if (!is_read)
        (void)ph_refuse(error, PH_ERROR_STORAGE, "reading %s: %s", path, g_strerror(errno));
    if (file)
        (void)fclose(file);
    return is_read ? g_strdup(g_checksum_get_string(checksum)) : NULL;
}

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
