/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "answer/layout_item.h"

#include <inttypes.h>
#include <string.h>

#include "perfharness/codec.h"

/* Where the subject should have it, as the rest of the group stands. */
static int64_t predict(ph_layout_walk *w, const ph_layout_group *g, const ph_record_item *item)
{
    const uint32_t target = item->redefines == PH_RECORD_NO_ITEM
                                ? PH_RECORD_NO_ITEM
                                : w->partners[item->redefines - w->truth->record->first];

    if (target != PH_RECORD_NO_ITEM)
        return (int64_t)w->described[target].offset - g->found_base;
    return (int64_t)item->offset - g->base + ph_layout_group_shift(g);
}

/* What the item begins with may be moved on to its alignment, where it is moved at all. */
static bool is_aligned_there(const ph_layout_group *g, const ph_record_item *item, int64_t from)
{
    const ph_record_item *last = item + item->descendants;

    for (const ph_record_item *inner = item; inner <= last && inner->offset == item->offset;
         inner++) {
        const uint32_t alignment = inner->boundary;

        if (alignment > 1 && ph_layout_group_shift(g) + g->found_base - g->base != 0)
            return from >= g->found_end && from - g->found_end < alignment &&
                   (from + g->found_base) % alignment == 0;
    }
    return false;
}

static bool is_where_expected(ph_layout_walk *w, ph_layout_group *g, const ph_record_item *item,
                              int64_t from)
{
    if (from == predict(w, g, item) || is_aligned_there(g, item, from))
        return true;
    if (item->redefines == PH_RECORD_NO_ITEM && g->stray_end > g->found_end &&
        from == (int64_t)item->offset - g->base + g->stray_end - g->end) {
        g->found_end = g->stray_end;
        return true;
    }
    return false;
}

size_t ph_layout_compare_offset(ph_layout_walk *w, ph_layout_group *g, const char *path,
                                const ph_layout_place *place, const ph_described_item *found)
{
    const ph_record_item *item = &w->items[place->item];
    const int64_t from = (int64_t)found->offset - g->found_base;
    const size_t cause = g->cause != PH_LAYOUT_NO_CAUSE ? g->cause : g->base_cause;
    const bool is_expected = is_where_expected(w, g, item, from);

    if (is_expected && found->offset == item->offset)
        return PH_LAYOUT_NO_CAUSE;
    if (is_expected && cause != PH_LAYOUT_NO_CAUSE) {
        ph_layout_follow(w, cause);
        return PH_LAYOUT_NO_CAUSE;
    }
    const size_t index =
        ph_layout_note_rule(w, PH_LAYOUT_DIFFERENCE_OFFSET, path, place, found, ph_rule_of_offset);
    ph_layout_say_numbers(w, index, item->offset, (int64_t)found->offset);
    if (item->redefines == PH_RECORD_NO_ITEM) { /* What comes next is told from here. */
        g->found_end = from - ((int64_t)item->offset - g->base - g->end);
        g->cause = index;
    }
    return index;
}

void ph_layout_compare_name(ph_layout_walk *w, const char *path, const ph_record_item *item,
                            const ph_described_item *found)
{
    if (strcasecmp(item->name, found->name) == 0)
        return;

    const size_t index = ph_layout_note(w, PH_LAYOUT_DIFFERENCE_NAME, path, item, found);
    ph_layout_difference *difference = ph_layout_difference_at(w, index);

    ph_layout_say(w, index, item->name, found->name);
    if (difference)
        ph_layout_put_text(difference->rule, sizeof(difference->rule),
                           "the name stands on line %" PRIu32, item->line);
}

void ph_layout_compare_varying(ph_layout_walk *w, const char *path, const ph_layout_place *place,
                               const ph_described_item *found)
{
    const bool varies = w->items[place->item].offset_varies;

    if (varies == found->offset_varies)
        return;
    if (w->varying != PH_LAYOUT_NO_CAUSE) {
        ph_layout_follow(w, w->varying);
        return;
    }
    w->varying = ph_layout_note_rule(w, PH_LAYOUT_DIFFERENCE_VARYING, path, place, found,
                                     ph_rule_of_varying);
    ph_layout_say(w, w->varying, varies ? "varying" : "fixed", varies ? "fixed" : "varying");
}

static bool is_decimal(const ph_record_item *item)
{
    return item->kind == PH_RECORD_KIND_ZONED || item->kind == PH_RECORD_KIND_PACKED ||
           item->kind == PH_RECORD_KIND_BINARY;
}

