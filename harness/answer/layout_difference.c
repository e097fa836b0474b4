/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "answer/layout_difference.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "answer/layout_group.h"
#include "answer/layout_item.h"
#include "answer/layout_unpaired.h"

/* How long something is, as the subject's own items make it. */
typedef struct made_size {
    int64_t told;    /* By what stands at its end; */
    int64_t reached; /* by what reaches furthest. */
} made_size;

static made_size size_of_group(const ph_layout_group *g, int64_t size)
{
    return (made_size){ size + ph_layout_group_shift(g), size + g->found_reach - g->end };
}

static size_t compare_size(ph_layout_walk *w, const char *path, const ph_layout_place *place,
                           const ph_described_item *found, made_size expected)
{
    const ph_record_item *item = &w->items[place->item];
    size_t cause;

    if ((int64_t)found->size == expected.told || (int64_t)found->size == expected.reached)
        return PH_LAYOUT_NO_CAUSE;
    cause = ph_layout_note_rule(w, PH_LAYOUT_DIFFERENCE_SIZE, path, place, found, ph_rule_of_size);
    ph_layout_say_numbers(w, cause, item->size, (int64_t)found->size);
    return cause;
}

static void compare_group(ph_layout_walk *w, ph_layout_group *g);

/* What the item holds, on both sides. Returns the cause of another size, and that size. */
static size_t compare_inside(ph_layout_walk *w, const char *path, uint32_t i, uint32_t f,
                             size_t base_cause, made_size *ret_size)
{
    const ph_record_item *item = &w->items[i];
    const ph_described_item *found = &w->described[f];
    ph_layout_group g = {
        .path = path,
        .base = item->offset,
        .found_base = (int64_t)found->offset,
        .base_cause = base_cause,
        .cause = PH_LAYOUT_NO_CAUSE,
        .before = PH_RECORD_NO_ITEM,
    };

    if (!ph_layout_group_fill(w, i + 1, i + 1 + item->descendants, f + 1,
                              f + 1 + found->descendants, &g))
        w->has_no_memory = true;
    else
        compare_group(w, &g);
    *ret_size = size_of_group(&g, item->stride);
    ph_layout_group_free(&g);
    return g.cause;
}

static bool has_items(const ph_layout_walk *w, uint32_t f)
{
    const uint32_t end = f + 1 + w->described[f].descendants;

    for (uint32_t i = f + 1; i < end; i++)
        if (ph_record_kind_has_storage(w->described[i].kind))
            return true;
    return false;
}

/* Returns why what stands behind the item may stand elsewhere. */
static size_t compare_content(ph_layout_walk *w, const char *path, const ph_layout_place *place,
                              uint32_t f, size_t base_cause)
{
    const ph_record_item *item = &w->items[place->item];
    const ph_described_item *found = &w->described[f];
    const bool is_group = item->kind == PH_RECORD_KIND_GROUP, holds = has_items(w, f);
    const size_t occurs = ph_layout_compare_occurs(w, path, place, found);
    size_t cause = PH_LAYOUT_NO_CAUSE;
    made_size size = { item->stride, item->stride };

    /* Of an item that is made a group, those that are put into it say why. */
    if (is_group || !holds)
        cause = ph_layout_compare_kind(w, path, place, found);
    if (holds)
        cause = compare_inside(w, path, place->item, f, base_cause, &size);
    if (is_group || (!holds && cause == PH_LAYOUT_NO_CAUSE)) {
        const size_t other = compare_size(w, path, place, found, size);

        /* A group of so many bytes, and nothing in it. */
        if (is_group && !holds && other == PH_LAYOUT_NO_CAUSE && cause == PH_LAYOUT_NO_CAUSE)
            (void)compare_inside(w, path, place->item, f, base_cause, &size);
        cause = other != PH_LAYOUT_NO_CAUSE ? other : cause;
    }
    return cause != PH_LAYOUT_NO_CAUSE ? cause : occurs;
}

static void compare_item(ph_layout_walk *w, ph_layout_group *g, uint32_t i, uint32_t f)
{
    const ph_record_item *item = &w->items[i];
    const ph_described_item *found = &w->described[f];
    const ph_layout_place place = { w->truth->copybook, i, g->before };
    const int64_t from = (int64_t)item->offset - g->base;
    const int64_t found_from = (int64_t)found->offset - g->found_base;
    char path[PH_LAYOUT_PATH_MAX];

    ph_layout_group_path(g, item->name, path);
    w->partners[i - w->truth->record->first] = f;
    ph_layout_compare_name(w, path, item, found);
    const size_t offset = ph_layout_compare_offset(w, g, path, &place, found);
    ph_layout_compare_varying(w, path, &place, found);

    const size_t inherited = g->cause != PH_LAYOUT_NO_CAUSE ? g->cause : g->base_cause;
    const size_t content =
        compare_content(w, path, &place, f, offset != PH_LAYOUT_NO_CAUSE ? offset : inherited);
    const size_t cause = content != PH_LAYOUT_NO_CAUSE ? content : offset;
    const int64_t found_end = found_from + ph_layout_extent(found->size, found->occurs);
    const bool is_stray = offset != PH_LAYOUT_NO_CAUSE && item->redefines != PH_RECORD_NO_ITEM;

    if (is_stray && found_end > g->stray_end)
        g->stray_end = found_end;
    ph_layout_group_move_ends(g, from + ph_layout_extent(item->stride, item->occurs_max),
                              is_stray ? g->found_end : found_end, cause);
    g->before = i;
}

