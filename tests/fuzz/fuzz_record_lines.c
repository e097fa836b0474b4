/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Any bytes as records of any copybook: two bytes that choose how they are written, a copybook, a
 * NUL, a record.
 *
 * A record is refused, with an item of its own and a byte within it, or becomes one line: a JSON
 * object in UTF-8, without a name twice in one object, no longer than is promised. It fits where it
 * just fits, and nothing is written behind what there is.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cJSON.h>

#include "perfharness/record_lines.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

enum { RECORD_MAX = 1 << 13, LINE_MAX_BYTES = 1 << 18, PATH_BYTES = 64 };

static uint8_t memory[PH_COPYBOOK_MEMORY_MAX];

static void demand(bool is_so)
{
    if (!is_so)
        abort();
}

/* Bytes of the character that begins here; 0 where none does that may stand in a line. */
static size_t character_length(const uint8_t *at, size_t rest)
{
    const size_t length = at[0] < 0x80   ? 1
                          : at[0] < 0xC2 ? 0
                          : at[0] < 0xE0 ? 2
                          : at[0] < 0xF0 ? 3
                          : at[0] < 0xF5 ? 4
                                         : 0;

    if (length == 0 || length > rest || at[0] < ' ')
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((at[i] & 0xC0) != 0x80)
            return 0;
    if ((at[0] == 0xE0 && at[1] < 0xA0) || (at[0] == 0xED && at[1] > 0x9F) ||
        (at[0] == 0xF0 && at[1] < 0x90) || (at[0] == 0xF4 && at[1] > 0x8F))
        return 0;
    return length;
}

static void check_names(const cJSON *object)
{
    for (const cJSON *member = object->child; member; member = member->next) {
        for (const cJSON *other = member->next; other && cJSON_IsObject(object);
             other = other->next)
            demand(strcmp(member->string, other->string) != 0);
        check_names(member);
    }
}

static void check_line(const uint8_t *line, size_t length, bool has_names_once)
{
    const char *end;
    cJSON *json;

    demand(length > 0 && line[length - 1] == '\n');
    for (size_t i = 0, step; i < length - 1; i += step) {
        step = character_length(line + i, length - 1 - i);
        demand(step > 0);
    }
    json = cJSON_ParseWithLengthOpts((const char *)line, length, &end, false);
    demand(cJSON_IsObject(json) && end == (const char *)line + length - 1);
    if (has_names_once)
        check_names(json);
    cJSON_Delete(json);
}

static void check_refusal(const ph_copybook *copybook, const ph_record *record,
                          const ph_line_result *result, size_t length)
{
    char path[PATH_BYTES], words[PATH_BYTES];

    demand(result->length == 0 && result->status != PH_LINE_STATUS_OUTPUT_FULL);
    demand(result->item == PH_RECORD_NO_ITEM ||
           (result->item >= record->first && result->item - record->first < record->item_count));
    demand(result->byte <= length && result->depth <= PH_RECORD_TABLE_DEPTH_MAX);
    (void)ph_line_failed_path(copybook, result, path, sizeof(path));
    ph_line_failed_words(result, words, sizeof(words));
    demand(strlen(path) < sizeof(path) && words[0] != '\0');
}

static ph_line_options choose(const uint8_t *bytes)
{
    static const uint32_t pages[] = { 37, 273, 500, 1047, 1140 };

    return (ph_line_options){ .shape = (ph_line_shape)(bytes[0] & 1),
                              .controls = (ph_control_policy)((bytes[0] >> 1) % 3),
                              .redefines = (ph_line_redefines)((bytes[1] & 3) % 3),
                              .floats = (ph_line_float)(bytes[1] >> 2 & 1),
                              .is_variable = (bytes[1] >> 3 & 1) != 0,
                              .page = ph_code_page_find(pages[(bytes[1] >> 4) % 5]),
                              .page_name = "cp" };
}

/* A record of its own memory. @return  Its length. */
static size_t make_record(const ph_record *record, const ph_line_options *options,
                          const uint8_t *bytes, size_t length, uint8_t **ret)
{
    const size_t size =
        options->is_variable && length < record->length_max ? length : record->length_max;

    *ret = malloc(size > 0 ? size : 1);
    for (size_t i = 0; i < size; i++)
        (*ret)[i] = length > 0 ? bytes[i % length] : 0;
    return size;
}

static void decode(const ph_copybook *copybook, const ph_record *record,
                   const ph_line_options *options, const uint8_t *bytes, size_t size, bool has_once)
{
    void *lent = malloc(ph_line_decoder_size(copybook, record));
    ph_line_decoder *decoder = ph_line_decoder_make(copybook, record, options, lent);
    const size_t room = ph_line_length_max(decoder);
    uint8_t *own;
    const size_t length = make_record(record, options, bytes, size, &own);

    if (room <= LINE_MAX_BYTES) {
        uint8_t *line = malloc(room), *exact;
        ph_line_result result = ph_line_decode(decoder, own, length, UINT64_MAX, line, room);

        if (result.status != PH_LINE_STATUS_OK) {
            check_refusal(copybook, record, &result, length);
        } else {
            const size_t written = result.length;

            check_line(line, written, has_once);
            exact = malloc(written);
            result = ph_line_decode(decoder, own, length, UINT64_MAX, exact, written);
            demand(result.status == PH_LINE_STATUS_OK && result.length == written &&
                   memcmp(line, exact, written) == 0);
            result = ph_line_decode(decoder, own, length, UINT64_MAX, exact, written - 1);
            demand(result.status == PH_LINE_STATUS_OUTPUT_FULL && result.length == 0);
            free(exact);
        }
        free(line);
    }
    free(own);
    free(lent);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    ph_copybook copybook;
    ph_copybook_error error;

    if (length < 2)
        return 0;
    const ph_line_options options = choose(bytes);
    const char *source = (const char *)bytes + 2;
    const uint8_t *end = memchr(source, 0, length - 2);
    const size_t source_length = end ? (size_t)(end - bytes) - 2 : length - 2;
    const size_t rest = end ? length - 2 - source_length - 1 : 0;

    if (!ph_copybook_read(source, source_length, &(ph_copybook_options){ .pointer_bytes = 4 },
                          memory, sizeof(memory), &copybook, &error))
        return 0;
    for (uint32_t i = 0; i < copybook.record_count; i++)
        if (copybook.records[i].length_max <= RECORD_MAX)
            decode(&copybook, &copybook.records[i], &options, end ? end + 1 : bytes, rest,
                   !memmem(source, source_length, "__", 2));
    return 0;
}
