/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "answer/json_lines.h"

#include <cjson/cJSON.h>
#include <inttypes.h>
#include <string.h>

/* Always false. */
static bool give_no_object(uint64_t record_number, char *reason)
{
    return ph_reason_give(reason, "record %" PRIu64 " left no JSON object", record_number);
}

static bool give_more_lines(char *reason)
{
    return ph_reason_give(reason, "there are more JSON lines than records");
}

/* Parse the next line and step over it. NULL when there is none or it is no JSON object. */
static cJSON *next_object(ph_json_lines *lines)
{
    const char *end = memchr(lines->text, '\n', lines->length);

    if (!end)
        return NULL;

    const size_t length = (size_t)(end - lines->text);
    cJSON *object = cJSON_ParseWithLength(lines->text, length);
    lines->text += length + 1;
    lines->length -= length + 1;
    if (cJSON_IsObject(object))
        return object;
    cJSON_Delete(object);
    return NULL;
}

/* Read "-123.45" of a field with so many decimals. Exactly that many must stand behind the point;
 * zeros in front are allowed. */
static bool read_decimal(const char *text, uint32_t scale, int64_t *ret)
{
    const bool is_negative = *text == '-';
    uint64_t magnitude = 0;
    uint32_t decimals = 0, digits = 0;
    bool is_past_point = false;

    for (text += is_negative; *text; text++) {
        if (*text == '.' && !is_past_point && scale) {
            is_past_point = true;
            continue;
        }
        if (*text < '0' || *text > '9' || magnitude > UINT64_MAX / 20)
            return false;
        magnitude = magnitude * 10 + (uint64_t)(*text - '0');
        decimals += is_past_point;
        digits++;
    }
    *ret = is_negative ? -(int64_t)magnitude : (int64_t)magnitude;
    return digits > 0 && decimals == scale;
}

/* What one field holds: a value, or UTF-8. */
typedef struct field_truth {
    int64_t value;
    const uint8_t *text;
    size_t text_length;
} field_truth;

static bool holds_value(const cJSON *item, const ph_field *field, field_truth truth)
{
    int64_t found = 0;

    if (!cJSON_IsString(item))
        return false;
    if (field->kind == PH_FIELD_TEXT)
        return strlen(item->valuestring) == truth.text_length &&
               memcmp(item->valuestring, truth.text, truth.text_length) == 0;
    return read_decimal(item->valuestring, field->scale, &found) && found == truth.value;
}

static field_truth truth_of(const ph_truth *truth, size_t index)
{
    const uint32_t start = index > 0 ? truth->text_ends[index - 1] : 0;

    return (field_truth){ truth->values[index], truth->text + start,
                          truth->text_ends[index] - start };
}

/* record is its index in truth, record_number what people call it. */
static bool check_record(const cJSON *object, const ph_workload *workload, const ph_truth *truth,
                         size_t record, uint64_t record_number, char *reason)
{
    const cJSON *fields = cJSON_GetObjectItemCaseSensitive(object, "fields");

    if (!cJSON_IsObject(fields) || (size_t)cJSON_GetArraySize(fields) != workload->field_count)
        return ph_reason_give(reason, "record %" PRIu64 ": \"fields\" does not hold the %zu fields",
                              record_number, workload->field_count);
    for (size_t i = 0; i < workload->field_count; i++) {
        const ph_field *field = &workload->fields[i];
        const cJSON *item = cJSON_GetObjectItemCaseSensitive(fields, field->name);
        const cJSON *flat = cJSON_GetObjectItemCaseSensitive(object, field->name);
        const field_truth right = truth_of(truth, record * workload->field_count + i);

        if (!holds_value(item, field, right) || (flat && !holds_value(flat, field, right)))
            return ph_reason_give(reason,
                                  "record %" PRIu64 ", field %s: %s is not what the record holds",
                                  record_number, field->name,
                                  cJSON_IsString(item) ? item->valuestring : "a missing value");
    }
    return true;
}

