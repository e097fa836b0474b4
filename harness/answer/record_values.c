/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "answer/record_values.h"

#include <cjson/cJSON.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "answer/same_number.h"
#include "perfharness/record_lines.h"

#define FIELDS "fields"

/* Where both lines are compared. */
typedef struct walk {
    ph_record_of of;
    ph_line_result place; /* Of its members those that make a path. */
    ph_record_tolerance tolerance;
    ph_record_breach *breach;
} walk;

static const ph_record_item *item_of(const walk *w, uint32_t item)
{
    return &w->of.copybook->items[item];
}

/* True when all the same the comparison goes on. */
static bool give(walk *w, uint32_t item, ph_record_rule rule)
{
    w->place.item = item;
    w->breach->rule = rule;
    (void)ph_line_failed_path(w->of.copybook, &w->place, w->breach->field, PH_RECORD_FIELD_MAX);
    if (!w->tolerance.has || !w->tolerance.has(w->tolerance.data, w->breach))
        return false;
    w->breach->rule = PH_RECORD_RULE_NONE;
    return true;
}

/* FILLER, and of several in one group "FILLER__dup2". */
static bool is_filler_key(const char *key)
{
    return strcasecmp(key, "FILLER") == 0 || strncasecmp(key, "FILLER__dup", 11) == 0;
}

static bool is_filler(const ph_record_item *item)
{
    return strcasecmp(item->name, "FILLER") == 0;
}

static uint32_t first_below(const walk *w, uint32_t group)
{
    return item_of(w, group)->descendants > 0 ? group + 1 : PH_RECORD_NO_ITEM;
}

/* A key: the name of an item, and which of those in its group that have it, from 1. */
typedef struct key_name {
    const char *text;
    size_t length;
    unsigned long which;
} key_name;

static key_name name_of_key(const char *key)
{
    static const char mark[] = "__dup";
    const char *dup = strstr(key, mark);

    if (!dup)
        return (key_name){ key, strlen(key), 1 };
    return (key_name){ key, (size_t)(dup - key), strtoul(dup + sizeof(mark) - 1, NULL, 10) };
}

/* Among items beside each other, and those of FILLER groups, which have no level of their own. */
static uint32_t find_item(const walk *w, uint32_t first, key_name *name)
{
    for (uint32_t i = first; i != PH_RECORD_NO_ITEM; i = item_of(w, i)->next) {
        const ph_record_item *item = item_of(w, i);

        if (strlen(item->name) == name->length &&
            strncasecmp(item->name, name->text, name->length) == 0 && --name->which == 0)
            return i;
        const uint32_t inner =
            is_filler(item) ? find_item(w, first_below(w, i), name) : PH_RECORD_NO_ITEM;
        if (inner != PH_RECORD_NO_ITEM)
            return inner;
    }
    return PH_RECORD_NO_ITEM;
}

/* Of a key in this group, or in the 01s where that is no item: the group itself where it is not
 * known. */
static uint32_t item_of_key(const walk *w, uint32_t group, const char *key)
{
    const uint32_t first = w->of.record->first;
    key_name name = name_of_key(key);
    uint32_t found = find_item(w, first_below(w, group), &name);

    if (found == PH_RECORD_NO_ITEM && group == first) {
        name = name_of_key(key);
        found = find_item(w, first, &name);
    }
    return found == PH_RECORD_NO_ITEM ? group : found;
}

/* A member, be it in FILLER. */
static const cJSON *find_member(const cJSON *object, const char *key)
{
    const cJSON *found = cJSON_GetObjectItemCaseSensitive(object, key);
    const cJSON *member;

    if (found || !cJSON_IsObject(object))
        return found;
    cJSON_ArrayForEach(member, object)
    {
        if (is_filler_key(member->string) && (found = find_member(member, key)) != NULL)
            return found;
    }
    return NULL;
}

static bool is_in_filler(const walk *w, uint32_t item)
{
    for (uint32_t i = item_of(w, item)->parent; i != PH_RECORD_NO_ITEM; i = item_of(w, i)->parent)
        if (is_filler(item_of(w, i)))
            return true;
    return false;
}