static void compare_group(ph_layout_walk *w, ph_layout_group *g)
{
    size_t next = 0;

    for (size_t i = 0; i < g->item_count; i++) {
        if (g->partners[i] == PH_NO_NAME) {
            ph_layout_report_missing(w, g, g->items[i]);
            continue;
        }
        for (; next < g->partners[i]; next++)
            ph_layout_report_extra(w, g, next);
        compare_item(w, g, g->items[i], g->found[next++]);
    }
    for (; next < g->found_count; next++)
        ph_layout_report_extra(w, g, next);
}

static bool index_renames(ph_layout_walk *w)
{
    for (uint32_t i = 0; i < w->described_count; i++)
        if (w->described[i].kind == PH_RECORD_KIND_RENAMES &&
            !ph_name_index_add(&w->renames, w->described[i].name, strlen(w->described[i].name), i))
            return false;
    ph_name_index_sort(&w->renames);
    return true;
}

static const ph_described_item *find_renames(const ph_layout_walk *w, const char *name)
{
    const uint32_t place = ph_name_index_find(&w->renames, name, 0);

    return place == PH_NO_PLACE ? NULL : &w->described[place];
}

/* Level 66: from its first item to the end of its last, as the subject has these. */
static void compare_range(ph_layout_walk *w, uint32_t i, const ph_described_item *found,
                          const char *path)
{
    const ph_record_item *item = &w->items[i];
    const uint32_t base = w->truth->record->first;
    const uint32_t first = w->partners[item->redefines - base];
    const uint32_t last = w->partners[item->last - base];
    size_t index;

    if (first == PH_RECORD_NO_ITEM || last == PH_RECORD_NO_ITEM)
        return; /* That is said already. */
    const ph_described_item *begin = &w->described[first], *end = &w->described[last];
    const int64_t size =
        (int64_t)(end->offset - begin->offset) + ph_layout_extent(end->size, end->occurs);
    if (found->offset == begin->offset && (int64_t)found->size == size)
        return;
    index = ph_layout_note(
        w, found->offset == begin->offset ? PH_LAYOUT_DIFFERENCE_SIZE : PH_LAYOUT_DIFFERENCE_OFFSET,
        path, item, found);
    if (found->offset == begin->offset)
        ph_layout_say_numbers(w, index, item->size, (int64_t)found->size);
    else
        ph_layout_say_numbers(w, index, item->offset, (int64_t)found->offset);
    if (ph_layout_difference_at(w, index))
        ph_layout_put_text(ph_layout_difference_at(w, index)->rule, PH_LAYOUT_RULE_MAX,
                           "RENAMES: from %s to the end of %s", w->items[item->redefines].name,
                           w->items[item->last].name);
}

static void compare_renames(ph_layout_walk *w)
{
    const ph_record *record = w->truth->record;
    char path[PH_LAYOUT_PATH_MAX];

    for (uint32_t i = record->first; i < record->first + record->item_count; i++) {
        const ph_described_item *found;

        if (w->items[i].kind != PH_RECORD_KIND_RENAMES)
            continue;
        (void)ph_record_item_path(w->truth->copybook, i, path, sizeof(path));
        found = find_renames(w, w->items[i].name);
        if (found) {
            compare_range(w, i, found, path);
        } else {
            const size_t index =
                ph_layout_note(w, PH_LAYOUT_DIFFERENCE_MISSING, path, &w->items[i], NULL);

            if (ph_layout_difference_at(w, index))
                ph_layout_put_text(ph_layout_difference_at(w, index)->rule, PH_LAYOUT_RULE_MAX,
                                   "it stands on line %" PRIu32, w->items[i].line);
        }
    }
}

/* What the subject claims may be anything. */
static int64_t found_length(const ph_layout_walk *w)
{
    const uint64_t length = w->result->found_length;

    return length < (uint64_t)PH_LAYOUT_BYTES_MAX ? (int64_t)length : PH_LAYOUT_BYTES_MAX;
}

