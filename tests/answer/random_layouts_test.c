/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * random_layouts_test [SEED]: of copybooks at random, the right description has no difference, and
 * one that is wrong in any one number, or in one item that is missing or made up, always has. Where
 * a field has another size, and all else is laid out by the rules, that is the only difference.
 */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "answer/layout_difference.h"
#include "perfharness/codec.h"
#include "random_copybook.h"

enum { COPYBOOKS = 1500, WRONG = 8 };

static uint64_t seed = 1;

/* What is wrong with one item of a description. */
typedef enum wrong_kind {
    WRONG_NOTHING,
    WRONG_OFFSET,
    WRONG_SIZE,
    WRONG_OCCURS,
    WRONG_KIND,
    WRONG_DIGITS,
    WRONG_SCALE,
    WRONG_SIGN,
    WRONG_VARYING,
    WRONG_MISSING,
    WRONG_EXTRA,
    WRONG_COUNT,
} wrong_kind;

typedef struct description {
    const ph_copybook *copybook;
    uint32_t item; /* The one that is wrong; */
    wrong_kind kind;
    uint32_t by;                     /* by so much. */
    const uint32_t *offsets, *sizes; /* By item. */
    GString *json;
} description;

static gboolean is_decimal(const ph_record_item *item)
{
    return item->kind == PH_RECORD_KIND_ZONED || item->kind == PH_RECORD_KIND_PACKED ||
           item->kind == PH_RECORD_KIND_BINARY;
}

static void add_items(description *d, uint32_t begin, uint32_t end);

/* As a subject has it: the size of an element is from one to the next. */
static void add_item(description *d, uint32_t index)
{
    const ph_record_item *item = &d->copybook->items[index];
    const wrong_kind wrong = index == d->item ? d->kind : WRONG_NOTHING;
    const uint32_t kind =
        wrong == WRONG_KIND ? (item->kind + d->by) % (PH_RECORD_KIND_BYTES + 1u) : item->kind;
    const gboolean varies = item->offset_varies != (wrong == WRONG_VARYING);

    if (wrong == WRONG_MISSING)
        return;
    if (wrong == WRONG_EXTRA)
        g_string_append_printf(d->json, "{\"name\":\"MADE-UP\",\"offset\":%u,\"size\":%u},",
                               d->offsets[index], d->by);
    g_string_append_printf(
        d->json, "{\"name\":\"%s\",\"offset\":%u,\"size\":%u,\"occurs\":%u,\"kind\":\"%s\"",
        item->name, d->offsets[index] + (wrong == WRONG_OFFSET ? d->by : 0),
        d->sizes[index] + (wrong == WRONG_SIZE ? d->by : 0),
        item->occurs_max + (wrong == WRONG_OCCURS ? d->by : 0),
        ph_record_kind_name((ph_record_kind)kind));
    if (varies)
        g_string_append(d->json, ",\"offset_varies\":true");
    if (is_decimal(item))
        g_string_append_printf(
            d->json, ",\"digits\":%u,\"scale\":%d,\"signed\":%s",
            item->digits + (wrong == WRONG_DIGITS ? d->by : 0),
            item->scale + (wrong == WRONG_SCALE ? (int)d->by : 0),
            !!(item->flags & PH_DECIMAL_SIGNED) != (wrong == WRONG_SIGN) ? "true" : "false");
    g_string_append(d->json, ",\"items\":[");
    add_items(d, index + 1, index + 1 + item->descendants);
    g_string_append(d->json, "]}");
}

static void add_items(description *d, uint32_t begin, uint32_t end)
{
    for (uint32_t i = begin; i < end; i += 1 + d->copybook->items[i].descendants) {
        if (d->json->str[d->json->len - 1] == '}')
            g_string_append_c(d->json, ',');
        add_item(d, i);
    }
    if (d->json->str[d->json->len - 1] == ',')
        g_string_truncate(d->json, d->json->len - 1);
}

