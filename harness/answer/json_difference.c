/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "answer/json_difference.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define FIELDS "fields"

/* The key that is being looked at. What does not fit is left out. */
typedef struct json_path {
    char *text;
    size_t length;
    ph_json_filler filler; /* How that is looked at on the way. */
} json_path;

static json_path member_of(json_path group, const char *name)
{
    const size_t room = PH_JSON_PATH_MAX - group.length;
    const int written =
        snprintf(group.text + group.length, room, "%s%s", group.length > 0 ? "." : "", name);

    group.length += (size_t)written < room ? (size_t)written : room - 1;
    return group;
}

static json_path element_of(json_path array, size_t number)
{
    const size_t room = PH_JSON_PATH_MAX - array.length;
    const int written = snprintf(array.text + array.length, room, "[%zu]", number);

    array.length += (size_t)written < room ? (size_t)written : room - 1;
    return array;
}

static bool is_filler(const cJSON *member)
{
    return member->string && strcasecmp(member->string, "FILLER") == 0;
}

/*
 * The first key, from this item down, that says anything: the item's own, or inside of FILLER that
 * of the first member of another name. False, and the path is spoilt, when there is none.
 */
static bool find_named(const cJSON *item, json_path path)
{
    const cJSON *child;
    size_t number = 0;

    if (path.filler == PH_JSON_FILLER_IS_COMPARED || (item->string && !is_filler(item)))
        return true;
    cJSON_ArrayForEach(
        child, item) if (find_named(child, child->string ? member_of(path, child->string)
                                                         : element_of(path, ++number))) return true;
    return false;
}

static ph_json_difference compare(const cJSON *left, const cJSON *right, json_path path);

/* The member of that name: mostly the one that beside steps to, as both have the same order. */
static const cJSON *find_member(const cJSON *object, const char *name, const cJSON **beside)
{
    const cJSON *found = *beside && strcmp((*beside)->string, name) == 0
                             ? *beside
                             : cJSON_GetObjectItemCaseSensitive(object, name);

    if (found)
        *beside = found->next;
    return found;
}

static ph_json_difference compare_objects(const cJSON *left, const cJSON *right, json_path path)
{
    const cJSON *member, *beside = right->child;

    cJSON_ArrayForEach(member, left)
    {
        const cJSON *other = find_member(right, member->string, &beside);
        const json_path key = member_of(path, member->string);
        ph_json_difference found = PH_JSON_NONE;

        if (other)
            found = compare(member, other, key);
        else if (find_named(member, key))
            found = PH_JSON_MISSING_RIGHT;
        if (found != PH_JSON_NONE)
            return found;
    }
    beside = left->child;
    cJSON_ArrayForEach(
        member,
        right) if (!find_member(left, member->string, &beside) &&
                   find_named(member, member_of(path, member->string))) return PH_JSON_MISSING_LEFT;
    return PH_JSON_NONE;
}

static ph_json_difference compare_arrays(const cJSON *left, const cJSON *right, json_path path)
{
    const cJSON *a = left->child, *b = right->child;

    for (size_t number = 1; a || b; number++, a = a->next, b = b->next) {
        const json_path key = element_of(path, number);
        const ph_json_difference found = !a   ? PH_JSON_MISSING_LEFT
                                         : !b ? PH_JSON_MISSING_RIGHT
                                              : compare(a, b, key);

        if (found != PH_JSON_NONE)
            return found;
    }
    return PH_JSON_NONE;
}

static ph_json_difference compare(const cJSON *left, const cJSON *right, json_path path)
{
    if (cJSON_IsObject(left) && cJSON_IsObject(right))
        return compare_objects(left, right, path);
    if (cJSON_IsArray(left) && cJSON_IsArray(right))
        return compare_arrays(left, right, path);
    return cJSON_Compare(left, right, true) ? PH_JSON_NONE : PH_JSON_VALUE;
}

ph_json_difference ph_json_first_difference(const cJSON *left, const cJSON *right,
                                            ph_json_filler filler, char *ret_path)
{
    const cJSON *a = cJSON_GetObjectItemCaseSensitive(left, FIELDS);
    const cJSON *b = cJSON_GetObjectItemCaseSensitive(right, FIELDS);
    const json_path root = { ret_path, 0, filler };
    ph_json_difference found = PH_JSON_NONE;

    *ret_path = '\0';
    if (a && b)
        found = compare(a, b, member_of(root, FIELDS));
    if (found == PH_JSON_NONE)
        found = compare(left, right, root);
    if (found == PH_JSON_NONE)
        *ret_path = '\0';
    return found;
}
