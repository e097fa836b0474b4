/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "bundle/bundle_option.h"

#include <string.h>

#include "document/json_member.h"
#include "error/error.h"

enum { TEXT_MAX = 200 };

typedef enum value_kind {
    FLAG,
    NUMBER,
    WORD,
    TEXT,
    INPUT,
    SUITE,
} value_kind;

typedef enum whose {
    RUN = 1,
    COMPARE = 2,
    BOTH = RUN | COMPARE,
} whose;

typedef struct bundle_option {
    const char *name;
    value_kind kind;
    whose whose;
} bundle_option;

static const bundle_option options[] = {
#define X(name, kind, whose) { name, kind, whose },
    PH_BUNDLE_OPTION_LIST(X)
#undef X
};

static const bundle_option *find_option(const char *command, const char *name)
{
    const whose asked = strcmp(command, "run") == 0 ? RUN : COMPARE;

    for (gsize i = 0; i < G_N_ELEMENTS(options); i++)
        if (strcmp(options[i].name, name) == 0 && (options[i].whose & asked))
            return &options[i];
    return NULL;
}

cJSON *ph_bundle_options_json(const char *command, char *const *words, GError **error)
{
    cJSON *list = cJSON_CreateArray();

    for (; *words; words++) {
        const bundle_option *option;
        cJSON *entry;

        if (!g_str_has_prefix(*words, "--"))
            continue;
        option = find_option(command, *words + 2);
        if (!option || (option->kind != FLAG && !words[1])) {
            g_autofree char *shown = ph_error_printable(*words);

            (void)ph_refuse(error, PH_ERROR_DATA,
                            "it was measured with %s, which a bundle does not carry", shown);
            cJSON_Delete(list);
            return NULL;
        }
        entry = cJSON_CreateObject();
        cJSON_AddStringToObject(entry, "name", option->name);
        ph_json_add_text(entry, "value", option->kind == FLAG ? NULL : words[1]);
        cJSON_AddItemToArray(list, entry);
        words += option->kind != FLAG;
    }
    return list;
}

static gboolean is_like(const char *text, const char *pattern)
{
    return g_regex_match_simple(pattern, text, G_REGEX_DOLLAR_ENDONLY, 0);
}

/* Whether such a value may stand behind the option: nothing that is a path, or another option. */
static gboolean is_value(const bundle_option *option, const char *value)
{
    if (option->kind == FLAG || !value)
        return (option->kind == FLAG) == !value;
    switch (option->kind) {
    case NUMBER: return is_like(value, "^[0-9]{1,20}(\\.[0-9]{1,20})?(e-?[0-9]{1,2})?$");
    case TEXT: return strlen(value) <= TEXT_MAX && is_like(value, "^[^\\x00-\\x1f]+$");
    case WORD: return is_like(value, "^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$");
    default: return is_like(value, "^[^/]{1,255}$");
    }
}

/* Takes the value over. */
static void append(GPtrArray *line, const bundle_option *option, char *value)
{
    g_ptr_array_add(line, value ? g_strdup_printf("--%s=%s", option->name, value)
                                : g_strdup_printf("--%s", option->name));
    g_free(value);
}

static gboolean is_file(const bundle_option *option, const char *value)
{
    return option->kind == INPUT || (option->kind == SUITE && g_str_has_suffix(value, ".toml"));
}

gboolean ph_bundle_options_append(const char *command, const cJSON *list,
                                  ph_bundle_file_finder *find, gpointer data, GPtrArray *line,
                                  GError **error)
{
    const cJSON *entry;

    cJSON_ArrayForEach(entry, list)
    {
        const char *name = ph_json_text(entry, "name"), *value = ph_json_text(entry, "value");
        const bundle_option *option = find_option(command, name);
        char *given;

        if (!option || !is_value(option, value)) {
            g_autofree char *shown_name = ph_error_printable(name);
            g_autofree char *shown = value ? ph_error_printable(value) : NULL;

            return ph_refuse(error, PH_ERROR_PARSE,
                             "its options have --%s%s%s, which no bundle of ours has: nothing of "
                             "it is run",
                             shown_name, shown ? " " : "", shown ? shown : "");
        }
        given = value && is_file(option, value) ? find(value, data, error) : g_strdup(value);
        if (value && !given)
            return FALSE;
        append(line, option, given);
    }
    return TRUE;
}

char *ph_bundle_options_text(const cJSON *list)
{
    GString *line = g_string_new(NULL);
    const cJSON *option;

    cJSON_ArrayForEach(option, list)
    {
        g_autofree char *name = ph_json_printable(option, "name");
        g_autofree char *value = ph_json_printable(option, "value");

        g_string_append_printf(line, "%s--%s%s%s", line->len ? " " : "", name ? name : "",
                               value ? " " : "", value ? value : "");
    }
    return g_string_free(line, FALSE);
}