/* Where the copybook has its items, for the caller to free. */
static void note_places(const ph_copybook *copybook, uint32_t **ret_offsets, uint32_t **ret_sizes)
{
    *ret_offsets = g_new(uint32_t, copybook->item_count);
    *ret_sizes = g_new(uint32_t, copybook->item_count);
    for (uint32_t i = 0; i < copybook->item_count; i++) {
        (*ret_offsets)[i] = copybook->items[i].offset;
        (*ret_sizes)[i] = copybook->items[i].stride;
    }
}

static GString *describe(description d, const ph_record *record)
{
    const uint32_t begin = record->first + (record->is_wrapped ? 1 : 0);

    d.json = g_string_new("[");
    add_items(&d, begin, record->first + record->item_count);
    g_string_append_c(d.json, ']');
    return d.json;
}

/* Lay out what stands side by side, by what leaves are long, without slack: its end. */
static uint32_t lay_out(const ph_copybook *copybook, uint32_t begin, uint32_t end, uint32_t base,
                        uint32_t *offsets, uint32_t *sizes)
{
    uint32_t furthest = base;

    for (uint32_t i = begin; i < end; i += 1 + copybook->items[i].descendants) {
        const ph_record_item *item = &copybook->items[i];
        const uint32_t inner_end = i + 1 + item->descendants;

        if (item->kind == PH_RECORD_KIND_CONDITION || item->kind == PH_RECORD_KIND_RENAMES)
            continue;
        offsets[i] = item->redefines == PH_RECORD_NO_ITEM ? furthest : offsets[item->redefines];
        if (item->kind == PH_RECORD_KIND_GROUP)
            sizes[i] = lay_out(copybook, i + 1, inner_end, offsets[i], offsets, sizes) - offsets[i];
        furthest = MAX(furthest, offsets[i] + sizes[i] * item->occurs_max);
    }
    return furthest;
}

static void lay_out_renames(const ph_copybook *copybook, uint32_t *offsets, uint32_t *sizes)
{
    for (uint32_t i = 0; i < copybook->item_count; i++) {
        const ph_record_item *item = &copybook->items[i];

        if (item->kind != PH_RECORD_KIND_RENAMES)
            continue;
        offsets[i] = offsets[item->redefines];
        sizes[i] = offsets[item->last] +
                   sizes[item->last] * copybook->items[item->last].occurs_max - offsets[i];
    }
}

static void compare(const ph_copybook *copybook, const ph_record *record, const GString *json,
                    uint64_t record_length, ph_layout_differences *ret)
{
    const ph_layout_truth truth = { copybook, record, "", 0 };
    char reason[PH_REASON_MAX];

    if (!ph_layout_compare(&truth, json->str, json->len, record_length, ret, reason))
        fail_msg("%s: %s", reason, json->str);
}

static size_t count_differences(const ph_copybook *copybook, const ph_record *record,
                                const GString *json)
{
    ph_layout_differences differences;

    compare(copybook, record, json, record->length_max, &differences);
    const size_t count = differences.count;
    ph_layout_differences_free(&differences);
    return count;
}

/* Whether that is something which can be wrong with it. */
static gboolean applies(const ph_record *record, const ph_record_item *items, uint32_t index,
                        wrong_kind kind)
{
    const ph_record_item *item = &items[index];

    if (item->kind == PH_RECORD_KIND_CONDITION || (record->is_wrapped && index == record->first))
        return FALSE;
    switch (kind) {
    case WRONG_OCCURS:
    case WRONG_VARYING: return item->kind != PH_RECORD_KIND_RENAMES;
    case WRONG_KIND: return item->kind != PH_RECORD_KIND_RENAMES;
    case WRONG_EXTRA: return item->kind != PH_RECORD_KIND_RENAMES;
    case WRONG_DIGITS:
    case WRONG_SCALE:
    case WRONG_SIGN: return is_decimal(item);
    default: return TRUE;
    }
}

