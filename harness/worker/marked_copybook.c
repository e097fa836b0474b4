/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/marked_copybook.h"

#include <stdbool.h>
#include <string.h>

#include "perfharness/require.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

/* Of these no word of COBOL is made. */
static const char letters[] = "BCDFGHJKLMNPQRSTVWXZ";

enum { MARK_LENGTH = 6, LETTERS = sizeof(letters) - 1, WRONG = '?' };

/* Of the entry, which is the last that has it, and not of a longer name. */
static size_t find_name(const char *text, size_t length, const char *name)
{
    const size_t name_length = strlen(name);
    size_t at = length - name_length;

    while (at > 0 && (memcmp(text + at, name, name_length) != 0 || text[at - 1] != ' ' ||
                      (text[at + name_length] != ' ' && text[at + name_length] != '.')))
        at--;
    PH_REQUIRE(at > 0);
    return at;
}

ph_marked_copybook ph_marked_copybook_of(const ph_workload *workload, char *text, size_t length)
{
    const char *name = workload->fields[workload->field_count - 1].name;

    PH_REQUIRE(strlen(name) >= MARK_LENGTH);
    return (ph_marked_copybook){ text, length, name, find_name(text, length, name) };
}

static size_t mark_at(const ph_marked_copybook *copybook)
{
    return strlen(copybook->name) - MARK_LENGTH;
}

void ph_marked_copybook_mark(ph_marked_copybook *copybook, const uint8_t *record, size_t length)
{
    char *mark = copybook->text + copybook->name_at + mark_at(copybook);
    uint64_t number = XXH3_64bits(record, length);

    for (size_t i = 0; i < MARK_LENGTH; i++, number /= LETTERS)
        mark[i] = letters[number % LETTERS];
}

/* One that is a member's, "NAME":, from its first letter on. */
static bool is_member(const uint8_t *at, size_t length, size_t name_length)
{
    return length > name_length + 1 && at[name_length] == '"' && at[name_length + 1] == ':';
}

void ph_marked_copybook_unmark(const ph_marked_copybook *copybook, uint8_t *line, size_t length)
{
    const char *written = copybook->text + copybook->name_at;
    const size_t begin = mark_at(copybook), name_length = begin + MARK_LENGTH;
    const uint8_t *end = line + length;

    for (uint8_t *at = line; (at = memchr(at, '"', (size_t)(end - at))); at++) {
        uint8_t *name = at + 1;

        if (!is_member(name, (size_t)(end - name), name_length) ||
            memcmp(name, copybook->name, begin) != 0)
            continue;
        if (memcmp(name, written, name_length) == 0)
            memcpy(name + begin, copybook->name + begin, MARK_LENGTH);
        else if (memcmp(name, copybook->name, name_length) == 0)
            name[begin] = WRONG;
    }
}
