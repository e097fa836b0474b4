/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "conformance/construct_record.h"

#include <cjson/cJSON.h>
#include <string.h>

#include "answer/record_values.h"
#include "conformance/construct_copybook.h"
#include "error/error.h"
#include "perfharness/record_lines.h"

#define REFUSED "refused "
#define RDW     "rdw"

enum { RDW_BYTES = 4, CCSID = 37, LINES = 3 };

/* A byte for two digits; NULL: they are something else. */
static GBytes *read_hexadecimal(const char *text)
{
    GByteArray *bytes = g_byte_array_new();

    for (; *text; text++) {
        if (*text == ' ')
            continue;
        const int high = g_ascii_xdigit_value(text[0]), low = g_ascii_xdigit_value(text[1]);
        if (high < 0 || low < 0) {
            g_byte_array_unref(bytes);
            return NULL;
        }
        g_byte_array_append(bytes, &(guint8){ (guint8)(high << 4 | low) }, 1);
        text++;
    }
    return g_byte_array_free_to_bytes(bytes);
}

static gboolean is_variable(const ph_construct_record *record)
{
    return g_str_equal(record->format, RDW);
}

static GBytes *frame(const ph_construct_record *record)
{
    gsize length;
    const guint8 *bytes = g_bytes_get_data(record->bytes, &length);
    const gsize framed = length + RDW_BYTES;
    const guint8 word[RDW_BYTES] = { (guint8)(framed >> 8), (guint8)framed, 0, 0 };
    GByteArray *file = g_byte_array_new();

    if (is_variable(record))
        g_byte_array_append(file, word, sizeof(word));
    g_byte_array_append(file, bytes, (guint)length);
    return g_byte_array_free_to_bytes(file);
}

gboolean ph_construct_record_read(const ph_construct *construct, ph_construct_record *ret,
                                  GError **error)
{
    g_auto(GStrv) lines = g_strsplit(construct->record, "\n", -1);
    GBytes *bytes = g_strv_length(lines) == LINES + 1 ? read_hexadecimal(lines[1]) : NULL;

    if (!bytes)
        return ph_refuse(error, PH_ERROR_DATA,
                         "the construct %s: its record is not a format, bytes and values in three "
                         "lines",
                         construct->name);
    *ret = (ph_construct_record){ .format = g_strdup(lines[0]), .bytes = bytes };
    ret->file = frame(ret);
    if (g_str_has_prefix(lines[2], REFUSED))
        ret->refused = g_strdup(lines[2] + strlen(REFUSED));
    else
        ret->values = g_strdup(lines[2]);
    return TRUE;
}

void ph_construct_record_clear(ph_construct_record *record)
{
    g_free(record->format);
    g_clear_pointer(&record->file, g_bytes_unref);
    g_clear_pointer(&record->bytes, g_bytes_unref);
    g_free(record->values);
    g_free(record->refused);
}

/* What is right of a record, by the reference's decoder. Owns all of it. */
typedef struct truth {
    void *memory; /* The reader's. */
    ph_copybook copybook;
    const ph_record *record;
    char *line;   /* NULL: */
    char *failed; /* the item that fails it. */
} truth;