static bool give_missing(walk *w, uint32_t item)
{
    if (is_in_filler(w, item))
        return give(w, item, PH_RECORD_RULE_FILLER);
    return give(w, item,
                item_of(w, item)->redefines != PH_RECORD_NO_ITEM ? PH_RECORD_RULE_VIEW
                                                                 : PH_RECORD_RULE_MISSING);
}

static bool is_number_kind(const ph_record_item *item)
{
    return item->kind == PH_RECORD_KIND_ZONED || item->kind == PH_RECORD_KIND_PACKED ||
           item->kind == PH_RECORD_KIND_BINARY;
}

static size_t trimmed_length(const char *text)
{
    size_t length = strlen(text);

    while (length > 0 && text[length - 1] == ' ')
        length--;
    return length;
}

/* Is all that differs the blanks around it? */
static bool is_same_but_blanks(const char *a, const char *b)
{
    a += strspn(a, " ");
    b += strspn(b, " ");
    return trimmed_length(a) == trimmed_length(b) && memcmp(a, b, trimmed_length(a)) == 0;
}

/* Which rule a number breaks that is not the right one. */
static ph_record_rule number_rule(const ph_record_item *item, const cJSON *right, const cJSON *said)
{
    const char *a = cJSON_GetStringValue(right), *b = cJSON_GetStringValue(said);

    if (item->kind == PH_RECORD_KIND_FLOAT)
        return PH_RECORD_RULE_FLOAT;
    if (item->scale < 0)
        return PH_RECORD_RULE_ZEROS;
    if (a && b && ph_is_same_number_but_sign(a, b))
        return PH_RECORD_RULE_SIGN;
    if (item->kind == PH_RECORD_KIND_BINARY && item->scale > 0 && !(b && strchr(b, '.')))
        return PH_RECORD_RULE_SCALE;
    return PH_RECORD_RULE_NUMBER;
}

static ph_record_rule text_rule(const cJSON *right, const cJSON *said)
{
    const char *a = cJSON_GetStringValue(right), *b = cJSON_GetStringValue(said);

    return a && b && is_same_but_blanks(a, b) ? PH_RECORD_RULE_BLANKS : PH_RECORD_RULE_TEXT;
}

static bool is_same_leaf(const ph_record_item *item, const cJSON *right, const cJSON *said)
{
    const char *a = cJSON_GetStringValue(right), *b = cJSON_GetStringValue(said);

    if (a && b && strcmp(a, b) == 0)
        return true;
    if (a && cJSON_IsNumber(said))
        return is_number_kind(item) && strtod(a, NULL) == said->valuedouble;
    if (a && b)
        return item->is_edited ? ph_is_same_edited_number(a, b)
                               : is_number_kind(item) && ph_is_same_number(a, b);
    if (cJSON_IsNumber(right))
        return b ? strtod(b, NULL) == right->valuedouble
                 : cJSON_IsNumber(said) && said->valuedouble == right->valuedouble;
    return cJSON_IsNull(right) && cJSON_IsNull(said);
}

static bool compare(walk *w, uint32_t item, const cJSON *right, const cJSON *said);

static bool compare_members(walk *w, uint32_t group, const cJSON *right, const cJSON *said)
{
    const cJSON *member;

    cJSON_ArrayForEach(member, right)
    {
        const uint32_t item = item_of_key(w, group, member->string);
        const cJSON *other = find_member(said, member->string);

        if (other ? !compare(w, item, member, other) : !give_missing(w, item))
            return false;
    }
    cJSON_ArrayForEach(member, said)
    {
        if (!is_filler_key(member->string) &&
            !cJSON_GetObjectItemCaseSensitive(right, member->string) &&
            !give(w, group, PH_RECORD_RULE_ADDED))
            return false;
    }
    return true;
}

