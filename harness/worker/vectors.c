/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/vectors.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "perfharness/require.h"
#include "protocol/vector_answer.h"
#include "subject/operation.h"
#include "worker/beacon.h"
#include "worker/events.h"
#include "worker/vector_record.h"

enum {
    ROWS_PER_EVENT = 1000,
    ANSWER_BYTES_PER_EVENT = PH_EVENT_LINE_BYTES_MAX / 2, /* What goes beyond is one answer. */
    CELL_BYTES_MAX = 32 * 1024,
    TEXT_BYTES_MAX = 3 * CELL_BYTES_MAX,
    CLAUSES_BYTES_MAX = 128,
    LINE_BYTES_MAX = 2 * CELL_BYTES_MAX + 256,
    REASON_BYTES_MAX = 400, /* With a subject's whole detail in it. */
    NARROW_DIGITS_MAX = 18,
    WIDE_DIGITS_MAX = 40,
};

/* What can be asked of a subject's open(); "" is what it chooses by itself. */
static const char *const isa_options[] = { "isa=scalar", "isa=avx2", "isa=avx512", "isa=neon" };

/* One cell to decode. */
typedef struct vector {
    uint64_t row;
    uint32_t operation;
    uint32_t flags;
    uint32_t ccsid;
    uint32_t digits;
    uint32_t scale;
    uint32_t float_format;
    size_t width;
    uint8_t cell[CELL_BYTES_MAX];
    char clauses[CLAUSES_BYTES_MAX]; /* Of a record's item; "" for a column. */
} vector;

/* One subject that is asked, and what it has answered since the last event. */
typedef struct asked {
    const ph_subject *subject;
    void *state;
    const char *name;
    const char *isa;
    uint32_t index; /* Of its library, for the beacon. */
    cJSON *rows;
    cJSON *answers;
    size_t answer_bytes; /* Of those. */
} asked;

/* Room for one answer; static, because it is too large for the stack. */
static vector current;
static uint8_t text[TEXT_BYTES_MAX];
static char answer_hex[2 * TEXT_BYTES_MAX + 1];
static char answer_unsupported[REASON_BYTES_MAX];

static int hex_value(char digit)
{
    return digit <= '9' ? digit - '0' : digit - 'A' + 10;
}

/* Read a decimal number and step over it and one space. False when there is none. */
static bool read_field(const char **at, uint64_t *ret)
{
    char *end;

    errno = 0;
    *ret = strtoull(*at, &end, 10);
    if (errno || end == *at || *end != ' ')
        return false;
    *at = end + 1;
    return true;
}

static bool read_cell(const char **at, vector *ret)
{
    ret->width = strspn(*at, "0123456789ABCDEF") / 2;
    if (ret->width > CELL_BYTES_MAX)
        return false;
    for (size_t i = 0; i < ret->width; i++)
        ret->cell[i] = (uint8_t)(hex_value((*at)[2 * i]) << 4 | hex_value((*at)[2 * i + 1]));
    *at += strcspn(*at, " \n");
    return true;
}

/* The rest of the line. */
static bool read_clauses(const char *at, vector *ret)
{
    const size_t length = *at == ' ' ? strcspn(at + 1, "\n") : 0;

    if (length >= sizeof(ret->clauses))
        return false;
    memcpy(ret->clauses, at + 1, length);
    ret->clauses[length] = '\0';
    return true;
}

static bool read_vector(const char *line, vector *ret)
{
    uint64_t fields[7];
    const char *at = line;

    for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
        if (!read_field(&at, &fields[i]))
            return false;
    ret->row = fields[0];
    ret->operation = (uint32_t)fields[1];
    ret->flags = (uint32_t)fields[2];
    ret->ccsid = (uint32_t)fields[3];
    ret->digits = (uint32_t)fields[4];
    ret->scale = (uint32_t)fields[5];
    ret->float_format = (uint32_t)fields[6];
    return read_cell(&at, ret) && read_clauses(at, ret);
}

/* Digits of the magnitude, least significant first. */
static size_t wide_digits(ph_subject_wide value, char *digits)
{
    const bool is_negative = value.high < 0;
    uint64_t high = (uint64_t)value.high, low = value.low;
    size_t count = 0;

    if (is_negative) {
        low = ~low + 1;
        high = ~high + (low == 0);
    }
    do { /* Divide high:low by ten, 32 bits at a time. */
        uint64_t parts[4] = { high >> 32, high & UINT32_MAX, low >> 32, low & UINT32_MAX };
        uint64_t rest = 0;

        for (int i = 0; i < 4; i++) {
            const uint64_t dividend = rest << 32 | parts[i];

            parts[i] = dividend / 10;
            rest = dividend % 10;
        }
        high = parts[0] << 32 | parts[1];
        low = parts[2] << 32 | parts[3];
        digits[count++] = (char)('0' + rest);
    } while (high || low);
    return count;
}