static void add_length(ph_layout_walk *w, int64_t found)
{
    const ph_record *record = w->truth->record;
    const size_t index = ph_layout_note(w, PH_LAYOUT_DIFFERENCE_LENGTH, record->name,
                                        &w->items[record->first], NULL);

    ph_layout_difference *difference = ph_layout_difference_at(w, index);

    ph_layout_say_numbers(w, index, record->length_max, found);
    if (!difference)
        return;
    difference->expected_size = record->length_max;
    difference->found_size = (uint64_t)found;
    ph_layout_put_text(difference->rule, PH_LAYOUT_RULE_MAX,
                       "a record ends behind the last of its items");
}

/* Those at the record's top: its 01 and what redefines it; where none was written, what is below.
 */
static void compare_top(ph_layout_walk *w)
{
    const ph_record *record = w->truth->record;
    const uint32_t begin = record->first + (record->is_wrapped ? 1 : 0);
    ph_layout_group g = {
        .path = record->is_wrapped ? record->name : "",
        .base_cause = PH_LAYOUT_NO_CAUSE,
        .cause = PH_LAYOUT_NO_CAUSE,
        .before = PH_RECORD_NO_ITEM,
    };

    if (!index_renames(w) || !ph_layout_group_fill(w, begin, record->first + record->item_count, 0,
                                                   w->described_count, &g)) {
        w->has_no_memory = true;
    } else {
        compare_group(w, &g);
        compare_renames(w);
        const made_size length = size_of_group(&g, record->length_max);

        if (found_length(w) != 0 && found_length(w) != (int64_t)record->length_max &&
            found_length(w) != length.told && found_length(w) != length.reached)
            add_length(w, found_length(w));
    }
    ph_layout_group_free(&g);
}

/* What was read from comments first: the order is kept otherwise. False without memory. */
static bool put_sure_first(ph_layout_differences *result)
{
    ph_layout_difference *sorted = calloc(result->count + 1, sizeof(*sorted));
    size_t count = 0;

    if (!sorted)
        return false;
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < result->count; i++)
            if (result->all[i].is_unread == (pass == 0))
                sorted[count++] = result->all[i];
    free(result->all);
    result->all = sorted;
    return true;
}

static bool compare_described(ph_layout_walk *w, const char *description, size_t length,
                              char *reason)
{
    ph_described_layout layout;

    if (!ph_described_layout_read(description, length, &layout, reason))
        return false;
    w->described = layout.items;
    w->described_count = layout.count;
    compare_top(w);
    ph_described_layout_free(&layout);
    ph_name_index_free(&w->renames);
    ph_unread_text_free(&w->unread);
    return (!w->has_no_memory && put_sure_first(w->result)) ||
           ph_reason_give(reason, "no memory to compare layouts");
}

/* Without a description there is nothing but its records' length. */
static bool compare_length(ph_layout_walk *w)
{
    const int64_t found = found_length(w);

    if (found != 0 && found != (int64_t)w->truth->record->length_max)
        add_length(w, found);
    return true;
}

bool ph_layout_compare(const ph_layout_truth *truth, const char *description, size_t length,
                       uint64_t record_length, ph_layout_differences *ret, char *reason)
{
    const ph_record *record = truth->record;
    ph_layout_differences result = {
        .all = calloc(PH_LAYOUT_DIFFERENCES_MAX, sizeof(*result.all)),
        .expected_length = record->length_max,
        .found_length = record_length,
        .is_described = description != NULL,
    };
    ph_layout_walk w = {
        .truth = truth,
        .items = truth->copybook->items,
        .partners = malloc((record->item_count + 1u) * sizeof(*w.partners)),
        .varying = PH_LAYOUT_NO_CAUSE,
        .result = &result,
    };
    bool is_ok = result.all && w.partners;

    if (!is_ok)
        (void)ph_reason_give(reason, "no memory to compare layouts");
    for (uint32_t i = 0; is_ok && i < record->item_count; i++)
        w.partners[i] = PH_RECORD_NO_ITEM;
    if (is_ok)
        is_ok =
            description ? compare_described(&w, description, length, reason) : compare_length(&w);
    free(w.partners);
    if (is_ok)
        *ret = result;
    else
        ph_layout_differences_free(&result);
    return is_ok;
}

void ph_layout_differences_free(ph_layout_differences *differences)
{
    free(differences->all);
    *differences = (ph_layout_differences){ 0 };
}

const char *ph_layout_difference_name(ph_layout_difference_kind kind)
{
    static const char *const names[] = {
#define X(id, name) [PH_LAYOUT_DIFFERENCE_##id] = (name),
        PH_LAYOUT_DIFFERENCE_LIST(X)
#undef X
    };

    return names[kind];
}