static const char *sign_place(bool is_leading, bool is_separate)
{
    if (is_separate)
        return is_leading ? "signed (leading, separate)" : "signed (trailing, separate)";
    return is_leading ? "signed (leading)" : "signed (trailing)";
}

/* Where the sign of a zoned item is. Returns what may be the cause of another size. */
static size_t compare_sign_place(ph_layout_walk *w, const char *path, const ph_layout_place *place,
                                 const ph_described_item *found)
{
    const uint32_t flags = w->items[place->item].flags;
    const bool is_leading = flags & PH_DECIMAL_SIGN_LEADING;
    const bool is_separate = flags & PH_DECIMAL_SIGN_SEPARATE;
    const bool found_leading = found->sign_leading < 0 ? is_leading : found->sign_leading == 1;
    const bool found_separate = found->sign_separate < 0 ? is_separate : found->sign_separate == 1;

    if (found_leading == is_leading && found_separate == is_separate)
        return PH_LAYOUT_NO_CAUSE;
    const size_t index = ph_layout_note_rule(w, PH_LAYOUT_DIFFERENCE_SIGN, path, place, found,
                                             ph_rule_of_sign_place);
    ph_layout_say(w, index, sign_place(is_leading, is_separate),
                  sign_place(found_leading, found_separate));
    return found_separate == is_separate ? PH_LAYOUT_NO_CAUSE : index;
}

/* Digits, scale and sign, of decimals of one kind. Returns what may be the cause of another size.
 */
static size_t compare_decimal(ph_layout_walk *w, const char *path, const ph_layout_place *place,
                              const ph_described_item *found)
{
    const ph_record_item *item = &w->items[place->item];
    const bool is_signed = (item->flags & PH_DECIMAL_SIGNED) != 0;
    size_t cause = PH_LAYOUT_NO_CAUSE;

    if (found->digits >= 0 && found->digits != item->digits) {
        cause = ph_layout_note_rule(w, PH_LAYOUT_DIFFERENCE_DIGITS, path, place, found,
                                    ph_rule_of_digits);
        ph_layout_say_numbers(w, cause, item->digits, found->digits);
    } else if (found->has_scale && found->scale != item->scale) {
        ph_layout_say_numbers(w,
                              ph_layout_note_rule(w, PH_LAYOUT_DIFFERENCE_SCALE, path, place, found,
                                                  ph_rule_of_scale),
                              item->scale, found->scale);
    }
    if (found->sign >= 0 && (found->sign == 1) != is_signed) {
        ph_layout_say(
            w,
            ph_layout_note_rule(w, PH_LAYOUT_DIFFERENCE_SIGN, path, place, found, ph_rule_of_sign),
            is_signed ? "signed" : "unsigned", is_signed ? "unsigned" : "signed");
    } else if (is_signed && item->kind == PH_RECORD_KIND_ZONED) {
        const size_t place_cause = compare_sign_place(w, path, place, found);

        cause = cause == PH_LAYOUT_NO_CAUSE ? place_cause : cause;
    }
    return cause;
}

size_t ph_layout_compare_kind(ph_layout_walk *w, const char *path, const ph_layout_place *place,
                              const ph_described_item *found)
{
    const ph_record_item *item = &w->items[place->item];

    if (found->kind >= 0 && found->kind != item->kind) {
        const size_t cause =
            ph_layout_note_rule(w, PH_LAYOUT_DIFFERENCE_KIND, path, place, found, ph_rule_of_kind);

        ph_layout_say(w, cause, ph_record_kind_name((ph_record_kind)item->kind),
                      ph_record_kind_name((ph_record_kind)found->kind));
        return cause;
    }
    return is_decimal(item) ? compare_decimal(w, path, place, found) : PH_LAYOUT_NO_CAUSE;
}

size_t ph_layout_compare_occurs(ph_layout_walk *w, const char *path, const ph_layout_place *place,
                                const ph_described_item *found)
{
    const ph_record_item *item = &w->items[place->item];
    size_t cause;

    if (found->occurs == item->occurs_max)
        return PH_LAYOUT_NO_CAUSE;
    cause =
        ph_layout_note_rule(w, PH_LAYOUT_DIFFERENCE_OCCURS, path, place, found, ph_rule_of_occurs);
    ph_layout_say_numbers(w, cause, item->occurs_max, (int64_t)found->occurs);
    return cause;
}
