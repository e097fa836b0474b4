/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "settings/yaml_file.h"

#include <stdio.h>
#include <string.h>
#include <yaml.h>

#include "bridge/json_schema.h"
#include "error/error.h"
#include "error/unknown_word.h"

enum { BYTES_MAX = 64 * 1024, DEPTH_MAX = 16 };

typedef struct place {
    guint line, column; /* From 1. */
} place;

typedef struct reader {
    ph_yaml_file *file;
    yaml_parser_t parser;
    guint depth;
} reader;

/* Complaints */

static place place_of(yaml_mark_t mark)
{
    return (place){ (guint)mark.line + 1, (guint)mark.column + 1 };
}

static gboolean refuse(const ph_yaml_file *file, place at, GError **error, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

static gboolean refuse(const ph_yaml_file *file, place at, GError **error, const char *format, ...)
{
    g_autofree char *text = NULL;
    g_autofree char *printable = NULL;
    va_list arguments;

    va_start(arguments, format);
    text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    printable = ph_error_printable(text);
    return ph_refuse(error, PH_ERROR_SETTINGS, "%s:%u:%u: %s", file->name, at.line, at.column,
                     printable);
}

/* What the library says of what is no YAML. */
static gboolean refuse_syntax(const reader *in, GError **error)
{
    const yaml_parser_t *parser = &in->parser;
    const char *problem = parser->problem ? parser->problem : "it is no YAML";

    if (parser->error == YAML_READER_ERROR) /* It has no line then. */
        return ph_refuse(error, PH_ERROR_SETTINGS, "%s: byte %zu: %s", in->file->name,
                         parser->problem_offset + 1, problem);
    return refuse(in->file, place_of(parser->problem_mark), error, "%s%s%s", problem,
                  parser->context ? " " : "", parser->context ? parser->context : "");
}

/* Reading */

static gboolean next_event(reader *in, yaml_event_t *ret, GError **error)
{
    return yaml_parser_parse(&in->parser, ret) != 0 || refuse_syntax(in, error);
}

static cJSON *plain_value(const char *text)
{
    static const struct {
        const char *text;
        cJSON_bool is_true;
    } words[] = { { "true", 1 },  { "True", 1 },  { "TRUE", 1 },
                  { "false", 0 }, { "False", 0 }, { "FALSE", 0 } };

    for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
        if (strcmp(text, words[i].text) == 0)
            return cJSON_CreateBool(words[i].is_true);
    if (!*text || strcmp(text, "~") == 0 || strcmp(text, "null") == 0)
        return cJSON_CreateNull();
    if (g_regex_match_simple("^-?(0|[1-9][0-9]{0,14})(\\.[0-9]{1,15})?$", text,
                             G_REGEX_DOLLAR_ENDONLY, (GRegexMatchFlags)0))
        return cJSON_CreateNumber(g_ascii_strtod(text, NULL));
    return cJSON_CreateString(text);
}

static cJSON *scalar_value(const reader *in, const yaml_event_t *event, GError **error)
{
    const char *text = (const char *)event->data.scalar.value;

    if (strlen(text) != event->data.scalar.length) {
        (void)refuse(in->file, place_of(event->start_mark), error,
                     "a text without a NUL was expected");
        return NULL;
    }
    return event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE ? plain_value(text)
                                                               : cJSON_CreateString(text);
}

/* What a settings file has no use for, and what its author may not know of. */
static gboolean is_plain_spoken(const reader *in, const yaml_event_t *event, GError **error)
{
    const void *anchor = NULL, *tag = NULL;

    switch (event->type) {
    case YAML_SCALAR_EVENT:
        anchor = event->data.scalar.anchor;
        tag = event->data.scalar.tag;
        break;
    case YAML_SEQUENCE_START_EVENT:
        anchor = event->data.sequence_start.anchor;
        tag = event->data.sequence_start.tag;
        break;
    case YAML_MAPPING_START_EVENT:
        anchor = event->data.mapping_start.anchor;
        tag = event->data.mapping_start.tag;
        break;
    case YAML_ALIAS_EVENT: anchor = event->data.alias.anchor; break;
    default: break;
    }
    return !(anchor || tag) ||
           refuse(in->file, place_of(event->start_mark), error,
                  "a value was expected: anchors, aliases and tags are not read here");
}

static cJSON *read_value(reader *in, const yaml_event_t *event, const char *pointer,
                         GError **error);

static void note(GHashTable *places, const char *pointer, yaml_mark_t mark)
{
    const place at = place_of(mark);

    (void)g_hash_table_insert(places, g_strdup(pointer), g_memdup2(&at, sizeof at));
}

/* As RFC 6901 has it. The caller frees it. */
static char *pointer_below(const char *pointer, const char *name)
{
    g_autoptr(GString) escaped = g_string_new(name);

    g_string_replace(escaped, "~", "~0", 0);
    g_string_replace(escaped, "/", "~1", 0);
    return g_strconcat(pointer, "/", escaped->str, NULL);
}

/* Read the value that comes next into a list, or an object under a name. */
static gboolean read_into(reader *in, cJSON *to, const char *name, const char *pointer,
                          GError **error)
{
    yaml_event_t event;
    cJSON *value;

    if (!next_event(in, &event, error))
        return FALSE;
    value = read_value(in, &event, pointer, error);
    yaml_event_delete(&event);
    if (!value)
        return FALSE;
    return name ? cJSON_AddItemToObject(to, name, value) : cJSON_AddItemToArray(to, value);
}

/* Of an event that is a key: read it and its value. */
static gboolean read_member(reader *in, const yaml_event_t *key, cJSON *to, const char *pointer,
                            GError **error)
{
    const char *name = (const char *)key->data.scalar.value;
    g_autofree char *below = NULL;

    if (key->type != YAML_SCALAR_EVENT || strlen(name) != key->data.scalar.length)
        return refuse(in->file, place_of(key->start_mark), error, "a key was expected");
    if (!is_plain_spoken(in, key, error))
        return FALSE;
    below = pointer_below(pointer, name);
    if (cJSON_GetObjectItemCaseSensitive(to, name)) {
        const place *first = g_hash_table_lookup(in->file->keys, below);

        return refuse(in->file, place_of(key->start_mark), error,
                      "%s stands there twice: in line %u, too", name, first ? first->line : 0);
    }
    note(in->file->keys, below, key->start_mark);
    return read_into(in, to, name, below, error);
}

static gboolean read_mapping(reader *in, cJSON *to, const char *pointer, GError **error)
{
    for (;;) {
        yaml_event_t event;
        gboolean is_end, is_read;

        if (!next_event(in, &event, error))
            return FALSE;
        is_end = event.type == YAML_MAPPING_END_EVENT;
        is_read = is_end || read_member(in, &event, to, pointer, error);
        yaml_event_delete(&event);
        if (is_end || !is_read)
            return is_read;
    }
}

static gboolean read_sequence(reader *in, cJSON *to, const char *pointer, GError **error)
{
    for (guint i = 0;; i++) {
        g_autofree char *below = g_strdup_printf("%s/%u", pointer, i);
        yaml_event_t event;
        cJSON *value = NULL;
        gboolean is_end;

        if (!next_event(in, &event, error))
            return FALSE;
        is_end = event.type == YAML_SEQUENCE_END_EVENT;
        if (!is_end)
            value = read_value(in, &event, below, error);
        yaml_event_delete(&event);
        if (is_end || !value)
            return is_end;
        cJSON_AddItemToArray(to, value);
    }
}

static cJSON *read_value(reader *in, const yaml_event_t *event, const char *pointer, GError **error)
{
    const gboolean is_mapping = event->type == YAML_MAPPING_START_EVENT;
    cJSON *value;
    gboolean is_read;

    if (!is_plain_spoken(in, event, error))
        return NULL;
    note(in->file->values, pointer, event->start_mark);
    if (event->type == YAML_SCALAR_EVENT)
        return scalar_value(in, event, error);
    if (++in->depth > DEPTH_MAX) {
        (void)refuse(in->file, place_of(event->start_mark), error,
                     "at most %d levels were expected", DEPTH_MAX);
        return NULL;
    }
    value = is_mapping ? cJSON_CreateObject() : cJSON_CreateArray();
    is_read = is_mapping ? read_mapping(in, value, pointer, error)
                         : read_sequence(in, value, pointer, error);
    in->depth--;
    if (!is_read)
        g_clear_pointer(&value, cJSON_Delete);
    return value;
}

/* The next event that is neither the stream's nor a document's begin or end. */
static gboolean skip_to_value(reader *in, yaml_event_t *ret, GError **error)
{
    for (;;) {
        if (!next_event(in, ret, error))
            return FALSE;
        if (ret->type != YAML_STREAM_START_EVENT && ret->type != YAML_DOCUMENT_START_EVENT &&
            ret->type != YAML_DOCUMENT_END_EVENT)
            return TRUE;
        yaml_event_delete(ret);
    }
}

static gboolean read_document(reader *in, GError **error)
{
    yaml_event_t event;
    gboolean is_read;

    if (!skip_to_value(in, &event, error))
        return FALSE;
    is_read = event.type == YAML_MAPPING_START_EVENT;
    if (!is_read)
        (void)refuse(in->file, place_of(event.start_mark), error, "keys and values were expected");
    else
        in->file->document = read_value(in, &event, "", error);
    yaml_event_delete(&event);
    if (!in->file->document || !skip_to_value(in, &event, error))
        return FALSE;
    is_read = event.type == YAML_STREAM_END_EVENT;
    if (!is_read)
        (void)refuse(in->file, place_of(event.start_mark), error, "one document was expected");
    yaml_event_delete(&event);
    return is_read;
}

static gboolean read_bytes(const char *path, char **ret, gsize *ret_length, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autofree char *printable = ph_error_printable(path);

    if (!g_file_test(path, G_FILE_TEST_IS_REGULAR) && g_file_test(path, G_FILE_TEST_EXISTS))
        return ph_refuse(error, PH_ERROR_STORAGE, "reading %s: it is not a regular file",
                         printable);
    if (!g_file_get_contents(path, ret, ret_length, &cause))
        return ph_refuse(error, PH_ERROR_STORAGE, "reading settings: %s", cause->message);
    if (*ret_length > BYTES_MAX)
        return ph_refuse(error, PH_ERROR_SETTINGS, "%s: it is larger than 64 KiB, no settings are",
                         printable);
    return TRUE;
}

ph_yaml_file *ph_yaml_file_read(const char *path, GError **error)
{
    g_autoptr(ph_yaml_file) file = g_new0(ph_yaml_file, 1);
    g_autofree char *bytes = NULL;
    gsize length = 0;
    reader in = { .file = file };
    gboolean is_read;

    file->name = ph_error_printable(path);
    file->values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    file->keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    if (!read_bytes(path, &bytes, &length, error))
        return NULL;
    file->sha256 = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)bytes, length);
    if (!yaml_parser_initialize(&in.parser)) {
        (void)ph_refuse(error, PH_ERROR_STORAGE, "reading %s: out of memory", file->name);
        return NULL;
    }
    yaml_parser_set_input_string(&in.parser, (const unsigned char *)bytes, length);
    is_read = read_document(&in, error);
    yaml_parser_delete(&in.parser);
    return is_read ? g_steal_pointer(&file) : NULL;
}

