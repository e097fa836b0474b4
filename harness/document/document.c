/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "document/document.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bridge/json_schema.h"
#include "document/audit_check.h"
#include "document/baseline_check.h"
#include "document/benchmark_run_check.h"
#include "document/bisection_check.h"
#include "document/comparison_check.h"
#include "document/perf_check.h"
#include "error/error.h"
#include "perfharness/require.h"
#include "platform/path.h"

enum { DOCUMENT_BYTES_MAX = 64 * 1024 * 1024 };

typedef struct document_kind {
    const char *name; /* The schema_version it carries; the plain ones carry none. */
    const char *schema;
    gboolean (*check)(const cJSON *document, GError **error); /* Beyond the schema; or NULL. */
} document_kind;

static const document_kind kinds[] = {
    { PH_DOCUMENT_PERF, "perf.schema.json", ph_perf_check },
    { PH_DOCUMENT_COMPARISON, "comparison.schema.json", ph_comparison_check },
    { PH_DOCUMENT_BISECTION, "bisection.schema.json", ph_bisection_check },
    { PH_DOCUMENT_BENCHMARK_RUN, "benchmark-run.schema.json", ph_benchmark_run_check },
    { PH_DOCUMENT_AUDIT, "audit.schema.json", ph_audit_check },
    { PH_DOCUMENT_AUDIT_SAMPLE, "audit-sample.schema.json", NULL },
    { PH_DOCUMENT_MATRIX, "matrix.schema.json", NULL },
    { PH_DOCUMENT_BUNDLE, "bundle.schema.json", NULL },
    { PH_DOCUMENT_REPRODUCTION, "reproduction.schema.json", NULL },
    { PH_DOCUMENT_SYSTEM_INFO, "system-info.schema.json", NULL },
    { PH_DOCUMENT_BASELINE, "baseline.schema.json", ph_baseline_check },
    { PH_DOCUMENT_CANDIDATE, "candidate.schema.json", ph_candidate_check },
    { PH_DOCUMENT_BASELINE_PLAIN, "baseline-plain.schema.json", ph_baseline_check_plain },
    { PH_DOCUMENT_PLAIN, "perf-plain.schema.json", ph_perf_check_plain },
};

static gboolean refuse_parse(const char *path, const char *text, const char *at, GError **error)
{
    guint line = 1, column = 1;

    for (const char *c = text; c < at && *c; c++) {
        column = *c == '\n' ? 1 : column + 1;
        line += *c == '\n';
    }
    return ph_refuse(error, PH_ERROR_PARSE, "%s:%u:%u: a JSON value was expected", path, line,
                     column);
}

char *ph_document_text(const char *path, gsize *ret_length, GError **error)
{
    g_autoptr(GError) cause = NULL;
    struct stat status;
    char *text = NULL;

    if (stat(path, &status) != 0 || (S_ISREG(status.st_mode) && access(path, R_OK) != 0))
        g_set_error(error, PH_ERROR, PH_ERROR_STORAGE, "reading %s: %s", path, g_strerror(errno));
    else if (!S_ISREG(status.st_mode))
        g_set_error(error, PH_ERROR, PH_ERROR_STORAGE, "reading %s: it is not a regular file",
                    path);
    else if (status.st_size > DOCUMENT_BYTES_MAX)
        g_set_error(error, PH_ERROR, PH_ERROR_PARSE,
                    "%s: larger than 64 MiB, no document of ours is", path);
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

/* Is this what is looked for? names are those before it in its object, for the function's use. */
typedef gboolean (*child_test)(const cJSON *child, GHashTable *names);

static gboolean is_duplicate(const cJSON *child, GHashTable *names)
{
    return child->string && !g_hash_table_add(names, child->string);
}

static gboolean is_beyond_doubles(const cJSON *child, GHashTable *names)
{
    (void)names;
    return cJSON_IsNumber(child) && isinf(child->valuedouble);
}

/* The JSON pointer of the first value below that passes a test; NULL when there is none. */
static char *find_below(const cJSON *item, const char *pointer, child_test is_sought)
{
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    const cJSON *child;
    guint index = 0;

    cJSON_ArrayForEach(child, item)
    {
        g_autofree char *name =
            child->string ? escape_pointer(child->string) : g_strdup_printf("%u", index);
        g_autofree char *place = g_strconcat(pointer, "/", name, NULL);
        char *below;

        if (is_sought(child, names))
            return g_steal_pointer(&place);
        below = find_below(child, place, is_sought);
        if (below)
            return below;
        index++;
    }
    return NULL;
}

/* What cJSON took and the standard does not know. Of a number that is too large, only the member is
 * known. */
static void refuse_lenient(const char *path, const char *text, gsize offset, const cJSON *document,
                           GError **error)
{
    g_autofree char *large = offset == 0 ? find_below(document, "", is_beyond_doubles) : NULL;

    if (large)
        g_set_error(error, PH_ERROR, PH_ERROR_PARSE,
                    "%s: %s: a JSON value within the range of doubles was expected", path, large);
    else
        (void)refuse_parse(path, text, text + offset, error);
}

/* Any value, with no name twice. */
static cJSON *parse_value(const char *path, const char *text, gsize length, GError **error)
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
    if (!document) {
        (void)refuse_parse(path, text, invalid, error);
        return NULL;
    }
    if (!ph_json_is_strict(text, length, &offset)) {
        refuse_lenient(path, text, offset, document, error);
        cJSON_Delete(document);
        return NULL;
    }
    duplicate = find_below(document, "", is_duplicate);
    if (!duplicate)
        return document;
    g_set_error(error, PH_ERROR, PH_ERROR_PARSE, "%s: %s stands there twice", path, duplicate);
    cJSON_Delete(document);
    return NULL;
}