static void look_at_record(ph_random *random, uint64_t index, const ph_copybook *copybook,
                           const ph_record *record)
{
    g_autofree uint32_t *offsets = NULL, *sizes = NULL;
    description d = { .copybook = copybook };

    note_places(copybook, &offsets, &sizes);
    d.offsets = offsets;
    d.sizes = sizes;
    g_autoptr(GString) right = describe(d, record);
    if (count_differences(copybook, record, right) != 0)
        fail_msg("seed %" PRIu64 ", copybook %" PRIu64 ": the right one differs: %s", seed, index,
                 right->str);
    for (int i = 0; i < WRONG; i++) {
        d.item = record->first + (uint32_t)ph_random_below(random, record->item_count);
        d.kind = (wrong_kind)(1 + ph_random_below(random, WRONG_COUNT - 1));
        d.by = 1 + (uint32_t)ph_random_below(random, PH_RECORD_KIND_BYTES);
        g_autoptr(GString) wrong = describe(d, record);

        if (applies(record, copybook->items, d.item, d.kind) &&
            count_differences(copybook, record, wrong) == 0)
            fail_msg("seed %" PRIu64 ", copybook %" PRIu64 ": %s is wrong (%d by %u), and not "
                     "seen: %s, right: %s",
                     seed, index, copybook->items[d.item].name, (int)d.kind, d.by, wrong->str,
                     right->str);
    }
}

static void test_what_is_wrong_is_seen(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < COPYBOOKS; i++) {
        ph_random random = ph_random_stream(seed, i);
        g_autoptr(random_copybook) made = random_copybook_new(&random, RANDOM_COPYBOOK_FULL);

        for (uint32_t k = 0; k < made->copybook.record_count; k++)
            look_at_record(&random, i, &made->copybook, &made->copybook.records[k]);
    }
}

/* Another size of one field, and what follows from it. */
static void look_at_cause(ph_random *random, uint64_t index, const ph_copybook *copybook,
                          const ph_record *record)
{
    g_autofree uint32_t *offsets = NULL, *sizes = NULL;
    const uint32_t begin = record->first, end = begin + record->item_count;
    const uint32_t item = begin + (uint32_t)ph_random_below(random, record->item_count);
    ph_layout_differences differences;
    uint32_t length;

    if (copybook->items[item].kind == PH_RECORD_KIND_GROUP ||
        copybook->items[item].kind >= PH_RECORD_KIND_RENAMES)
        return;
    note_places(copybook, &offsets, &sizes);
    sizes[item] += 1 + (uint32_t)ph_random_below(random, 9);
    length = lay_out(copybook, begin, end, 0, offsets, sizes);
    lay_out_renames(copybook, offsets, sizes);
    const description d = { .copybook = copybook, .offsets = offsets, .sizes = sizes };
    g_autoptr(GString) said = describe(d, record);
    compare(copybook, record, said, length, &differences);
    if (differences.count != 1 || differences.all[0].kind != PH_LAYOUT_DIFFERENCE_SIZE ||
        !g_str_has_suffix(differences.all[0].path, copybook->items[item].name))
        fail_msg("seed %" PRIu64 ", copybook %" PRIu64 ": %zu differences, of %s and of %s, where "
                 "%s is longer: %s",
                 seed, index, differences.count, differences.all[0].path, differences.all[1].path,
                 copybook->items[item].name, said->str);
    ph_layout_differences_free(&differences);
}

static void test_what_follows_is_no_difference(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < COPYBOOKS; i++) {
        ph_random random = ph_random_stream(seed, i);
        g_autoptr(random_copybook) made = random_copybook_new(&random, RANDOM_COPYBOOK_SHARED);

        for (uint32_t k = 0; k < made->copybook.record_count; k++)
            look_at_cause(&random, i, &made->copybook, &made->copybook.records[k]);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_what_is_wrong_is_seen),
                                        cmocka_unit_test(test_what_follows_is_no_difference) };

    if (argc > 1)
        seed = strtoull(argv[1], NULL, 10);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
