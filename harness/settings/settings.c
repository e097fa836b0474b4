/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "settings/settings.h"

#include <string.h>

#include "error/error.h"
#include "error/unknown_word.h"
#include "perfharness/require.h"

#define SHARE_MAX 0.5

gboolean ph_settings_refuse(const char *path, const ph_toml_node *node, GError **error,
                            const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list arguments;

    va_start(arguments, format);
    text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    return ph_refuse(error, PH_ERROR_SETTINGS, "%s:%u:%u: %s", path, node->line, node->column,
                     text);
}

const ph_toml_node *ph_settings_member(const ph_toml_node *table, const char *key)
{
    PH_REQUIRE(table->type == PH_TOML_TABLE);

    for (guint i = 0; i < table->children->len; i++) {
        const ph_toml_node *node = table->children->pdata[i];

        if (strcmp(node->key, key) == 0)
            return node;
    }
    return NULL;
}

static char *list_keys(const ph_setting_field *fields)
{
    GString *list = g_string_new(NULL);

    for (const ph_setting_field *field = fields; field->key; field++)
        g_string_append_printf(list, "%s%s", field == fields ? "" : ", ", field->key);
    return g_string_free(list, FALSE);
}

static gboolean fill_choice(const char *path, const ph_toml_node *node,
                            const ph_setting_field *field, guint *member, GError **error)
{
    g_autofree char *known = g_strjoinv(", ", (char **)(gpointer)field->choices);

    if (node->type == PH_TOML_STRING)
        for (guint i = 0; field->choices[i]; i++)
            if (strcmp(node->text, field->choices[i]) == 0) {
                *member = i;
                return TRUE;
            }
    return ph_settings_refuse(path, node, error, "%s: one of %s was expected", field->key, known);
}

static gboolean fill_number(const char *path, const ph_toml_node *node,
                            const ph_setting_field *field, double *member, GError **error)
{
    const gboolean is_share = field->type == PH_SETTING_SHARE;
    const gboolean may_be_zero = field->type == PH_SETTING_AMOUNT;

    if ((node->type != PH_TOML_INTEGER && node->type != PH_TOML_FLOAT) ||
        !(may_be_zero ? node->number >= 0.0 : node->number > 0.0) ||
        node->number > (is_share ? SHARE_MAX : (double)G_MAXFLOAT))
        return ph_settings_refuse(path, node, error, "%s: a number %s was expected", field->key,
                                  is_share      ? "above 0 and at most 0.5"
                                  : may_be_zero ? "from 0 on"
                                                : "above 0");
    *member = node->number;
    return TRUE;
}

static gboolean fill_member(const char *path, const ph_toml_node *node,
                            const ph_setting_field *field, gpointer member, GError **error)
{
    switch (field->type) {
    case PH_SETTING_TEXT:
        if (node->type != PH_TOML_STRING)
            return ph_settings_refuse(path, node, error, "%s: a text was expected", field->key);
        *(char **)member = g_strdup(node->text);
        return TRUE;
    case PH_SETTING_COUNT:
        if (node->type != PH_TOML_INTEGER || node->integer < 1 || node->integer > G_MAXINT)
            return ph_settings_refuse(path, node, error,
                                      "%s: a whole number from 1 on was expected", field->key);
        *(guint *)member = (guint)node->integer;
        return TRUE;
    case PH_SETTING_NUMBER:
    case PH_SETTING_AMOUNT:
    case PH_SETTING_SHARE: return fill_number(path, node, field, member, error);
    case PH_SETTING_SWITCH:
        if (node->type != PH_TOML_BOOLEAN)
            return ph_settings_refuse(path, node, error, "%s: true or false was expected",
                                      field->key);
        *(gboolean *)member = node->boolean;
        return TRUE;
    case PH_SETTING_CHOICE: return fill_choice(path, node, field, member, error);
    case PH_SETTING_NESTED: return TRUE;
    }
    return TRUE;
}

static const ph_setting_field *find_field(const ph_setting_field *fields, const char *key)
{
    for (; fields->key; fields++)
        if (strcmp(fields->key, key) == 0)
            return fields;
    return NULL;
}

static gboolean refuse_key(const char *path, const ph_toml_node *node,
                           const ph_setting_field *fields, GError **error)
{
    g_autofree char *known = list_keys(fields);
    g_auto(GStrv) words = g_strsplit(known, ", ", -1);
    const char *nearest = ph_nearest_word(node->key, (const char *const *)words);

    return ph_settings_refuse(path, node, error, "unknown key %s: %s %s expected%s%s%s", node->key,
                              known, fields[1].key ? "were" : "was",
                              nearest ? "; did you mean " : "", nearest ? nearest : "",
                              nearest ? "?" : "");
}

gboolean ph_settings_fill(const char *path, const ph_toml_node *table,
                          const ph_setting_field *fields, gpointer structure, GError **error)
{
    if (table->type != PH_TOML_TABLE)
        return ph_settings_refuse(path, table, error, "a table was expected");
    for (guint i = 0; i < table->children->len; i++) {
        const ph_toml_node *node = table->children->pdata[i];
        const ph_setting_field *field = find_field(fields, node->key);

        if (!field)
            return refuse_key(path, node, fields, error);
        if (!fill_member(path, node, field, (char *)structure + field->offset, error))
            return FALSE;
    }
    for (const ph_setting_field *field = fields; field->key; field++)
        if (field->is_required && !ph_settings_member(table, field->key))
            return ph_settings_refuse(path, table, error, "%s is missing", field->key);
    return TRUE;
}