bool ph_json_lines_hold_truth(ph_json_lines lines, const ph_workload *workload,
                              const ph_truth *truth, uint64_t first_record, size_t record_count,
                              char *reason)
{
    for (size_t i = 0; i < record_count; i++) {
        cJSON *object = next_object(&lines);
        const bool is_right =
            object ? check_record(object, workload, truth, i, first_record + i + 1, reason)
                   : give_no_object(first_record + i + 1, reason);

        cJSON_Delete(object);
        if (!is_right)
            return false;
    }
    return lines.length == 0 || give_more_lines(reason);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Where the number ends that holds the byte at, or begins there: NULL when it is no number of the
 * outermost object's "record_index". */
static const char *end_of_index(const char *line, size_t at, size_t length)
{
    static const char name[] = "\"record_index\":";
    const size_t name_length = sizeof(name) - 1;
    size_t start = at;

    while (start > 0 && is_digit(line[start - 1]))
        start--;
    if (start < name_length || memcmp(line + start - name_length, name, name_length) != 0 ||
        memchr(line + 1, '{', start - 1))
        return NULL;
    while (at < length && is_digit(line[at]))
        at++;
    return at > start ? line + at : NULL;
}

/* Whether the next lines are the same but for the number of the call's record. */
static bool is_same_text(const ph_json_lines *a, const ph_json_lines *b)
{
    const char *a_end = memchr(a->text, '\n', a->length);
    const char *b_end = memchr(b->text, '\n', b->length);
    size_t at = 0;

    if (!a_end || !b_end)
        return false;
    while (a->text[at] == b->text[at] && a->text[at] != '\n')
        at++;
    if (a->text + at == a_end && b->text + at == b_end)
        return true;

    const char *a_rest = end_of_index(a->text, at, (size_t)(a_end - a->text));
    const char *b_rest = end_of_index(b->text, at, (size_t)(b_end - b->text));
    return a_rest && b_rest && a_end - a_rest == b_end - b_rest &&
           memcmp(a_rest, b_rest, (size_t)(a_end - a_rest)) == 0;
}

bool ph_json_lines_are_whole(ph_json_lines lines, uint64_t first_record, size_t record_count,
                             char *reason)
{
    for (size_t i = 0; i < record_count; i++) {
        cJSON *object = next_object(&lines);

        if (!object)
            return give_no_object(first_record + i + 1, reason);
        cJSON_Delete(object);
    }
    return lines.length == 0 || give_more_lines(reason);
}

/* Always false. */
static bool give_difference(ph_json_difference difference, const char *path, const char *left,
                            const char *right, uint64_t record_number, char *reason)
{
    switch (difference) {
    case PH_JSON_MISSING_LEFT:
        return ph_reason_give(reason, "record %" PRIu64 ", key %s: there at %s, missing at %s",
                              record_number, path, right, left);
    case PH_JSON_MISSING_RIGHT:
        return ph_reason_give(reason, "record %" PRIu64 ", key %s: there at %s, missing at %s",
                              record_number, path, left, right);
    default:
        return ph_reason_give(reason, "record %" PRIu64 ", key %s: not the same at %s and at %s",
                              record_number, path, left, right);
    }
}

static bool compare_records(cJSON *left, cJSON *right, const char *left_from,
                            const char *right_from, ph_json_filler filler, uint64_t record_number,
                            char *reason)
{
    char path[PH_JSON_PATH_MAX];

    /* The number of the call's record, which is 0 for a record by itself. */
    cJSON_DeleteItemFromObjectCaseSensitive(left, "record_index");
    cJSON_DeleteItemFromObjectCaseSensitive(right, "record_index");

    const ph_json_difference difference = ph_json_first_difference(left, right, filler, path);
    return difference == PH_JSON_NONE ||
           give_difference(difference, path, left_from, right_from, record_number, reason);
}

static void skip_line(ph_json_lines *lines)
{
    const char *end = memchr(lines->text, '\n', lines->length);

    lines->length -= (size_t)(end + 1 - lines->text);
    lines->text = end + 1;
}

bool ph_json_lines_are_same_text(ph_json_lines a, ph_json_lines b, size_t record_count)
{
    for (size_t i = 0; i < record_count; i++) {
        if (!is_same_text(&a, &b))
            return false;
        skip_line(&a);
        skip_line(&b);
    }
    return a.length == 0 && b.length == 0;
}

ph_json_agreement ph_json_lines_compare(ph_json_lines whole, ph_json_lines lines,
                                        ph_json_filler filler, uint64_t first_record,
                                        size_t record_count, char *reason)
{
    for (size_t i = 0; i < record_count; i++) {
        const uint64_t number = first_record + i + 1;
        cJSON *left = next_object(&whole), *right = next_object(&lines);
        const bool is_object = right || give_no_object(number, reason);
        const bool is_equal = is_object && compare_records(left, right, whole.from, lines.from,
                                                           filler, number, reason);

        cJSON_Delete(left);
        cJSON_Delete(right);
        if (!is_equal)
            return is_object ? PH_JSON_LINES_DIFFER : PH_JSON_LINES_NOT_WHOLE;
    }
    if (lines.length == 0)
        return PH_JSON_LINES_AGREE;
    (void)give_more_lines(reason);
    return PH_JSON_LINES_NOT_WHOLE;
}
