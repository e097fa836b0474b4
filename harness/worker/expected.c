/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/expected.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answer/reason.h"

/* More than a line for each of as many records as are compared by default. */
enum { FILE_BYTES_MAX = 4 << 20 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* " 4" or " 4F", and no more. */
static bool is_shown_value(const char *text)
{
    const size_t length = strspn(text + (*text == ' '), "0123456789ABCDEF");

    return *text == ' ' && length >= 1 && length <= 2 && text[1 + length] == '\0';
}

static bool is_of(const char *line, const char *difference)
{
    while (*line && (*line == *difference || *line == '*')) {
        if (*line == '*' && !is_digit(*difference))
            return false;
        do
            difference++;
        while (*line == '*' && is_digit(*difference));
        line++;
    }
    if (*line == '\0')
        return *difference == '\0' || *difference == ':';
    return *difference == ':' && is_shown_value(line);
}

bool ph_expected_has(ph_expected *expected, const char *difference)
{
    bool is_there = false;

    for (size_t i = 0; i < expected->count; i++) {
        if (!is_of(expected->lines[i].text, difference))
            continue;
        expected->lines[i].is_used = true;
        is_there = true;
    }
    return is_there;
}

/* NUL-terminated. */
static char *read_text(const char *path, char *reason)
{
    FILE *file = fopen(path, "r");
    char *text = malloc(FILE_BYTES_MAX + 1);
    const size_t length = file && text ? fread(text, 1, FILE_BYTES_MAX + 1, file) : 0;
    const bool is_ok = file && text && !ferror(file) && length <= FILE_BYTES_MAX;

    if (is_ok)
        text[length] = '\0';
    else
        (void)ph_reason_give(reason, "file %s of expected differences: %s", path,
                             length > FILE_BYTES_MAX ? "it is larger than 4 MiB" : strerror(errno));
    if (file)
        (void)fclose(file);
    if (is_ok)
        return text;
    free(text);
    return NULL;
}

static size_t count_lines(const char *text)
{
    size_t count = 1;

    for (; *text; text++)
        count += *text == '\n';
    return count;
}

static void split(ph_expected *expected)
{
    char *rest = expected->text, *line;

    while ((line = strsep(&rest, "\n")) != NULL) {
        size_t length = strlen(line);

        while (length > 0 && strchr(" \t\r", line[length - 1]))
            line[--length] = '\0';
        if (length > 0 && *line != '#')
            expected->lines[expected->count++].text = line;
    }
}

bool ph_expected_read(const char *path, ph_expected *ret, char *reason)
{
    ph_expected expected = { .text = read_text(path, reason) };

    if (!expected.text)
        return false;
    expected.lines = calloc(count_lines(expected.text), sizeof(*expected.lines));
    if (!expected.lines) {
        free(expected.text);
        return ph_reason_give(reason, "file %s of expected differences: no memory", path);
    }
    split(&expected);
    *ret = expected;
    return true;
}

void ph_expected_free(ph_expected *expected)
{
    free(expected->text);
    free(expected->lines);
    *expected = (ph_expected){ .text = NULL };
}
