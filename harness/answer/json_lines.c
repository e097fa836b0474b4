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
    if (magnitude > (uint64_t)INT64_MAX + is_negative)
        return false;
    *ret = (int64_t)(is_negative ? 0 - magnitude : magnitude);
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

/* A line that is being read, beside what its record holds. */
typedef struct line_reader {
    const ph_workload *workload;
    const ph_truth *truth;
    const ph_cell *cells;
    size_t cell_count;
    size_t record;          /* Its index in truth. */
    size_t cell;            /* The next one. */
    uint64_t record_number; /* What people call it. */
    char *reason;
} line_reader;

/* Always false. */
static bool give_wrong_value(const line_reader *r, size_t f, const cJSON *item)
{
    return ph_reason_give(r->reason,
                          "record %" PRIu64 ", field %s: %s is not what the record holds",
                          r->record_number, r->workload->fields[f].name,
                          cJSON_IsString(item) ? item->valuestring
                          : item               ? "what is there"
                                               : "a missing value");
}

static bool check_members(line_reader *r, const cJSON *object, const char *name, size_t first,
                          size_t end);

static bool check_occurrence(line_reader *r, size_t f, const cJSON *item)
{
    const ph_field *const field = &r->workload->fields[f];

    if (field->kind == PH_FIELD_GROUP)
        return check_members(r, item, field->name, f + 1, ph_workload_field_end(r->workload, f));

    const field_truth right = truth_of(r->truth, r->record * r->cell_count + r->cell++);
    return holds_value(item, field, right) || give_wrong_value(r, f, item);
}

/* How many occurrences a table has that begins with the next cell. */
static uint32_t count_occurrences(const line_reader *r, const ph_field *table)
{
    const uint32_t counter = r->cells[r->cell].counter;

    return table->counter ? (uint32_t)r->truth->values[r->record * r->cell_count + counter]
                          : table->occurs;
}

static bool check_table(line_reader *r, size_t f, const cJSON *array)
{
    const ph_field *const field = &r->workload->fields[f];
    const uint32_t count = count_occurrences(r, field);
    const cJSON *item = array ? array->child : NULL;

    if (!cJSON_IsArray(array) || (uint32_t)cJSON_GetArraySize(array) != count)
        return ph_reason_give(r->reason,
                              "record %" PRIu64 ", field %s: not an array of %" PRIu32 " values",
                              r->record_number, field->name, count);
    for (uint32_t i = 0; item && i < count; i++, item = item->next)
        if (!check_occurrence(r, f, item))
            return false;
    r->cell += (field->occurs - count) * ph_workload_field_cells(r->workload, f);
    return true;
}

static bool check_field(line_reader *r, size_t f, const cJSON *item)
{
    return r->workload->fields[f].occurs ? check_table(r, f, item) : check_occurrence(r, f, item);
}

static size_t count_members(const line_reader *r, size_t first, size_t end)
{
    size_t count = 0;

    for (size_t f = first; f < end; f = ph_workload_field_end(r->workload, f))
        count++;
    return count;
}

/* An object holds the fields from first to end, each under its name, and nothing else. */
static bool check_members(line_reader *r, const cJSON *object, const char *name, size_t first,
                          size_t end)
{
    const size_t count = count_members(r, first, end);

    if (!cJSON_IsObject(object) || (size_t)cJSON_GetArraySize(object) != count)
        return ph_reason_give(r->reason, "record %" PRIu64 ": \"%s\" does not hold the %zu fields",
                              r->record_number, name, count);
    for (size_t f = first; f < end; f = ph_workload_field_end(r->workload, f))
        if (!check_field(r, f,
                         cJSON_GetObjectItemCaseSensitive(object, r->workload->fields[f].name)))
            return false;
    return true;
}

/* What stands at the top of the line, too, is the same there; what is in a table does not. */
static bool check_flat(line_reader *r, const cJSON *object)
{
    const ph_workload *const workload = r->workload;

    r->cell = 0;
    for (size_t f = 0; f < workload->field_count;) {
        const ph_field *const field = &workload->fields[f];
        const cJSON *flat = cJSON_GetObjectItemCaseSensitive(object, field->name);
        const bool is_open = field->kind == PH_FIELD_GROUP && field->occurs == 0;

        if (flat) {
            const size_t cell = r->cell;

            if (!check_field(r, f, flat))
                return false;
            r->cell = is_open ? cell : r->cell;
        } else if (!is_open) {
            r->cell += (field->occurs ? field->occurs : 1) * ph_workload_field_cells(workload, f);
        }
        f = is_open ? f + 1 : ph_workload_field_end(workload, f);
    }
    return true;
}

static bool check_record(line_reader *r, const cJSON *object)
{
    r->cell = 0;
    return check_members(r, cJSON_GetObjectItemCaseSensitive(object, "fields"), "fields", 0,
                         r->workload->field_count) &&
           check_flat(r, object);
}

bool ph_json_lines_hold_truth(ph_json_lines lines, const ph_workload *workload,
                              const ph_truth *truth, uint64_t first_record, size_t record_count,
                              char *reason)
{
    ph_cell cells[PH_WORKLOAD_CELLS_MAX];
    line_reader r = { .workload = workload, .truth = truth, .cells = cells, .reason = reason };

    ph_workload_cells(workload, cells);
    r.cell_count = ph_workload_cell_count(workload);
    for (size_t i = 0; i < record_count; i++) {
        cJSON *object = next_object(&lines);

        r.record = i;
        r.record_number = first_record + i + 1;
        const bool is_right =
            object ? check_record(&r, object) : give_no_object(r.record_number, reason);

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
