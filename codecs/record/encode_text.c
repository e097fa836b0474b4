/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is said of a line that does not become a record. */
#include <stdio.h>

#include "perfharness/record_encode.h"
#include "record/line_values.h"

enum { PATH_BYTES = 512 };

size_t ph_record_encode_path(const ph_copybook *copybook, const ph_record_encode_result *result,
                             char *text, size_t size)
{
    ph_line_result place = { .item = result->item, .depth = result->depth };

    for (size_t i = 0; i < result->depth; i++)
        place.occurrence[i] = result->occurrence[i];
    return ph_line_failed_path(copybook, &place, text, size);
}

static const char *kind_words(uint8_t kind)
{
    static const char *const words[] = {
#define X(id, words) words,
        PH_VALUE_KIND_LIST(X)
#undef X
    };

    return words[kind];
}

static const char *plain_words(ph_record_encode_status status)
{
    static const char *const words[] = {
#define X(id, name, words) words,
        PH_RECORD_ENCODE_STATUS_LIST(X)
#undef X
    };

    return words[status];
}

/* Of a table. */
static void elements_words(const ph_copybook *copybook, const ph_record_encode_result *result,
                           char *text, size_t size)
{
    char other[PATH_BYTES];

    if (result->other == PH_RECORD_NO_ITEM) {
        const ph_record_item *table = &copybook->items[result->item];

        (void)snprintf(text, size, "it is to have %u element%s", table->occurs_max,
                       table->occurs_max == 1 ? "" : "s");
        return;
    }
    (void)ph_record_item_path(copybook, result->other, other, sizeof(other));
    (void)snprintf(text, size, "its elements are not as many as %s says", other);
}

static void differs_words(const ph_copybook *copybook, const ph_record_encode_result *result,
                          char *text, size_t size)
{
    char other[PATH_BYTES];

    (void)ph_record_item_path(copybook, result->other, other, sizeof(other));
    if (result->other == result->item)
        (void)snprintf(text, size, "it is there twice, with two values");
    else
        (void)snprintf(text, size, "it does not agree with %s, which has the same bytes", other);
}

void ph_record_encode_words(const ph_copybook *copybook, const ph_record_encode_result *result,
                            char *text, size_t size)
{
    switch (result->status) {
    case PH_RECORD_ENCODE_NOT_JSON:
        (void)snprintf(text, size, "it is no JSON, from its byte %zu on", result->at + 1);
        break;
    case PH_RECORD_ENCODE_WRONG_KIND:
        (void)snprintf(text, size, "%s was expected, and it is %s", kind_words(result->expected),
                       kind_words(result->found));
        break;
    case PH_RECORD_ENCODE_MISSING:
        (void)snprintf(text, size, "%s",
                       result->item == PH_RECORD_NO_ITEM ? "it has no member \"fields\""
                                                         : plain_words(result->status));
        break;
    case PH_RECORD_ENCODE_TOO_LONG:
        (void)snprintf(text, size, "it is longer than its %u byte%s",
                       copybook->items[result->item].size,
                       copybook->items[result->item].size == 1 ? "" : "s");
        break;
    case PH_RECORD_ENCODE_UNMAPPABLE:
        (void)snprintf(text, size, "the code page has not its character %zu", result->at + 1);
        break;
    case PH_RECORD_ENCODE_ELEMENTS: elements_words(copybook, result, text, size); break;
    case PH_RECORD_ENCODE_DIFFERS: differs_words(copybook, result, text, size); break;
    default: (void)snprintf(text, size, "%s", plain_words(result->status));
    }
}

const char *ph_record_encode_status_name(ph_record_encode_status status)
{
    static const char *const names[] = {
#define X(id, name, words) name,
        PH_RECORD_ENCODE_STATUS_LIST(X)
#undef X
    };

    return names[status];
}
