/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "answer/layout_group.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    OPENED_MAX = 50,    /* Groups that are none, in one group. */
    LOOKED_MAX = 10000, /* Pairs of names that are looked at for one of them. */
};

int64_t ph_layout_extent(uint64_t size, uint64_t occurs)
{
    return size > 0 && occurs > (uint64_t)PH_LAYOUT_BYTES_MAX / size ? PH_LAYOUT_BYTES_MAX
                                                                     : (int64_t)(size * occurs);
}

int64_t ph_layout_group_shift(const ph_layout_group *g)
{
    return g->found_end - g->end;
}

void ph_layout_group_move_ends(ph_layout_group *g, int64_t end, int64_t found_end, size_t cause)
{
    const int64_t before = ph_layout_group_shift(g);

    g->found_reach = found_end > g->found_reach ? found_end : g->found_reach;
    g->end = end > g->end ? end : g->end;
    g->found_end = found_end > g->found_end ? found_end : g->found_end;
    if (ph_layout_group_shift(g) != before && cause != PH_LAYOUT_NO_CAUSE)
        g->cause = cause;
    if (ph_layout_group_shift(g) == 0)
        g->cause = PH_LAYOUT_NO_CAUSE;
}

void ph_layout_group_free(ph_layout_group *g)
{
    free(g->items);
    free(g->found);
    free(g->found_names);
    free(g->partners);
}

/* Fills in what the group holds of the copybook: what stands side by side in this range. */
static void list_items(const ph_layout_walk *w, uint32_t begin, uint32_t end, ph_layout_group *g)
{
    for (uint32_t i = begin; i < end; i += 1 + w->items[i].descendants)
        if (ph_record_kind_has_storage(w->items[i].kind))
            g->items[g->item_count++] = i;
}

/* Likewise what the subject describes, from that place of its list on. */
static void list_found(const ph_layout_walk *w, uint32_t begin, uint32_t end, ph_layout_group *g,
                       size_t place)
{
    uint32_t count = 0;

    for (uint32_t i = begin; i < end; i += 1 + w->described[i].descendants)
        count += ph_record_kind_has_storage(w->described[i].kind);
    memmove(g->found + place + count, g->found + place,
            (g->found_count - place) * sizeof(*g->found));
    memmove(g->found_names + place + count, g->found_names + place,
            (g->found_count - place) * sizeof(*g->found_names));
    g->found_count += count;
    for (uint32_t i = begin; i < end; i += 1 + w->described[i].descendants)
        if (ph_record_kind_has_storage(w->described[i].kind)) {
            g->found_names[place] = w->described[i].name;
            g->found[place++] = i;
        }
}

/* Pair the group's items by their names. */
static bool align(const ph_layout_walk *w, ph_layout_group *g)
{
    const char **names = calloc(g->item_count + 1, sizeof(*names));

    if (!names)
        return false;
    for (size_t i = 0; i < g->item_count; i++)
        names[i] = w->items[g->items[i]].name;
    const bool is_ok =
        ph_align_names(names, g->item_count, g->found_names, g->found_count, g->partners);
    free(names);
    return is_ok;
}

/* Does this item that the copybook has not hold one that it has, and that has no partner? */
static bool hides_items(ph_layout_walk *w, const ph_layout_group *g, uint32_t found)
{
    const ph_described_item *items = w->described + found;
    uint32_t looked = 0;

    for (size_t k = 0; k < g->item_count && w->looked < PH_LAYOUT_LOOKED_MAX; k++, w->looked++) {
        if (g->partners[k] != PH_NO_NAME)
            continue;
        for (uint32_t i = 1; i <= items->descendants; i += 1 + items[i].descendants) {
            if (strcasecmp(w->items[g->items[k]].name, items[i].name) == 0)
                return true;
            w->looked++;
            if (++looked == LOOKED_MAX)
                return false;
        }
    }
    return false;
}

/* The next group that is none, of which the items count as the group's own. */
static bool open_one(ph_layout_walk *w, ph_layout_group *g, const bool *has_partner)
{
    for (size_t k = 0; k < g->found_count && w->looked < PH_LAYOUT_LOOKED_MAX; k++) {
        const uint32_t found = g->found[k];

        if (g->found_names[k] && w->described[found].descendants > 0 && !has_partner[k] &&
            hides_items(w, g, found)) {
            g->found_names[k] = NULL;
            list_found(w, found + 1, found + 1 + w->described[found].descendants, g, k + 1);
            return true;
        }
    }
    return false;
}

/* Open those that are groups to the subject alone. False without memory. */
static bool open_groups(ph_layout_walk *w, ph_layout_group *g)
{
    bool is_opened = true;

    for (int opened = 0; opened < OPENED_MAX && is_opened; opened++) {
        bool *has_partner = calloc(g->found_count + 1, sizeof(*has_partner));

        if (!has_partner)
            return false;
        for (size_t i = 0; i < g->item_count; i++)
            if (g->partners[i] != PH_NO_NAME)
                has_partner[g->partners[i]] = true;
        is_opened = open_one(w, g, has_partner);
        free(has_partner);
        if (is_opened && !align(w, g))
            return false;
    }
    return true;
}

static bool is_unread(ph_layout_walk *w, const char *name)
{
    const char *what;
    uint32_t line;

    return ph_layout_find_unread(w, name, &line, &what);
}

/* In the place of an item, and of its size, though not of its name. */
static bool is_renamed(ph_layout_walk *w, const ph_layout_group *g, size_t i, size_t found)
{
    const ph_record_item *item = &w->items[g->items[i]];
    const ph_described_item *other = &w->described[g->found[found]];

    return g->found_names[found] && other->size == item->stride &&
           other->occurs == item->occurs_max && !is_unread(w, other->name);
}

/* As many without a partner on both sides, between the same two that have one: each is the other's,
 * if they fit. */
static void pair_renamed(ph_layout_walk *w, ph_layout_group *g)
{
    size_t begin = 0, found_begin = 0;

    for (size_t i = 0; i <= g->item_count; i++) {
        const bool is_end = i == g->item_count;

        if (!is_end && g->partners[i] == PH_NO_NAME)
            continue;
        const size_t found_end = is_end ? g->found_count : g->partners[i];
        if (i - begin == found_end - found_begin)
            for (size_t k = 0; k < i - begin; k++)
                if (is_renamed(w, g, begin + k, found_begin + k))
                    g->partners[begin + k] = found_begin + k;
        begin = i + 1;
        found_begin = found_end + 1;
    }
}

bool ph_layout_group_fill(ph_layout_walk *w, uint32_t begin, uint32_t end, uint32_t found_begin,
                          uint32_t found_end, ph_layout_group *g)
{
    const size_t items = end - begin + 1, found = found_end - found_begin + 1;

    g->items = calloc(items, sizeof(*g->items));
    g->partners = calloc(items, sizeof(*g->partners));
    g->found = calloc(found, sizeof(*g->found));
    g->found_names = calloc(found, sizeof(*g->found_names));
    if (!g->items || !g->partners || !g->found || !g->found_names)
        return false;
    list_items(w, begin, end, g);
    list_found(w, found_begin, found_end, g, 0);
    if (!align(w, g) || !open_groups(w, g))
        return false;
    pair_renamed(w, g);
    return true;
}

void ph_layout_group_path(const ph_layout_group *g, const char *name, char *ret)
{
    ph_layout_put_text(ret, PH_LAYOUT_PATH_MAX, "%s%s%s", g->path, *g->path ? "." : "", name);
}
