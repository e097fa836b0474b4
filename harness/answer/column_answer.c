/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "answer/column_answer.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "answer/encoded_cell.h"
#include "answer/first_difference.h"
#include "perfharness/require.h"

static size_t text_start(const ph_column_answer *answer, size_t cell)
{
    return cell > 0 ? answer->truth->text_ends[cell - 1] : 0;
}

/* All cells before it are right, so its text begins where it should. */
static bool text_is_right(const ph_column_answer *answer, size_t cell)
{
    const size_t start = text_start(answer, cell), end = answer->truth->text_ends[cell];

    return answer->text_ends[cell] == end &&
           memcmp(answer->bytes + start, answer->truth->text + start, end - start) == 0;
}

static bool cell_is_right(const ph_column_answer *answer, size_t cell)
{
    const ph_field *field = &answer->workload->fields[0];
    const size_t at = cell * field->width;

    return ph_encoded_cell_is_right(field, answer->bytes + at, answer->records + at);
}

static bool is_right(const ph_column_answer *answer, size_t cell)
{
    const ph_workload *workload = answer->workload;

    if (workload->is_encoding)
        return cell_is_right(answer, cell);
    if (workload->fields[0].kind == PH_FIELD_TEXT)
        return text_is_right(answer, cell);
    return answer->values[cell] == answer->truth->values[cell];
}

/* The same of a whole chunk in a few calls: what is right nearly always is looked at quickly. A
 * plus sign written the other way shows as a difference here. */
static bool is_equal(const ph_column_answer *answer)
{
    const ph_workload *workload = answer->workload;
    const ph_truth *truth = answer->truth;
    const size_t cells = answer->cells;

    if (workload->is_encoding)
        return memcmp(answer->bytes, answer->records,
                      answer->cells * answer->workload->fields[0].width) == 0;
    if (workload->fields[0].kind == PH_FIELD_TEXT)
        return memcmp(answer->text_ends, truth->text_ends, cells * sizeof(*truth->text_ends)) ==
                   0 &&
               memcmp(answer->bytes, truth->text, truth->text_ends[cells - 1]) == 0;
    return memcmp(answer->values, truth->values, cells * sizeof(*truth->values)) == 0;
}

size_t ph_column_first_wrong(const ph_column_answer *answer)
{
    const size_t cells = answer->cells;
    size_t cell = 0;

    if (is_equal(answer))
        return cells;
    while (cell < cells && is_right(answer, cell))
        cell++;
    return cell;
}

static void describe_text(const ph_column_answer *answer, size_t cell, char *text)
{
    const size_t start = text_start(answer, cell);
    const size_t length = answer->truth->text_ends[cell] - start;
    const uint8_t *got = answer->bytes + start, *right = answer->truth->text + start;
    const size_t at = ph_first_difference(got, right, length);

    if (at < length)
        (void)snprintf(text, PH_COLUMN_ANSWER_MAX,
                       "byte %zu of its UTF-8 is %02X, the record's text has %02X there", at + 1,
                       got[at], right[at]);
    else
        (void)snprintf(text, PH_COLUMN_ANSWER_MAX,
                       "its UTF-8 is said to end at %" PRIu32
                       ", the record's text ends at %" PRIu32,
                       answer->text_ends[cell], answer->truth->text_ends[cell]);
}

static void describe_cell(const ph_column_answer *answer, size_t cell, char *text)
{
    const ph_field *field = &answer->workload->fields[0];
    const size_t at = cell * field->width;

    ph_encoded_cell_describe(field, answer->bytes + at, answer->records + at,
                             field->kind == PH_FIELD_TEXT ? 0 : answer->truth->values[cell], text);
}

void ph_column_describe_wrong(const ph_column_answer *answer, size_t cell, char *text)
{
    PH_REQUIRE(cell < answer->cells);

    const ph_workload *workload = answer->workload;
    const int length = snprintf(text, PH_COLUMN_ANSWER_MAX, "record %" PRIu64 ", field %s: ",
                                answer->first_record + cell / workload->field_count + 1,
                                workload->fields[cell % workload->field_count].name);
    char what[PH_COLUMN_ANSWER_MAX];

    if (workload->is_encoding)
        describe_cell(answer, cell, what);
    else if (workload->fields[0].kind == PH_FIELD_TEXT)
        describe_text(answer, cell, what);
    else
        (void)snprintf(what, sizeof(what), "got %" PRId64 ", the record holds %" PRId64,
                       answer->values[cell], answer->truth->values[cell]);
    (void)snprintf(text + length, PH_COLUMN_ANSWER_MAX - (size_t)length, "%s", what);
}