void ph_yaml_file_free(ph_yaml_file *file)
{
    if (!file)
        return;
    g_free(file->name);
    g_free(file->sha256);
    cJSON_Delete(file->document);
    g_clear_pointer(&file->values, g_hash_table_unref);
    g_clear_pointer(&file->keys, g_hash_table_unref);
    g_free(file);
}

/* The schema */

/* "reporting.retention_months", of "/reporting/retention_months". The caller frees it. */
static char *dotted(const char *pointer)
{
    g_autofree char *text = g_strdup(*pointer ? pointer + 1 : pointer);

    return g_strdelimit(g_steal_pointer(&text), "/", '.');
}

static const place *place_at(const ph_yaml_file *file, const char *pointer)
{
    static const place beginning = { 1, 1 };
    const place *at = g_hash_table_lookup(file->values, pointer);

    return at ? at : &beginning;
}

/* What the schema says of a member or an element; NULL: nothing. */
static const cJSON *schema_below(const cJSON *schema, const cJSON *child)
{
    const cJSON *properties = cJSON_GetObjectItemCaseSensitive(schema, "properties");

    return child->string ? cJSON_GetObjectItemCaseSensitive(properties, child->string)
                         : cJSON_GetObjectItemCaseSensitive(schema, "items");
}

/* Names of an object's members, or its texts where it is a list. Borrowed but for the array. */
static const char **words_of(const cJSON *list)
{
    const char **words = g_new0(const char *, (gsize)cJSON_GetArraySize(list) + 1);
    const cJSON *entry;
    gsize count = 0;

    cJSON_ArrayForEach(entry, list)
    {
        const char *word = entry->string ? entry->string : cJSON_GetStringValue(entry);

        if (word)
            words[count++] = word;
    }
    return words;
}

