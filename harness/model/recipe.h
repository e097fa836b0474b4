/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How a run was asked for: what it takes to ask for the same again, beside the builds, which it
 * knows by what they were built from. Nothing in it names a folder.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_MODEL_RECIPE_H
#define PH_HARNESS_MODEL_RECIPE_H

#include <glib.h>
#include <stdint.h>

/* A file that an option named. Owns its texts. */
typedef struct ph_recipe_file {
    char *option; /* Its long name: "data". */
    char *name;   /* Without its folder. */
    uint64_t bytes;
    char *sha256; /* 64 hexadecimal digits. */
} ph_recipe_file;

typedef struct ph_recipe {
    GPtrArray *options; /* char *: the words of the command line, of files their names alone. */
    GPtrArray *files;   /* ph_recipe_file. */
} ph_recipe;

ph_recipe *ph_recipe_new(void);
void ph_recipe_free(ph_recipe *recipe);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_recipe, ph_recipe_free)

/* Copies the texts. */
void ph_recipe_add_file(ph_recipe *recipe, const char *option, const char *name, uint64_t bytes,
                        const char *sha256);

#endif /* PH_HARNESS_MODEL_RECIPE_H */