static void format_decimal(ph_subject_wide value, uint32_t scale, char *to)
{
    char digits[WIDE_DIGITS_MAX + WIDE_DIGITS_MAX];
    size_t count = wide_digits(value, digits);

    while (count < (size_t)scale + 1)
        digits[count++] = '0';
    if (value.high < 0)
        *to++ = '-';
    while (count > 0) {
        *to++ = digits[--count];
        if (count == scale && scale > 0)
            *to++ = '.';
    }
    *to = '\0';
}

static void format_text(uint64_t length, char *to)
{
    static const char digits[] = "0123456789ABCDEF";

    for (uint64_t i = 0; i < length && i < TEXT_BYTES_MAX; i++) {
        *to++ = digits[text[i] >> 4];
        *to++ = digits[text[i] & 15];
    }
    *to = '\0';
}

static bool decode(const asked *a, const vector *v, uint32_t flags, ph_subject_wide *ret_value,
                   ph_subject_outcome *outcome)
{
    const bool is_text = v->operation == PH_OPERATION_DECODE_TEXT;
    const bool is_wide = v->digits > NARROW_DIGITS_MAX;
    int64_t value = 0;
    uint32_t end;
    const ph_subject_column column = {
        .struct_size = sizeof(column),
        .operation = v->operation,
        .flags = flags,
        .ccsid = v->ccsid,
        .digits = v->digits,
        .scale = (int32_t)v->scale,
        .cells = v->cell,
        .stride = v->width,
        .width = v->width,
        .count = 1,
        .values = is_text || is_wide ? NULL : &value,
        .text = is_text ? text : NULL,
        .text_capacity = is_text ? sizeof(text) : 0,
        .text_ends = is_text ? &end : NULL,
        .wide_values = is_wide ? ret_value : NULL,
    };

    *outcome = (ph_subject_outcome){ .struct_size = sizeof(*outcome) };
    const bool is_ok = a->subject->decode_column(a->state, &column, outcome) == PH_SUBJECT_OK;
    if (!is_wide)
        *ret_value = (ph_subject_wide){ (uint64_t)value, value < 0 ? -1 : 0 };
    return is_ok;
}

static bool is_unsupported(const ph_subject_outcome *outcome)
{
    return strncmp(outcome->error_code, PH_SUBJECT_ERROR_UNSUPPORTED,
                   sizeof(outcome->error_code)) == 0;
}

static const char *unsupported(const char *why)
{
    (void)snprintf(answer_unsupported, sizeof(answer_unsupported), PH_VECTOR_UNSUPPORTED "%.320s",
                   *why ? why : "it says so, and not why");
    return answer_unsupported;
}

/* In its own words. */
static const char *refuses(const ph_subject_outcome *outcome)
{
    char why[sizeof(outcome->error_detail)];

    (void)snprintf(why, sizeof(why), "%.*s", (int)sizeof(why) - 1, outcome->error_detail);
    return unsupported(why);
}

static const char *answer_by_record(const asked *a, const vector *v)
{
    const ph_vector_record record = { v->clauses, v->ccsid, v->float_format, v->cell, v->width };

    if (!(a->subject->operations & PH_OPERATIONS_RECORD))
        return unsupported("no column operation reads such items, and it decodes no records");
    if (!ph_vector_record_answer(a->subject, a->state, &record, answer_hex, sizeof(answer_hex)))
        return unsupported(answer_hex);
    return answer_hex;
}

/* Only the bit of one operation is set. */
static const char *lacks_operation(uint32_t operation)
{
    char why[64];
    unsigned bit = 0;

    while (operation >> bit > 1)
        bit++;
    (void)snprintf(why, sizeof(why), "no column operation for %s", ph_operation_name(bit));
    return unsupported(why);
}

static const char *answer_by_column(const asked *a, const vector *v)
{
    ph_subject_wide value = { 0, 0 };
    ph_subject_outcome outcome;

    if (!(a->subject->operations & v->operation))
        return lacks_operation(v->operation);
    bool is_ok = decode(a, v, v->flags, &value, &outcome);
    if (!is_ok && is_unsupported(&outcome)) {
        /* It cannot pass control characters; a text without any needs no passing. */
        if (!(v->flags & PH_COLUMN_PASS_CONTROLS) ||
            !(is_ok = decode(a, v, v->flags & ~PH_COLUMN_PASS_CONTROLS, &value, &outcome)))
            return refuses(&outcome);
    }
    if (!is_ok)
        return PH_VECTOR_ERROR;
    if (v->operation == PH_OPERATION_DECODE_TEXT)
        format_text(outcome.output_length, answer_hex);
    else
        format_decimal(value, v->scale, answer_hex);
    return answer_hex;
}

static const char *answer(const asked *a, const vector *v)
{
    return *v->clauses ? answer_by_record(a, v) : answer_by_column(a, v);
}