/* "; did you mean …?", or nothing. The caller frees it. */
static char *meant_text(const char *given, const cJSON *known)
{
    g_autofree const char **words = words_of(known);
    const char *nearest = given ? ph_nearest_word(given, words) : NULL;

    return nearest ? g_strdup_printf("; did you mean %s?", nearest) : g_strdup("");
}

static gboolean refuse_key(const ph_yaml_file *file, const char *pointer, const char *key,
                           const cJSON *known, GError **error)
{
    g_autofree const char **words = words_of(known);
    g_autofree char *list = g_strjoinv(", ", (char **)(gpointer)words);
    g_autofree char *meant = meant_text(key, known);
    const place *at = g_hash_table_lookup(file->keys, pointer);

    return refuse(file, at ? *at : *place_at(file, pointer), error,
                  "unknown key %s: %s %s expected%s", key, list,
                  words[0] && words[1] ? "were" : "was", meant);
}

/* The validator knows no places, and does not say which was meant. */
static gboolean knows_keys(const ph_yaml_file *file, const cJSON *schema, const cJSON *value,
                           const char *pointer, GError **error)
{
    const cJSON *child;
    guint index = 0;

    cJSON_ArrayForEach(child, value)
    {
        const cJSON *below = schema_below(schema, child);
        g_autofree char *where = child->string ? pointer_below(pointer, child->string)
                                               : g_strdup_printf("%s/%u", pointer, index++);

        if (child->string && !below)
            return refuse_key(file, where, child->string,
                              cJSON_GetObjectItemCaseSensitive(schema, "properties"), error);
        if (!knows_keys(file, below, child, where, error))
            return FALSE;
    }
    return TRUE;
}

