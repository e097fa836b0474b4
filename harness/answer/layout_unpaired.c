/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "answer/layout_unpaired.h"

#include <inttypes.h>
#include <strings.h>

/* Another record of the copybook, of that name. */
static const ph_record *other_record(const ph_layout_walk *w, const char *name)
{
    const ph_copybook *copybook = w->truth->copybook;

    for (uint32_t i = 0; i < copybook->record_count; i++)
        if (&copybook->records[i] != w->truth->record &&
            strcasecmp(copybook->records[i].name, name) == 0)
            return &copybook->records[i];
    return NULL;
}

/* The level 88 of that name in this record, or NULL. */
static const ph_record_item *find_condition(const ph_layout_walk *w, const char *name)
{
    const ph_record *record = w->truth->record;

    for (uint32_t i = record->first; i < record->first + record->item_count; i++)
        if (w->items[i].kind == PH_RECORD_KIND_CONDITION && strcasecmp(w->items[i].name, name) == 0)
            return &w->items[i];
    return NULL;
}

static void explain_extra(ph_layout_walk *w, const ph_layout_group *g, const char *name,
                          ph_layout_difference *difference)
{
    const ph_record *other = *g->path ? NULL : other_record(w, name);
    const ph_record_item *condition = find_condition(w, name);
    const char *what;
    uint32_t line;

    if (other) {
        ph_layout_put_text(difference->rule, PH_LAYOUT_RULE_MAX,
                           "the %02u of line %" PRIu32 " is a record of its own",
                           w->items[other->first].level, w->items[other->first].line);
    } else if (condition) {
        ph_layout_put_text(difference->rule, PH_LAYOUT_RULE_MAX,
                           "line %" PRIu32 " names values (88), which take no storage",
                           condition->line);
    } else if (ph_layout_find_unread(w, name, &line, &what)) {
        ph_layout_put_text(difference->rule, PH_LAYOUT_RULE_MAX, "line %" PRIu32 " %s", line, what);
        difference->is_unread = true;
    } else {
        ph_layout_put_text(difference->rule, PH_LAYOUT_RULE_MAX,
                           "no such item stands there in the copybook");
    }
}

void ph_layout_report_extra(ph_layout_walk *w, ph_layout_group *g, size_t place)
{
    const ph_described_item *found = &w->described[g->found[place]];
    const int64_t from = (int64_t)found->offset - g->found_base;
    char path[PH_LAYOUT_PATH_MAX];

    ph_layout_group_path(g, found->name, path);
    const size_t index = ph_layout_note(w, PH_LAYOUT_DIFFERENCE_EXTRA, path, NULL, found);
    ph_layout_difference *difference = ph_layout_difference_at(w, index);
    if (difference)
        explain_extra(w, g, found->name, difference);
    /* Of a group that is none, what it holds is looked at by itself. */
    if (g->found_names[place])
        ph_layout_group_move_ends(g, g->end, from + ph_layout_extent(found->size, found->occurs),
                                  index);
}

void ph_layout_report_missing(ph_layout_walk *w, ph_layout_group *g, uint32_t i)
{
    const ph_record_item *item = &w->items[i];
    const int64_t from = (int64_t)item->offset - g->base;
    char path[PH_LAYOUT_PATH_MAX];

    ph_layout_group_path(g, item->name, path);
    const size_t index = ph_layout_note(w, PH_LAYOUT_DIFFERENCE_MISSING, path, item, NULL);
    ph_layout_difference *difference = ph_layout_difference_at(w, index);
    if (difference)
        ph_layout_put_text(difference->rule, sizeof(difference->rule), "it stands on line %" PRIu32,
                           item->line);
    ph_layout_group_move_ends(g, from + ph_layout_extent(item->stride, item->occurs_max),
                              g->found_end, index);
    g->before = i;
}