/* A document that is of the kind that was expected, or NULL. Takes the document. */
static cJSON *expect(cJSON *document, cJSON_bool is_expected, const char *path, const char *kind,
                     GError **error)
{
    if (!document || is_expected)
        return document;
    g_set_error(error, PH_ERROR, PH_ERROR_PARSE, "%s: /: a JSON %s was expected", path, kind);
    cJSON_Delete(document);
    return NULL;
}

cJSON *ph_document_parse(const char *path, const char *text, gsize length, GError **error)
{
    PH_REQUIRE(text[length] == '\0');

    cJSON *document = parse_value(path, text, length, error);

    return expect(document, cJSON_IsObject(document), path, "object", error);
}

cJSON *ph_document_parse_array(const char *path, const char *text, gsize length, GError **error)
{
    PH_REQUIRE(text[length] == '\0');

    cJSON *document = parse_value(path, text, length, error);

    return expect(document, cJSON_IsArray(document), path, "array", error);
}

cJSON *ph_document_read(const char *path, GError **error)
{
    gsize length = 0;
    g_autofree char *text = ph_document_text(path, &length, error);

    return text ? ph_document_parse(path, text, length, error) : NULL;
}

static gboolean refuse_schema(GError **error, const char *pointer, const char *why)
{
    return ph_refuse(error, PH_ERROR_SCHEMA, "%s: %s", pointer, why);
}

static const char *plain_kind(const cJSON *document)
{
    return cJSON_GetObjectItemCaseSensitive(document, "performance") &&
                   !cJSON_GetObjectItemCaseSensitive(document, "display_gibs")
               ? PH_DOCUMENT_BASELINE_PLAIN
               : PH_DOCUMENT_PLAIN;
}

gboolean ph_document_is_baseline(const cJSON *document)
{
    const cJSON *version = cJSON_GetObjectItemCaseSensitive(document, "schema_version");

    if (!version)
        return strcmp(plain_kind(document), PH_DOCUMENT_BASELINE_PLAIN) == 0;
    return g_strcmp0(cJSON_GetStringValue(version), PH_DOCUMENT_BASELINE) == 0;
}

static gboolean is_of_kind(const char *path, const char *kind)
{
    cJSON *document = ph_document_read(path, NULL);
    const cJSON *version = cJSON_GetObjectItemCaseSensitive(document, "schema_version");
    const gboolean is_one = g_strcmp0(cJSON_GetStringValue(version), kind) == 0;

    cJSON_Delete(document);
    return is_one;
}

gboolean ph_document_is_comparison(const char *path)
{
    return is_of_kind(path, PH_DOCUMENT_COMPARISON);
}

gboolean ph_document_is_matrix(const char *path)
{
    return is_of_kind(path, PH_DOCUMENT_MATRIX);
}

static const document_kind *find_kind(const cJSON *document, GError **error)
{
    const cJSON *version = cJSON_GetObjectItemCaseSensitive(document, "schema_version");
    const char *name = version ? cJSON_GetStringValue(version) : plain_kind(document);

    for (gsize i = 0; name && i < G_N_ELEMENTS(kinds); i++)
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
    (void)refuse_schema(error, "/schema_version", "this version is not known");
    return NULL;
}

gboolean ph_document_is_valid(const cJSON *document, const char *schemas, const char **ret_kind,
                              GError **error)
{
    const document_kind *kind = find_kind(document, error);
    g_autofree char *schema = kind ? ph_path_join(schemas, kind->schema, NULL) : NULL;
    char *printed;
    gboolean is_valid;

    if (!kind)
        return FALSE;
    printed = cJSON_PrintUnformatted(document);
    is_valid = ph_json_schema_check(schema, printed, error) &&
               (!kind->check || kind->check(document, error));
    cJSON_free(printed);
    *ret_kind = kind->name;
    return is_valid;
}

cJSON *ph_document_read_valid(const char *path, const char *schemas, char **ret_kind,
                              GError **error)
{
    PH_REQUIRE(schemas != NULL && ret_kind != NULL);

    cJSON *document = ph_document_read(path, error);
    const char *kind = NULL;

    if (!document)
        return NULL;
    if (ph_document_is_valid(document, schemas, &kind, error)) {
        *ret_kind = g_strdup(kind);
        return document;
    }
    g_prefix_error(error, "%s: ", path);
    cJSON_Delete(document);
    return NULL;
}

gboolean ph_document_check(const char *path, const char *schemas, char **ret_kind, GError **error)
{
    cJSON *document = ph_document_read_valid(path, schemas, ret_kind, error);
    const gboolean is_valid = document != NULL;

    cJSON_Delete(document);
    return is_valid;
}
