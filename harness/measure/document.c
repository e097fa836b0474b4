/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "measure/document.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>

#include "bridge/json_schema.h"
#include "error/error.h"

enum { DOCUMENT_BYTES_MAX = 64 * 1024 * 1024 };

/* The kinds of documents, by the schema_version they carry. */
static const struct {
    const char *version; /* NULL: none. */
    const char *schema;
} kinds[] = {
    { "perfharness-perf-1", "perf.schema.json" },
    { "perfharness-system-info-1", "system-info.schema.json" },
    { NULL, "perf-plain.schema.json" },
};

static gboolean refuse_parse(const char *path, const char *text, const char *at, GError **error)
{
    guint line = 1, column = 1;

    for (const char *c = text; c < at && *c; c++) {
        column = *c == '\n' ? 1 : column + 1;
        line += *c == '\n';
    }
    g_set_error(error, PH_ERROR, PH_ERROR_PARSE, "%s:%u:%u: a JSON value was expected", path, line,
                column);
    return FALSE;
}

static char *read_text(const char *path, gsize *ret_length, GError **error)
{
    g_autoptr(GError) cause = NULL;
    struct stat status;
    char *text = NULL;

    if (stat(path, &status) != 0)
        g_set_error(error, PH_ERROR, PH_ERROR_STORAGE, "reading %s: %s", path, g_strerror(errno));
    else if (!S_ISREG(status.st_mode))
        g_set_error(error, PH_ERROR, PH_ERROR_STORAGE, "reading %s: it is not a regular file",
                    path);
    else if (status.st_size > DOCUMENT_BYTES_MAX)
        g_set_error(error, PH_ERROR, PH_ERROR_PARSE,
                    "%s: larger than 64 MiB, no document of ours "
                    "is",
                    path);
    else if (!g_file_get_contents(path, &text, ret_length, &cause))
        g_set_error(error, PH_ERROR, PH_ERROR_STORAGE, "reading %s", cause->message);
    return text;
}

/* As RFC 6901 has it. */
static char *escape_pointer(const char *name)
{
    GString *escaped = g_string_new(name);

    g_string_replace(escaped, "~", "~0", 0);
    g_string_replace(escaped, "/", "~1", 0);
    return g_string_free(escaped, FALSE);
}

/* The JSON pointer of the first name that stands twice in one object; NULL when there is none. */
static char *find_duplicate(const cJSON *item, const char *pointer)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    const cJSON *child;
    guint index = 0;

    cJSON_ArrayForEach(child, item)
    {
        g_autofree char *name =
            child->string ? escape_pointer(child->string) : g_strdup_printf("%u", index);
        g_autofree char *place = g_strconcat(pointer, "/", name, NULL);
        char *below;

        if (child->string && !g_hash_table_add(seen, child->string))
            return g_steal_pointer(&place);
        below = find_duplicate(child, place);
        if (below)
            return below;
        index++;
    }
    return NULL;
}

static cJSON *parse(const char *path, const char *text, gsize length, GError **error)
{
    cJSON *document;
    gsize offset;
    g_autofree char *duplicate = NULL;
    const char *invalid;

    if (!g_utf8_validate(text, (gssize)length, &invalid)) {
        (void)refuse_parse(path, text, invalid, error);
        return NULL;
    }
    /* cJSON is lenient, and keeps its nesting in bounds: both must agree. */
    document = cJSON_ParseWithOpts(text, &invalid, 1);
    if (!document || !ph_json_is_strict(text, length, &offset)) {
        (void)refuse_parse(path, text, document ? text + offset : invalid, error);
        cJSON_Delete(document);
        return NULL;
    }
    duplicate = find_duplicate(document, "");
    if (cJSON_IsObject(document) && !duplicate)
        return document;
    if (duplicate)
        g_set_error(error, PH_ERROR, PH_ERROR_PARSE, "%s: %s stands there twice", path, duplicate);
    else
        g_set_error(error, PH_ERROR, PH_ERROR_PARSE, "%s: /: a JSON object was expected", path);
    cJSON_Delete(document);
    return NULL;
}

cJSON *ph_document_read(const char *path, GError **error)
{
    gsize length = 0;
    g_autofree char *text = read_text(path, &length, error);

    return text ? parse(path, text, length, error) : NULL;
}

static gboolean refuse_schema(GError **error, const char *pointer, const char *why)
{
    g_set_error(error, PH_ERROR, PH_ERROR_SCHEMA, "%s: %s", pointer, why);
    return FALSE;
}

/* Throughput follows from input and median; a document where it does not was edited. */
static gboolean check_rate(const cJSON *entry, const char *pointer, GError **error)
{
    const cJSON *bytes = cJSON_GetObjectItemCaseSensitive(entry, "input_bytes");
    const cJSON *ns = cJSON_GetObjectItemCaseSensitive(entry, "median_ns");
    const cJSON *rate = cJSON_GetObjectItemCaseSensitive(entry, "throughput_mib_s");
    g_autofree char *place = g_strconcat(pointer, "/throughput_mib_s", NULL);

    if (!rate)
        return TRUE;
    const double expected = bytes->valuedouble / 1048576.0 / (ns->valuedouble / 1e9);
    return fabs(rate->valuedouble - expected) <= expected * 1e-6 ||
           refuse_schema(error, place, "does not follow from input_bytes and median_ns");
}

static gboolean check_perf(const cJSON *document, GError **error)
{
    static const char *const lists[] = { "benchmarks", "limits" };
    const char *status = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(document, "status"));
    const cJSON *errors = cJSON_GetObjectItemCaseSensitive(document, "errors");

    if ((strcmp(status, "failure") == 0) != (cJSON_GetArraySize(errors) > 0))
        return refuse_schema(error, "/status", "does not follow from errors");
    for (gsize i = 0; i < G_N_ELEMENTS(lists); i++) {
        const cJSON *entry;
        guint index = 0;

        cJSON_ArrayForEach(entry, cJSON_GetObjectItemCaseSensitive(document, lists[i]))
        {
            g_autofree char *pointer = g_strdup_printf("/%s/%u", lists[i], index++);

            if (!check_rate(entry, pointer, error))
                return FALSE;
        }
    }
    return TRUE;
}

gboolean ph_document_check(const char *path, const char *schemas, char **ret_kind, GError **error)
{
    cJSON *document = ph_document_read(path, error);
    const cJSON *version_item = cJSON_GetObjectItemCaseSensitive(document, "schema_version");
    const char *version = cJSON_GetStringValue(version_item);
    gsize kind = 0;
    gboolean is_valid = FALSE;

    if (!document)
        return FALSE;
    while (kinds[kind].version && g_strcmp0(version, kinds[kind].version) != 0)
        kind++;
    if (version_item && !kinds[kind].version) {
        (void)refuse_schema(error, "/schema_version", "this version is not known");
    } else {
        g_autofree char *schema = g_build_filename(schemas, kinds[kind].schema, NULL);
        char *printed = cJSON_PrintUnformatted(document);

        is_valid = ph_json_schema_check(schema, printed, error) &&
                   (kind != 0 || check_perf(document, error));
        cJSON_free(printed);
    }
    if (is_valid)
        *ret_kind = g_strdup(version ? version : "the specification's plain perf.json");
    else
        g_prefix_error(error, "%s: ", path);
    cJSON_Delete(document);
    return is_valid;
}
