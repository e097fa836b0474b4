/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Settings files by table: each file's keys are listed once, and reading them refuses whatever is
 * not in the list with file, line, column and what was expected.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_SETTINGS_SETTINGS_H
#define PH_HARNESS_SETTINGS_SETTINGS_H

#include <glib.h>

#include "bridge/toml.h"

typedef enum ph_setting_type {
    PH_SETTING_TEXT,   /* char *, owned by the struct. */
    PH_SETTING_COUNT,  /* guint, at least 1. */
    PH_SETTING_NUMBER, /* double, above 0. */
    PH_SETTING_AMOUNT, /* double, from 0 on. */
    PH_SETTING_SHARE,  /* double, above 0 and at most 0.5. */
    PH_SETTING_SWITCH, /* gboolean. */
    PH_SETTING_CHOICE, /* guint: index into choices. */
    PH_SETTING_NESTED, /* Read by the caller. */
} ph_setting_type;

typedef struct ph_setting_field {
    const char *key; /* NULL ends a list. */
    ph_setting_type type;
    gsize offset; /* Of the member in the struct that is filled in. */
    gboolean is_required;
    const char *const *choices; /* PH_SETTING_CHOICE: NULL-terminated. */
} ph_setting_field;

/*
 * Fill in a struct from a table. FALSE and error (PH_ERROR_SETTINGS) at the first key that is not
 * listed, has the wrong type or range, or is required and missing.
 */
gboolean ph_settings_fill(const char *path, const ph_toml_node *table,
                          const ph_setting_field *fields, gpointer structure, GError **error);

/* The member of a table; NULL when it is absent. Borrowed. */
const ph_toml_node *ph_settings_member(const ph_toml_node *table, const char *key);

/* Report a node that is not what was expected. Always FALSE. */
gboolean ph_settings_refuse(const char *path, const ph_toml_node *node, GError **error,
                            const char *format, ...) G_GNUC_PRINTF(4, 5);

#endif /* PH_HARNESS_SETTINGS_SETTINGS_H */
