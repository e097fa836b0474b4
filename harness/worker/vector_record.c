/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/vector_record.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <string.h>

#include "protocol/vector_answer.h"
#include "subject/operation.h"

enum { LINE_BYTES_MAX = 4096, COPYBOOK_BYTES_MAX = 256 };

#define ITEM "CELL"

static bool has_code(const ph_subject_outcome *outcome, const char *code)
{
    return strncmp(outcome->error_code, code, sizeof(outcome->error_code)) == 0;
}

static void explain(const ph_subject_outcome *outcome, char *answer, size_t size)
{
    const int detail = (int)sizeof(outcome->error_detail), code = (int)sizeof(outcome->error_code);

    if (has_code(outcome, PH_SUBJECT_ERROR_UNSUPPORTED))
        (void)snprintf(answer, size, "%.*s", detail, outcome->error_detail);
    else
        (void)snprintf(answer, size, "it refuses such a copybook: %.*s", code, outcome->error_code);
}

/* Wherever it stands in the line: some have a group around it, or an envelope. */
static const cJSON *find_item(const cJSON *object)
{
    const cJSON *child;

    cJSON_ArrayForEach(child, object)
    {
        const cJSON *found =
            child->string && strcmp(child->string, ITEM) == 0 ? child : find_item(child);

        if (found)
            return found;
    }
    return NULL;
}

/* "-007.50" is -7.50, and "-0" is 0. What is no decimal is left as it is. */
static void copy_decimal(const char *text, char *answer, size_t size)
{
    const bool is_negative = *text == '-';
    const char *digits = text + is_negative;
    const bool is_decimal = *digits && strspn(digits, "0123456789.") == strlen(digits);
    const bool is_zero = is_decimal && strspn(digits, "0.") == strlen(digits);

    while (is_decimal && digits[0] == '0' && digits[1] && digits[1] != '.')
        digits++;
    if (is_decimal)
        (void)snprintf(answer, size, "%s%s", is_negative && !is_zero ? "-" : "", digits);
    else
        (void)snprintf(answer, size, "%s", text);
}

/* As it is written: cJSON would round it. */
static void copy_number(const char *line, char *answer, size_t size)
{
    const char *at = strstr(line, "\"" ITEM "\"");

    at = at ? at + strlen("\"" ITEM "\"") : "";
    at += strspn(at, ": \t");
    (void)snprintf(answer, size, "%.*s", (int)strspn(at, "0123456789+-.eE"), at);
}

static void read_line(const char *line, char *answer, size_t size)
{
    cJSON *document = cJSON_Parse(line);
    const cJSON *item = document ? find_item(document) : NULL;

    if (!item)
        (void)snprintf(answer, size, "%s", "no JSON with the item");
    else if (cJSON_IsString(item))
        copy_decimal(item->valuestring, answer, size);
    else if (cJSON_IsNumber(item))
        copy_number(line, answer, size);
    else
        (void)snprintf(answer, size, "%s", cJSON_IsNull(item) ? "null" : "no value");
    cJSON_Delete(document);
}

static bool decode(const ph_subject *subject, void *state, void *layout,
                   const ph_vector_record *record, char *answer, size_t size)
{
    uint8_t line[LINE_BYTES_MAX];
    ph_subject_outcome outcome = { .struct_size = sizeof(outcome) };
    const ph_subject_records records = {
        .struct_size = sizeof(records),
        .operation = subject->operations & PH_OPERATION_DECODE_RECORDS ? PH_OPERATION_DECODE_RECORDS
                                                                       : PH_OPERATION_DECODE_FILE,
        .bytes = record->bytes,
        .length = record->length,
        .count = 1,
        .output = line,
        .output_capacity = sizeof(line) - 1,
    };

    if (subject->decode_records(state, layout, &records, &outcome) != PH_SUBJECT_OK) {
        const bool is_unsupported = has_code(&outcome, PH_SUBJECT_ERROR_UNSUPPORTED);

        if (is_unsupported)
            explain(&outcome, answer, size);
        else
            (void)snprintf(answer, size, "%s", PH_VECTOR_ERROR);
        return !is_unsupported;
    }
    line[outcome.output_length < sizeof(line) ? outcome.output_length : sizeof(line) - 1] = '\0';
    read_line((const char *)line, answer, size);
    return true;
}

bool ph_vector_record_answer(const ph_subject *subject, void *state, const ph_vector_record *record,
                             char *answer, size_t size)
{
    char copybook[COPYBOOK_BYTES_MAX];
    const int length = snprintf(copybook, sizeof(copybook),
                                "       01 RECORD-1.\n       05 %s %s.\n", ITEM, record->clauses);
    const ph_subject_layout asked = {
        .struct_size = sizeof(asked),
        .record_format = PH_RECORD_FORMAT_FIXED,
        .ccsid = record->ccsid,
        .float_format = record->float_format,
        .copybook = copybook,
        .copybook_length = (uint64_t)length,
        .source_format = PH_COPYBOOK_LINES_FIXED,
    };
    ph_subject_outcome outcome = { .struct_size = sizeof(outcome) };
    uint64_t record_length;
    void *layout;

    if (subject->open_layout(state, &asked, &layout, &record_length, &outcome) != PH_SUBJECT_OK) {
        explain(&outcome, answer, size);
        return false;
    }
    bool is_answer = true;
    if (record_length == record->length)
        is_answer = decode(subject, state, layout, record, answer, size);
    else /* It would be none, or several. */
        (void)snprintf(answer, size, "%s", PH_VECTOR_ERROR);
    subject->close_layout(state, layout);
    return is_answer;
}