static void truth_clear(truth *t)
{
    g_free(t->memory);
    g_free(t->line);
    g_free(t->failed);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(truth, truth_clear)

static void decode(truth *t, const ph_construct_record *record, ph_line_shape shape)
{
    const ph_line_options options = { .shape = shape,
                                      .page = ph_code_page_find(CCSID),
                                      .page_name = "cp037",
                                      .is_variable = is_variable(record) };
    g_autofree void *memory = g_malloc(ph_line_decoder_size(&t->copybook, t->record));
    ph_line_decoder *decoder = ph_line_decoder_make(&t->copybook, t->record, &options, memory);
    const gsize capacity = ph_line_length_max(decoder);
    char failed[PH_RECORD_FIELD_MAX];
    gsize length;
    const guint8 *bytes = g_bytes_get_data(record->bytes, &length);
    ph_line_result result;

    g_clear_pointer(&t->line, g_free);
    g_clear_pointer(&t->failed, g_free);
    t->line = g_malloc(capacity);
    result = ph_line_decode(decoder, bytes, length, 1, (guint8 *)t->line, capacity);
    if (result.status == PH_LINE_STATUS_OK) {
        t->line[result.length - 1] = '\0'; /* In place of its LF. */
        return;
    }
    g_clear_pointer(&t->line, g_free);
    (void)ph_line_failed_path(&t->copybook, &result, failed, sizeof(failed));
    t->failed = g_strdup(failed);
}

/* The reference, held to what was written down. */
static gboolean is_as_listed(const truth *t, const ph_construct_record *record,
                             const char *construct, GError **error)
{
    return (g_strcmp0(t->line, record->values) == 0 &&
            g_strcmp0(t->failed, record->refused) == 0) ||
           ph_refuse(error, PH_ERROR_DATA, "the construct %s: the reference makes of its record %s",
                     construct, t->line ? t->line : t->failed);
}

static gboolean make_truth(const ph_construct *construct, const ph_construct_record *record,
                           truth *ret, GError **error)
{
    ret->memory = g_malloc(PH_COPYBOOK_MEMORY_MAX);
    if (!ph_construct_copybook_read(construct, ret->memory, &ret->copybook, error))
        return FALSE;
    ret->record = ph_construct_copybook_record(&ret->copybook);
    decode(ret, record, PH_LINE_SHAPE_PLAIN);
    if (!is_as_listed(ret, record, construct->name, error))
        return FALSE;
    decode(ret, record, PH_LINE_SHAPE_COPYBOOK_RS);
    return TRUE;
}

void ph_construct_record_take_fault(ph_construct_result *result, ph_conformity conformity,
                                    char *found)
{
    result->conformity = conformity;
    result->processes = result->asked;
    g_free(result->found);
    result->found = found;
    g_clear_pointer(&result->field, g_free);
}

/* The rule, and what was done to it. */
typedef struct rule_words {
    const char *rule;
    const char *breach;
} rule_words;

static rule_words words_of(ph_record_rule rule)
{
    static const rule_words words[] = {
#define X(id, rule, breach) [PH_RECORD_RULE_##id] = { (rule), (breach) },
        PH_RECORD_RULE_LIST(X)
#undef X
    };

    return words[rule];
}

static void take_breach(const ph_record_breach *breach, ph_construct_result *result)
{
    const rule_words words = words_of(breach->rule);

    ph_construct_record_take_fault(
        result, PH_CONFORMITY_WRONG,
        g_strdup_printf("%s: %s of a record: %s", words.breach, breach->field, words.rule));
    result->field = ph_error_printable(breach->field);
}

/* Of the shape that says more than a record's fields? */
static gboolean is_enveloped(const cJSON *line)
{
    return cJSON_IsObject(cJSON_GetObjectItemCaseSensitive(line, "fields")) &&
           cJSON_GetObjectItemCaseSensitive(line, "record_index");
}

/* What a line says beside its fields that is not what is right of it; NULL: nothing. */
static const char *find_overwritten(const cJSON *right, const cJSON *said)
{
    static const char *const names[] = { "schema", "codepage" };

    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        const cJSON *item = cJSON_GetObjectItemCaseSensitive(said, names[i]);

        if (item && !cJSON_Compare(item, cJSON_GetObjectItemCaseSensitive(right, names[i]), TRUE))
            return names[i];
    }
    return NULL;
}

static void compare_envelopes(const char *right_text, const cJSON *said,
                              ph_construct_result *result)
{
    cJSON *right = cJSON_Parse(right_text);
    const char *overwritten = find_overwritten(right, said);

    if (overwritten)
        ph_construct_record_take_fault(
            result, PH_CONFORMITY_WRONG,
            g_strdup_printf("writes an item over the line's own %s", overwritten));
    cJSON_Delete(right);
}

/* A line of the one shape or the other, beside the right one of its shape. */
static void compare(const truth *t, const ph_construct_record *record, const char *text,
                    ph_construct_result *result)
{
    cJSON *object = cJSON_Parse(text);
    g_autofree char *right = is_enveloped(object)
                                 ? g_strdup(t->line)
                                 : g_strdup_printf("{\"fields\":%s}", record->values);
    const ph_record_line lines[] = { { right, strlen(right) }, { text, strlen(text) } };
    ph_record_breach breach;

    if (!ph_record_values_compare((ph_record_of){ &t->copybook, t->record }, lines[0], lines[1],
                                  (ph_record_tolerance){ 0 }, &breach))
        ph_construct_record_take_fault(result, PH_CONFORMITY_WRONG,
                                       g_strdup("makes no JSON object of a record"));
    else if (breach.rule != PH_RECORD_RULE_NONE)
        take_breach(&breach, result);
    else if (is_enveloped(object))
        compare_envelopes(right, object, result);
    cJSON_Delete(object);
}

static void refuses(const ph_construct_line *line, ph_construct_result *result)
{
    g_autofree char *reason = ph_error_printable(line->refusal);

    ph_construct_record_take_fault(result, PH_CONFORMITY_REFUSED,
                                   g_strdup_printf("refuses a record: %s", reason));
}

gboolean ph_construct_record_judge(const ph_construct_record *record, const ph_construct_line *line,
                                   ph_construct_result *result, GError **error)
{
    g_auto(truth) t = { 0 };
    const gboolean has_line = line->text && *line->text;

    if (!make_truth(result->construct, record, &t, error))
        return FALSE;
    if (record->refused && !line->refusal) {
        ph_construct_record_take_fault(
            result, PH_CONFORMITY_WRONG,
            g_strdup_printf("decodes a record whose %s is none", record->refused));
        result->field = g_strdup(record->refused);
    } else if (record->refused) {
        return TRUE;
    } else if (line->refusal) {
        refuses(line, result);
    } else if (!has_line) {
        ph_construct_record_take_fault(result, PH_CONFORMITY_WRONG,
                                       g_strdup("leaves a record out, and says nothing"));
    } else {
        compare(&t, record, line->text, result);
    }
    return TRUE;
}
