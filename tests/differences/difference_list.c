/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "difference_list.h"

#include <fnmatch.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { COLUMNS = 8, HEX_MAX = 2 * DIFFERENCE_CELL_BYTES_MAX + 1 };

static void read_row(difference *row)
{
    char *fields[COLUMNS], *rest = row->line;

    for (int i = 0; i < COLUMNS; i++) {
        fields[i] = strsep(&rest, i == COLUMNS - 1 ? "\n" : ",");
        assert_non_null(fields[i]);
    }
    row->kind = fields[0];
    row->digits = fields[1];
    row->is_signed = strcmp(fields[2], "1") == 0;
    row->cell = fields[3];
    row->is_reference_ok = strcmp(fields[4], "value") == 0;
    row->is_peer_ok = strcmp(fields[5], "value") == 0;
    row->releases = fields[6];
}

/* Whether a release is among those of a row: "0.6.1 0.8.1". */
static bool is_of(const difference *row, const char *release, size_t length)
{
    const char *at = row->releases;

    while (*at) {
        const size_t word = strcspn(at, " ");

        if (word == length && strncmp(at, release, length) == 0)
            return true;
        at += word + strspn(at + word, " ");
    }
    return false;
}

void difference_list_read(const char *path, const char *version, difference_list *ret)
{
    const size_t length = strcspn(version, "+"); /* "0.8.1+checkout" is taken for its release. */
    FILE *file = fopen(path, "r");
    char heading[DIFFERENCE_LINE_BYTES_MAX];

    assert_non_null(file);
    assert_non_null(fgets(heading, sizeof(heading), file));
    while (fgets(ret->rows[ret->row_count].line, DIFFERENCE_LINE_BYTES_MAX, file)) {
        difference *row = &ret->rows[ret->row_count];

        read_row(row);
        ret->row_count += is_of(row, version, length);
        assert_true(ret->row_count < DIFFERENCE_ROWS_MAX);
    }
    assert_int_equal(fclose(file), 0);
    if (ret->row_count == 0)
        fail_msg("%s lists nothing of release %s", path, version);
}

static bool covers(const char *digit_list, uint32_t digits)
{
    const char *at = digit_list;

    while (*at) {
        char *end;
        const unsigned long low = strtoul(at, &end, 10);
        const unsigned long high = *end == '-' ? strtoul(end + 1, &end, 10) : low;

        if (digits >= low && digits <= high)
            return true;
        at = end + strspn(end, " ");
    }
    return false;
}

static difference *find_row(difference_list *list, const difference_case *answered, const char *hex)
{
    for (size_t i = 0; i < list->row_count; i++) {
        difference *row = &list->rows[i];

        if (strcmp(row->kind, answered->kind) == 0 && row->is_signed == answered->is_signed &&
            covers(row->digits, answered->digits) &&
            row->is_reference_ok == answered->is_reference_ok && fnmatch(row->cell, hex, 0) == 0)
            return row;
    }
    return NULL;
}

static void to_hex(const uint8_t *cell, size_t width, char hex[static HEX_MAX])
{
    static const char digits[] = "0123456789ABCDEF";

    for (size_t i = 0; i < width; i++) {
        hex[2 * i] = digits[cell[i] >> 4];
        hex[2 * i + 1] = digits[cell[i] & 15];
    }
    hex[2 * width] = '\0';
}

void difference_list_compare(difference_list *list, const difference_case *answered)
{
    char hex[HEX_MAX];

    assert_true(answered->width <= DIFFERENCE_CELL_BYTES_MAX);
    to_hex(answered->cell, answered->width, hex);
    list->cells++;

    difference *row = find_row(list, answered, hex);
    if (answered->is_different && (!row || row->is_peer_ok != answered->is_peer_ok))
        fail_msg("%s, %u digits, signed %d, cell %s: they differ and it is not listed",
                 answered->kind, answered->digits, answered->is_signed, hex);
    if (!answered->is_different && row && row->is_peer_ok != answered->is_reference_ok)
        fail_msg("%s, %u digits, signed %d, cell %s: listed (%s), but they agree", answered->kind,
                 answered->digits, answered->is_signed, hex, row->cell);
    if (answered->is_different)
        row->cells[answered->digits]++;
}

void difference_list_finish(const difference_list *list)
{
    assert_true(list->cells > 0);
    for (size_t i = 0; i < list->row_count; i++)
        for (uint32_t digits = 0; digits <= DIFFERENCE_DIGITS_MAX; digits++)
            if (covers(list->rows[i].digits, digits) && list->rows[i].cells[digits] == 0)
                fail_msg("row %zu (%s %s) lists a difference that is none for %u digits", i + 1,
                         list->rows[i].kind, list->rows[i].cell, digits);
}
