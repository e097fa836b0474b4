/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/own_copybook.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "worker/copybook_file.h"
#include "worker/replaced_source.h"

/* Why the reader refuses it: always false. */
static bool refuse_copybook(const char *path, const ph_copybook_error *error, char *reason)
{
    if (error->line == 0)
        return ph_reason_give(reason, "%s: %s", path, error->message);
    return ph_reason_give(reason, "%s:%" PRIu32 ":%" PRIu32 ": %s", path, error->line,
                          error->column, error->message);
}

static ph_copybook_options options_of(const ph_request *request)
{
    return (ph_copybook_options){ .format = request->source_format,
                                  .pointer_bytes = (uint32_t)request->pointer_bytes,
                                  .replacements = request->replacements,
                                  .replacement_count = request->replacement_count };
}

static bool read_layout(const ph_request *request, ph_own_copybook *own, char *reason)
{
    const ph_copybook_options options = options_of(request);
    ph_copybook_error error;

    own->memory = malloc(PH_COPYBOOK_MEMORY_MAX);
    if (!own->memory)
        return ph_reason_give(reason, "copybook %s: no memory", request->copybook);
    return ph_copybook_read(own->source, own->length, &options, own->memory, PH_COPYBOOK_MEMORY_MAX,
                            &own->copybook, &error) ||
           refuse_copybook(request->copybook, &error, reason);
}

/* The harness lists them, before it comes to this. */
static bool find_record(const ph_request *request, ph_own_copybook *own, char *reason)
{
    own->record = ph_copybook_find_record(&own->copybook, request->record);
    if (own->record)
        return true;
    if (request->record)
        return ph_reason_give(reason, "%s: there is no record %s in it", request->copybook,
                              request->record);
    return ph_reason_give(reason, "%s describes several records: name the one that is meant",
                          request->copybook);
}

static bool is_any_float(const ph_copybook *copybook, uint32_t first, uint32_t count)
{
    for (uint32_t i = first; i < first + count; i++)
        if (copybook->items[i].kind == PH_RECORD_KIND_FLOAT)
            return true;
    return false;
}

/* Subjects are given all records but where one is named. What is not known may have floats. */
static bool has_floats(const ph_request *request, const ph_own_copybook *own)
{
    if (!own->record)
        return true;
    return request->record
               ? is_any_float(&own->copybook, own->record->first, own->record->item_count)
               : is_any_float(&own->copybook, 0, own->copybook.item_count);
}

/* Lines stay what they are, so that a subject speaks of the file's. */
static void blank(char *text, size_t begin, size_t end)
{
    for (size_t i = begin; i < end; i++)
        if (text[i] != '\n' && text[i] != '\r')
            text[i] = ' ';
}

ph_source_format ph_own_copybook_format(const ph_request *request, const ph_own_copybook *own)
{
    return own->record ? own->copybook.format : request->source_format;
}

static bool make_given(const ph_request *request, ph_own_copybook *own)
{
    ph_copybook_options options = options_of(request);
    char *text = malloc(own->length + 1);

    options.format = ph_own_copybook_format(request, own);
    if (!text)
        return false;
    memcpy(text, own->source, own->length + 1);
    if (request->record && own->record) {
        blank(text, 0, own->record->source_begin);
        blank(text, own->record->source_end, own->length);
    }
    own->given = text;
    own->given_length = own->length;
    return request->replacement_count == 0 ||
           ph_replaced_source(&options, &own->given, &own->given_length);
}

static bool read_whole(const ph_request *request, ph_own_copybook *own, char *reason)
{
    own->source = ph_copybook_file_read(request->copybook, &own->length, reason);
    if (!own->source)
        return false;
    if (read_layout(request, own, own->why)) {
        if (!find_record(request, own, reason))
            return false;
    } else if (request->layout_policy == PH_LAYOUT_POLICY_VOID) {
        return ph_reason_give(reason, "%s", own->why);
    }
    own->has_floats = has_floats(request, own);
    return make_given(request, own) ||
           ph_reason_give(reason, "copybook %s: no memory", request->copybook);
}

bool ph_own_copybook_read(const ph_request *request, ph_own_copybook *ret, char *reason)
{
    ph_own_copybook own = { .source = NULL };

    if (!read_whole(request, &own, reason)) {
        ph_own_copybook_free(&own);
        return false;
    }
    *ret = own;
    return true;
}

void ph_own_copybook_free(ph_own_copybook *own)
{
    free(own->source);
    free(own->given);
    free(own->memory);
    *own = (ph_own_copybook){ .source = NULL };
}
