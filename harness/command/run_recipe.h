/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How a run was asked for (model/recipe.h), from its command line. */
#ifndef PH_HARNESS_COMMAND_RUN_RECIPE_H
#define PH_HARNESS_COMMAND_RUN_RECIPE_H

#include "model/recipe.h"

/* A file that an option names; path NULL: it was not given. Borrowed. */
typedef struct ph_option_file {
    const char *option;
    const char *path;
} ph_option_file;

/*
 * @param files  Ends with an option of NULL.
 * @return NULL and error (PH_ERROR_STORAGE) when one of them cannot be read.
 */
ph_recipe *ph_run_recipe_new(const ph_option_file *files, GError **error);

#endif /* PH_HARNESS_COMMAND_RUN_RECIPE_H */