/* A value with what the schema says of it, found by its pointer. */
typedef struct found_value {
    const cJSON *schema, *value;
    char *pointer; /* As far as there is a value. Owned. */
} found_value;

static found_value find_value(const ph_yaml_file *file, const cJSON *schema, const char *pointer)
{
    g_auto(GStrv) names = g_strsplit(pointer, "/", -1);
    found_value found = { schema, file->document, g_strdup("") };

    for (guint i = 1; names[0] && names[i]; i++) {
        const cJSON *child =
            cJSON_IsArray(found.value)
                ? cJSON_GetArrayItem(found.value, (int)g_ascii_strtoull(names[i], NULL, 10))
                : cJSON_GetObjectItemCaseSensitive(found.value, names[i]);
        g_autofree char *above = NULL;

        if (!child)
            break;
        above = found.pointer;
        found.schema = schema_below(found.schema, child);
        found.value = child;
        found.pointer = g_strconcat(above, "/", names[i], NULL);
    }
    return found;
}

static gboolean refuse_value(const ph_yaml_file *file, const cJSON *schema, const char *complaint,
                             GError **error)
{
    const char *colon = strstr(complaint, ": ");
    g_autofree char *pointer =
        colon ? g_strndup(complaint, (gsize)(colon - complaint)) : g_strdup("");
    const found_value found = find_value(file, schema, pointer);
    g_autofree char *known_pointer = found.pointer;
    g_autofree char *name = dotted(known_pointer);
    g_autofree char *meant = meant_text(cJSON_GetStringValue(found.value),
                                        cJSON_GetObjectItemCaseSensitive(found.schema, "enum"));
    const char *expected =
        cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(found.schema, "title"));
    const place at = *place_at(file, known_pointer);

    if (expected)
        return refuse(file, at, error, "%s%s%s was expected%s", name, *name ? ": " : "", expected,
                      meant);
    return refuse(file, at, error, "%s%s%s", name, *name ? ": " : "",
                  colon ? colon + 2 : complaint);
}

static gboolean hold(const ph_yaml_file *file, const cJSON *schema, const char *schema_path,
                     GError **error)
{
    g_autoptr(GError) cause = NULL;
    char *printed;
    gboolean is_valid;

    if (!knows_keys(file, schema, file->document, "", error))
        return FALSE;
    printed = cJSON_PrintUnformatted(file->document);
    is_valid = ph_json_schema_check(schema_path, printed, &cause);
    cJSON_free(printed);
    if (is_valid)
        return TRUE;
    if (g_error_matches(cause, PH_ERROR, PH_ERROR_SCHEMA))
        return refuse_value(file, schema, cause->message, error);
    g_propagate_error(error, g_steal_pointer(&cause));
    return FALSE;
}

gboolean ph_yaml_file_check(const ph_yaml_file *file, const char *schema_path, GError **error)
{
    g_autofree char *text = NULL;
    g_autoptr(GError) cause = NULL;
    cJSON *schema;
    gboolean is_valid;

    if (!g_file_get_contents(schema_path, &text, NULL, &cause))
        return ph_refuse(error, PH_ERROR_STORAGE, "reading the schema: %s", cause->message);
    schema = cJSON_Parse(text);
    is_valid = schema ? hold(file, schema, schema_path, error)
                      : ph_refuse(error, PH_ERROR_STORAGE, "schema %s cannot be used", schema_path);
    cJSON_Delete(schema);
    return is_valid;
}
