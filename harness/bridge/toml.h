/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * TOML files as a tree with positions. The parser is toml++ (C++), kept behind this header.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_BRIDGE_TOML_H
#define PH_HARNESS_BRIDGE_TOML_H

#include <glib.h>

#include "bridge/noexcept.h"

G_BEGIN_DECLS

typedef enum ph_toml_type {
    PH_TOML_TABLE,
    PH_TOML_ARRAY,
    PH_TOML_STRING,
    PH_TOML_INTEGER,
    PH_TOML_FLOAT,
    PH_TOML_BOOLEAN,
    PH_TOML_DATE_OR_TIME,
} ph_toml_type;

typedef struct ph_toml_node {
    ph_toml_type type;
    char *key; /* In its table; NULL for the root and in an array. */
    guint line;
    guint column;        /* Of the value, from 1. */
    GPtrArray *children; /* ph_toml_node: of a table or an array, else NULL. */
    char *text;          /* Of a string, UTF-8, else NULL. */
    gint64 integer;
    double number; /* Of a float or an integer. */
    gboolean boolean;
} ph_toml_node;

/*
 * Read a file. NULL and error (PH_ERROR_SETTINGS with file, line, column and what was expected, or
 * PH_ERROR_STORAGE) when it cannot be read. Free with ph_toml_node_free().
 */
ph_toml_node *ph_toml_read(const char *path, GError **error) PH_NOEXCEPT;

void ph_toml_node_free(ph_toml_node *node) PH_NOEXCEPT;

/* Of toml++, as it was compiled in. Static. */
const char *ph_toml_library_version(void) PH_NOEXCEPT;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_toml_node, ph_toml_node_free)

G_END_DECLS

#endif /* PH_HARNESS_BRIDGE_TOML_H */