static bool compare_elements(walk *w, uint32_t item, const cJSON *right, const cJSON *said)
{
    const uint8_t depth = w->place.depth;
    const cJSON *a = right->child, *b = cJSON_IsArray(said) ? said->child : NULL;

    if (!cJSON_IsArray(said) || cJSON_GetArraySize(right) != cJSON_GetArraySize(said))
        return give(w, item, PH_RECORD_RULE_COUNT);
    if (depth == PH_RECORD_TABLE_DEPTH_MAX)
        return cJSON_Compare(right, said, true) || give(w, item, PH_RECORD_RULE_COUNT);
    w->place.depth++;
    for (uint32_t i = 0; a && b; i++, a = a->next, b = b->next) {
        w->place.occurrence[depth] = i;
        if (!compare(w, item, a, b))
            return false;
    }
    w->place.depth = depth;
    return true;
}

static bool compare(walk *w, uint32_t item, const cJSON *right, const cJSON *said)
{
    const ph_record_item *it = item_of(w, ph_record_described_by(w->of.copybook->items, item));

    if (cJSON_IsArray(right))
        return compare_elements(w, item, right, said);
    if (cJSON_IsObject(right))
        return cJSON_IsObject(said) ? compare_members(w, item, right, said)
                                    : give(w, item, PH_RECORD_RULE_GROUP);
    if (is_same_leaf(it, right, said))
        return true;
    return give(w, item,
                is_number_kind(it) || it->kind == PH_RECORD_KIND_FLOAT
                    ? number_rule(it, right, said)
                    : text_rule(right, said));
}

/* The last of that name, which is the one whose value stands outside of groups. */
static uint32_t find_last(const walk *w, const char *key)
{
    const key_name name = name_of_key(key);

    for (uint32_t i = w->of.record->first + w->of.record->item_count; i-- > w->of.record->first;) {
        const ph_record_item *item = item_of(w, i);

        if (strlen(item->name) == name.length &&
            strncasecmp(item->name, name.text, name.length) == 0)
            return i;
    }
    return w->of.record->first;
}

static bool is_envelope(const char *key)
{
    static const char *const keys[] = { "schema", "record_index", "codepage", FIELDS };

    for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
        if (strcmp(keys[i], key) == 0)
            return true;
    return false;
}

/* Outside of groups not everybody writes all there is. */
static bool compare_flat(walk *w, const cJSON *right, const cJSON *said)
{
    const cJSON *member;

    w->place.depth = 0;
    cJSON_ArrayForEach(member, right)
    {
        const cJSON *other = cJSON_GetObjectItemCaseSensitive(said, member->string);

        if (other && !is_envelope(member->string) &&
            !compare(w, find_last(w, member->string), member, other))
            return false;
    }
    return true;
}

/* A NUL would end the text that it stands in: what no code page has stands for it in both. */
static void hide_nuls(char *text)
{
    for (char *at = text; (at = strstr(at, "\\u0000")) != NULL; at += 6)
        at[2] = 'e';
}

static cJSON *parse(ph_record_line line)
{
    char *copy = malloc(line.length + 1);
    cJSON *object = NULL;

    if (!copy)
        return NULL;
    memcpy(copy, line.text, line.length);
    copy[line.length] = '\0';
    hide_nuls(copy);
    object = cJSON_Parse(copy);
    free(copy);
    if (cJSON_IsObject(object))
        return object;
    cJSON_Delete(object);
    return NULL;
}

static void compare_lines(walk *w, const cJSON *right, const cJSON *said)
{
    const cJSON *tree = cJSON_GetObjectItemCaseSensitive(right, FIELDS);
    const cJSON *fields = cJSON_GetObjectItemCaseSensitive(said, FIELDS);
    const bool is_enveloped =
        cJSON_IsObject(fields) && cJSON_GetObjectItemCaseSensitive(said, "record_index");

    if (compare_members(w, w->of.record->first, tree, is_enveloped ? fields : said) && is_enveloped)
        (void)compare_flat(w, right, said);
}

bool ph_record_values_compare(ph_record_of of, ph_record_line right, ph_record_line said,
                              ph_record_tolerance tolerance, ph_record_breach *ret)
{
    cJSON *a = parse(right), *b = parse(said);
    const bool is_ok = a && b;
    walk w = { .of = of, .tolerance = tolerance, .breach = ret };

    if (is_ok) {
        *ret = (ph_record_breach){ .rule = PH_RECORD_RULE_NONE };
        compare_lines(&w, a, b);
    }
    cJSON_Delete(a);
    cJSON_Delete(b);
    return is_ok;
}
