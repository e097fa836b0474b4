/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "answer/described_layout.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "perfharness/record.h"

enum {
    /* Twice what a copybook may have, as a subject may make items of comments. */
    DEPTH_MAX = 100,
    ITEMS_MAX = 2 * PH_COPYBOOK_ITEMS_MAX,
    /* All that subject.h names, of as many items as a copybook may have: a tree of them is 150 MB.
     */
    VALUES_MAX = 16 * PH_COPYBOOK_ITEMS_MAX,
};
#define NUMBER_MAX 9007199254740991.0 /* 2^53 - 1 */

/* Where it is read to. */
typedef struct reading {
    ph_described_item *items;
    uint32_t count;
    char *reason;
} reading;

static uint32_t count_objects(const cJSON *json)
{
    uint32_t count = 0;

    for (const cJSON *child = json->child; child && count < ITEMS_MAX; child = child->next)
        count += count_objects(child) + (cJSON_IsObject(child) ? 1 : 0);
    return count;
}

static const cJSON *member(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

static void copy_name(const char *name, char *ret)
{
    size_t length = 0;

    for (; name[length] && length < PH_DESCRIBED_NAME_MAX - 1; length++) {
        ret[length] = name[length];
        if (name[length] <= ' ' || name[length] > '~')
            ret[length] = '?';
    }
    ret[length] = '\0';
}

/* A whole number within its range; true where it is not there, and may be missing. */
static bool read_number(reading *r, const cJSON *json, const char *name, double least, int64_t *ret,
                        bool is_needed)
{
    const cJSON *number = member(json, name);

    if (!number && !is_needed)
        return true;
    if (!number)
        return ph_reason_give(r->reason, "item %" PRIu32 " of its description has no \"%s\"",
                              r->count + 1, name);
    if (!cJSON_IsNumber(number) || !(number->valuedouble >= least) ||
        number->valuedouble > NUMBER_MAX ||
        (double)(int64_t)number->valuedouble != number->valuedouble)
        return ph_reason_give(r->reason,
                              "\"%s\" of item %" PRIu32
                              " of its description is no whole number, or "
                              "one beyond its range",
                              name, r->count + 1);
    *ret = (int64_t)number->valuedouble;
    return true;
}

/* What has no kind has a level that is one. */
static int read_kind(const cJSON *json)
{
    const cJSON *kind = member(json, "kind"), *level = member(json, "level");

    for (int i = 0; cJSON_IsString(kind) && i <= PH_RECORD_KIND_CONDITION; i++)
        if (strcmp(kind->valuestring, ph_record_kind_name((ph_record_kind)i)) == 0)
            return i;
    if (cJSON_IsNumber(level) && level->valuedouble == 66)
        return PH_RECORD_KIND_RENAMES;
    return cJSON_IsNumber(level) && level->valuedouble == 88 ? PH_RECORD_KIND_CONDITION : -1;
}

static int read_truth(const cJSON *json, const char *name, int missing)
{
    const cJSON *truth = member(json, name);

    return cJSON_IsBool(truth) ? cJSON_IsTrue(truth) : missing;
}

static bool read_item(reading *r, const cJSON *json, ph_described_item *ret)
{
    const cJSON *name = member(json, "name");
    int64_t offset = 0, size = 0, occurs = 1, digits = -1, scale = INT64_MIN;

    if (!cJSON_IsObject(json) || !cJSON_IsString(name))
        return ph_reason_give(r->reason,
                              "item %" PRIu32 " of its description is no object with a \"name\"",
                              r->count + 1);
    if (!read_number(r, json, "offset", 0.0, &offset, true) ||
        !read_number(r, json, "size", 0.0, &size, true) ||
        !read_number(r, json, "occurs", 0.0, &occurs, false) ||
        !read_number(r, json, "digits", 0.0, &digits, false) ||
        !read_number(r, json, "scale", -NUMBER_MAX, &scale, false))
        return false;
    *ret = (ph_described_item){
        .offset = (uint64_t)offset,
        .size = (uint64_t)size,
        .occurs = (uint64_t)occurs,
        .kind = read_kind(json),
        .digits = digits,
        .scale = scale,
        .has_scale = scale != INT64_MIN,
        .sign = read_truth(json, "signed", -1),
        .sign_leading = read_truth(json, "sign_leading", -1),
        .sign_separate = read_truth(json, "sign_separate", -1),
        .offset_varies = read_truth(json, "offset_varies", 0) == 1,
    };
    copy_name(name->valuestring, ret->name);
    return true;
}

static bool read_items(reading *r, const cJSON *array, uint32_t depth)
{
    const cJSON *json;

    if (depth > DEPTH_MAX)
        return ph_reason_give(r->reason, "its description is nested more than %d deep", DEPTH_MAX);
    if (!cJSON_IsArray(array))
        return ph_reason_give(r->reason, depth == 0 ? "its description is no array"
                                                    : "\"items\" in its description is no array");
    cJSON_ArrayForEach(json, array)
    {
        ph_described_item *item = &r->items[r->count];

        if (!read_item(r, json, item))
            return false;
        r->count++;
        if (member(json, "items") && !read_items(r, member(json, "items"), depth + 1))
            return false;
        item->descendants = (uint32_t)(&r->items[r->count] - item) - 1;
    }
    return true;
}

static bool read_document(const cJSON *document, ph_described_layout *ret, char *reason)
{
    const uint32_t count = count_objects(document);
    reading r = { .reason = reason };

    if (count >= ITEMS_MAX)
        return ph_reason_give(reason, "its description has more than %d items", ITEMS_MAX);
    r.items = calloc((size_t)count + 1, sizeof(*r.items));
    if (!r.items)
        return ph_reason_give(reason, "no memory for its description");
    if (!read_items(&r, document, 0)) {
        free(r.items);
        return false;
    }
    *ret = (ph_described_layout){ r.items, r.count };
    return true;
}

/* As many as commas and what opens, and one; before there is a tree, which takes a hundred times a
 * value's text. Of what is no JSON they are not fewer. */
static bool has_too_many_values(const char *text, size_t length)
{
    size_t count = 1;
    bool is_string = false;

    for (size_t i = 0; i < length && count <= VALUES_MAX; i++) {
        if (is_string && text[i] == '\\')
            i++;
        else if (text[i] == '"')
            is_string = !is_string;
        else if (!is_string && (text[i] == ',' || text[i] == '[' || text[i] == '{'))
            count++;
    }
    return count > VALUES_MAX;
}

bool ph_described_layout_read(const char *text, size_t length, ph_described_layout *ret,
                              char *reason)
{
    const char *end = NULL;
    cJSON *document;

    if (has_too_many_values(text, length))
        return ph_reason_give(reason, "its description has more than %u values", VALUES_MAX);
    document = cJSON_ParseWithLengthOpts(text, length, &end, false);
    if (!document)
        return ph_reason_give(reason,
                              "its description is not JSON, or is nested too deeply: byte "
                              "%zu",
                              end ? (size_t)(end - text) : 0);
    const size_t read = (size_t)(end - text);
    const size_t blanks = strspn(text + read, " \t\r\n");
    const bool is_read =
        read + blanks == length
            ? read_document(document, ret, reason)
            : ph_reason_give(reason, "its description goes on behind its JSON: byte %zu", read);
    cJSON_Delete(document);
    return is_read;
}

void ph_described_layout_free(ph_described_layout *layout)
{
    free(layout->items);
    *layout = (ph_described_layout){ NULL, 0 };
}
