/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "answer/layout_walk.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

ph_layout_difference *ph_layout_difference_at(ph_layout_walk *w, size_t index)
{
    return index < w->result->count ? &w->result->all[index] : NULL;
}

void ph_layout_put_text(char *ret, size_t size, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(ret, size, format, arguments);
    va_end(arguments);
}

size_t ph_layout_note(ph_layout_walk *w, ph_layout_difference_kind kind, const char *path,
                      const ph_record_item *item, const ph_described_item *found)
{
    ph_layout_differences *result = w->result;

    if (result->count == PH_LAYOUT_DIFFERENCES_MAX) {
        result->more++;
        return PH_LAYOUT_DIFFERENCES_MAX;
    }
    ph_layout_difference *difference = &result->all[result->count];
    *difference = (ph_layout_difference){
        .kind = kind,
        .line = item ? item->line : 0,
        .expected_offset = item ? item->offset : PH_LAYOUT_UNKNOWN,
        .expected_size = item ? item->size : PH_LAYOUT_UNKNOWN,
        .found_offset = found ? found->offset : PH_LAYOUT_UNKNOWN,
        .found_size = found ? found->size : PH_LAYOUT_UNKNOWN,
    };
    ph_layout_put_text(difference->path, sizeof(difference->path), "%s", path);
    return result->count++;
}

size_t ph_layout_note_rule(ph_layout_walk *w, ph_layout_difference_kind kind, const char *path,
                           const ph_layout_place *place, const ph_described_item *found,
                           void (*put_rule)(const ph_layout_place *place, char *ret))
{
    const size_t index = ph_layout_note(w, kind, path, &w->items[place->item], found);
    ph_layout_difference *difference = ph_layout_difference_at(w, index);

    if (difference)
        put_rule(place, difference->rule);
    return index;
}

void ph_layout_say(ph_layout_walk *w, size_t index, const char *expected, const char *found)
{
    ph_layout_difference *difference = ph_layout_difference_at(w, index);

    if (difference) {
        ph_layout_put_text(difference->expected, sizeof(difference->expected), "%s", expected);
        ph_layout_put_text(difference->found, sizeof(difference->found), "%s", found);
    }
}

void ph_layout_say_numbers(ph_layout_walk *w, size_t index, int64_t expected, int64_t found)
{
    char texts[2][24];

    ph_layout_put_text(texts[0], sizeof(texts[0]), "%" PRId64, expected);
    ph_layout_put_text(texts[1], sizeof(texts[1]), "%" PRId64, found);
    ph_layout_say(w, index, texts[0], texts[1]);
}

void ph_layout_follow(ph_layout_walk *w, size_t cause)
{
    ph_layout_difference *difference = ph_layout_difference_at(w, cause);

    if (difference)
        difference->followers++;
}

bool ph_layout_find_unread(ph_layout_walk *w, const char *name, uint32_t *ret_line,
                           const char **ret_what)
{
    const ph_layout_truth *truth = w->truth;

    if (!w->has_unread)
        w->has_unread = ph_unread_text_read(truth->source, truth->source_length,
                                            truth->copybook->format, &w->unread);
    if (!w->has_unread)
        w->has_no_memory = true;
    return w->has_unread && ph_unread_text_find(&w->unread, name, ret_line, ret_what);
}