static void flush(asked *a)
{
    cJSON *event;

    if (!a->rows)
        return;
    event = ph_event_new(PH_EVENT_ANSWERS);
    cJSON_AddStringToObject(event, "subject", a->name);
    cJSON_AddStringToObject(event, "isa", a->isa);
    cJSON_AddItemToObject(event, "rows", a->rows);
    cJSON_AddItemToObject(event, "answers", a->answers);
    ph_event_send(event);
    a->rows = a->answers = NULL;
    a->answer_bytes = 0;
}

static bool is_skipped(const ph_request *request, const asked *a, uint64_t row)
{
    char id[2 * PH_SUBJECT_NAME_MAX + 32];

    (void)snprintf(id, sizeof(id), "%s/%" PRIu64, a->name, row);
    for (size_t i = 0; i < request->skip_count; i++)
        if (strcmp(request->skips[i], id) == 0)
            return true;
    return false;
}

static void answer_row(const ph_request *request, asked *a, const vector *v)
{
    if (is_skipped(request, a, v->row))
        return;
    if (!a->rows) {
        a->rows = cJSON_CreateArray();
        a->answers = cJSON_CreateArray();
    }
    ph_beacon_row(v->row);
    ph_beacon_enter(a->index);
    const char *given = answer(a, v);
    ph_beacon_leave();
    cJSON_AddItemToArray(a->rows, cJSON_CreateNumber((double)v->row));
    cJSON_AddItemToArray(a->answers, cJSON_CreateString(given));
    a->answer_bytes += strlen(given);
    if (v->row % ROWS_PER_EVENT == 0 || a->answer_bytes > ANSWER_BYTES_PER_EVENT)
        flush(a);
}

static bool answer_all(const ph_request *request, asked *a)
{
    FILE *file = fopen(request->vectors, "r");
    char *line = malloc(LINE_BYTES_MAX);
    char reason[PH_REASON_MAX];
    bool is_ok = file && line;

    if (!is_ok)
        (void)snprintf(reason, sizeof(reason), "vectors %s: %s", request->vectors, strerror(errno));
    while (is_ok && fgets(line, LINE_BYTES_MAX, file)) {
        is_ok = read_vector(line, &current);
        if (is_ok)
            answer_row(request, a, &current);
        else
            (void)snprintf(reason, sizeof(reason), "vectors %s: not a vector: %.40s",
                           request->vectors, line);
    }
    flush(a);
    if (!is_ok)
        ph_event_send_refused("vectors", reason);
    free(line);
    if (file)
        (void)fclose(file);
    return is_ok;
}

/* FALSE only when the vectors cannot be read; a subject that does not start for an option is left.
 */
static bool ask(const ph_request *request, const ph_subject *subject, const char *name,
                uint32_t index, const char *options)
{
    ph_subject_outcome outcome = { .struct_size = sizeof(outcome) };
    const char *equals = strchr(options, '=');
    asked a = {
        .subject = subject, .name = name, .isa = equals ? equals + 1 : "default", .index = index
    };

    ph_beacon_enter(index);
    const bool is_open = subject->open(options, &a.state, &outcome) == PH_SUBJECT_OK;
    ph_beacon_leave();
    if (!is_open)
        return true;
    const bool is_ok = answer_all(request, &a);
    ph_beacon_enter(index);
    subject->close(a.state);
    ph_beacon_leave();
    return is_ok;
}

/* Once for each instruction set it knows by name; a subject that knows none, as it is. */
static bool ask_all_isas(const ph_request *request, const ph_subject *subject, const char *name,
                         uint32_t index)
{
    bool has_any = false;

    for (size_t i = 0; i < sizeof(isa_options) / sizeof(*isa_options); i++) {
        ph_subject_outcome outcome = { .struct_size = sizeof(outcome) };
        void *state;

        ph_beacon_enter(index);
        const bool is_known = subject->open(isa_options[i], &state, &outcome) == PH_SUBJECT_OK;
        if (is_known)
            subject->close(state);
        ph_beacon_leave();
        if (is_known && !ask(request, subject, name, index, isa_options[i]))
            return false;
        has_any |= is_known;
    }
    return has_any || ask(request, subject, name, index, "");
}

bool ph_vectors_answer(ph_bench *bench)
{
    PH_REQUIRE(bench->request->command == PH_WORKER_COMMAND_VECTORS && bench->request->vectors);

    const ph_request *request = bench->request;

    ph_beacon_phase(PH_PHASE_VECTORS);
    for (size_t i = 0; i < request->subject_count; i++) {
        const ph_subject_library *library = &bench->libraries[i];

        for (uint32_t k = 0; k < library->variant_count; k++) {
            const ph_subject *subject = library->variants[k];
            char name[2 * PH_SUBJECT_NAME_MAX];

            (void)snprintf(name, sizeof(name), "%s%s%s", request->subjects[i].name,
                           *subject->variant ? "-" : "", subject->variant);
            if (subject->operations & (PH_OPERATIONS_COLUMN | PH_OPERATIONS_RECORD) &&
                !ask_all_isas(request, subject, name, (uint32_t)i))
                return false;
        }
    }
    return true;
}
