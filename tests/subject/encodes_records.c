/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Encodes lines of ten decimals as record-encode-comp3 has them: rightly, or with the options
 * "wrong" with another last value, with "other-plus" with plus as F, with "short" without the last
 * record, with "fails" without the third, with "beyond" one byte more.
 */
#include "base_subject.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIELDS = 10, CELL_BYTES = 6, RECORD_BYTES = FIELDS * CELL_BYTES, THIRD = 2 };

static char chosen[16];

static int32_t open_subject(const char *options, void **ret_state, ph_subject_outcome *outcome)
{
    (void)outcome;
    *ret_state = NULL;
    snprintf(chosen, sizeof(chosen), "%s", options);
    return PH_SUBJECT_OK;
}

static int32_t open_layout(void *state, const ph_subject_layout *layout, void **ret_layout,
                           uint64_t *ret_record_length, ph_subject_outcome *outcome)
{
    (void)state, (void)layout, (void)outcome;
    *ret_layout = NULL;
    *ret_record_length = RECORD_BYTES;
    return PH_SUBJECT_OK;
}

static void close_layout(void *state, void *layout)
{
    (void)state, (void)layout;
}

static int is_chosen(const char *fault)
{
    return strcmp(chosen, fault) == 0;
}

/* "-1234.56" without its point. */
static int64_t read_value(const char *text)
{
    const int is_negative = *text == '-';
    int64_t value = 0;

    for (text += is_negative; *text != '"'; text++)
        value = *text == '.' ? value : value * 10 + (*text - '0');
    return is_negative ? -value : value;
}

/* The values behind "fields", which are in the order of the copybook. */
static void encode_line(const char *line, uint8_t *record, int is_last)
{
    int64_t values[FIELDS];
    ph_subject_outcome outcome = { .struct_size = sizeof(outcome) };
    const ph_subject_encode_column column = { .struct_size = sizeof(column),
                                              .operation = PH_OPERATION_ENCODE_PACKED,
                                              .flags = PH_COLUMN_SIGNED,
                                              .digits = 11,
                                              .width = CELL_BYTES,
                                              .count = FIELDS,
                                              .cells = record,
                                              .values = values };
    const char *at = strstr(line, "\"fields\"") + strlen("\"fields\":{");

    for (int i = 0; i < FIELDS; i++) {
        at = strstr(at, ":\"") + strlen(":\"");
        values[i] = read_value(at);
    }
    if (is_last && is_chosen("wrong"))
        values[FIELDS - 1] ^= 1;
    (void)base_encode_column(NULL, &column, &outcome);
    for (int i = 0; i < FIELDS && is_chosen("other-plus"); i++)
        if (values[i] >= 0)
            record[(i + 1) * CELL_BYTES - 1] |= 0x0f;
}

static int32_t encode_records(void *state, void *layout, const ph_subject_lines *lines,
                              ph_subject_outcome *outcome)
{
    const char *line = (const char *)lines->text;

    (void)state, (void)layout;
    for (uint64_t i = 0; i < lines->count; i++, line = strchr(line, '\n') + 1) {
        const int is_last = i + 1 == lines->count;

        if (is_last && is_chosen("short"))
            break;
        if (i == THIRD && is_chosen("fails")) {
            outcome->first_failed = i;
            outcome->items_failed = 1;
            snprintf(outcome->error_code, sizeof(outcome->error_code), "BAD_LINE");
            snprintf(outcome->error_field, sizeof(outcome->error_field), "FIELD-04");
            continue;
        }
        encode_line(line, lines->output + outcome->output_length, is_last);
        outcome->output_length += RECORD_BYTES;
        outcome->items_done++;
    }
    if (is_chosen("beyond"))
        lines->output[outcome->output_length] ^= 0xff;
    return outcome->items_failed == 0 ? PH_SUBJECT_OK : PH_SUBJECT_FAILED;
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = base_subject("encodes-records");
    subject.operations |= PH_OPERATION_ENCODE_RECORDS | PH_OPERATION_ENCODE_FILE;
    subject.open = open_subject;
    subject.open_layout = open_layout;
    subject.close_layout = close_layout;
    subject.encode_records = encode_records;
    return index == 0 ? &subject : NULL;
}
