/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The native subject: a layout as describe_layout() of subject.h has it. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "failure.h"
#include "layout.h"

/* What is written, and all that there would be with enough room. */
typedef struct text {
    uint8_t *bytes;
    uint64_t capacity;
    uint64_t length;
} text;

__attribute__((format(printf, 2, 3))) static void put(text *out, const char *format, ...)
{
    char piece[2 * PH_COPYBOOK_NAME_MAX + 64];
    va_list args;

    va_start(args, format);
    const int length = vsnprintf(piece, sizeof(piece), format, args);
    va_end(args);
    if (out->length + (uint64_t)length <= out->capacity)
        memcpy(out->bytes + out->length, piece, (size_t)length);
    out->length += (uint64_t)length;
}

/* Letters, digits, hyphens and underscores: there is nothing in a name to be escaped. */
static void put_numbers(text *out, const ph_copybook *copybook, const ph_record_item *item)
{
    put(out, "{\"name\":\"%s\",\"level\":%u,\"kind\":\"%s\"", item->name, item->level,
        ph_record_kind_name((ph_record_kind)item->kind));
    put(out, ",\"offset\":%" PRIu32 ",\"size\":%" PRIu32, item->offset, item->size);
    if (item->occurs_max != 1)
        put(out, ",\"occurs\":%" PRIu32, item->occurs_max);
    if (item->offset_varies)
        put(out, ",\"offset_varies\":true");
    if (item->kind == PH_RECORD_KIND_ZONED || item->kind == PH_RECORD_KIND_PACKED ||
        item->kind == PH_RECORD_KIND_BINARY)
        put(out, ",\"digits\":%u,\"scale\":%d,\"signed\":%s", item->digits, item->scale,
            item->flags & PH_DECIMAL_SIGNED ? "true" : "false");
    if (item->kind == PH_RECORD_KIND_ZONED && item->flags & PH_DECIMAL_SIGNED)
        put(out, ",\"sign_leading\":%s,\"sign_separate\":%s",
            item->flags & PH_DECIMAL_SIGN_LEADING ? "true" : "false",
            item->flags & PH_DECIMAL_SIGN_SEPARATE ? "true" : "false");
    if (item->kind != PH_RECORD_KIND_RENAMES && item->redefines != PH_RECORD_NO_ITEM)
        put(out, ",\"redefines\":\"%s\"", copybook->items[item->redefines].name);
}

/* Groups in each other are PH_COPYBOOK_DEPTH_MAX at most. */
static void put_items(text *out, const ph_copybook *copybook, uint32_t first)
{
    for (uint32_t i = first; i != PH_RECORD_NO_ITEM; i = copybook->items[i].next) {
        put(out, "%s", i == first ? "" : ",");
        put_numbers(out, copybook, &copybook->items[i]);
        if (copybook->items[i].descendants > 0) {
            put(out, ",\"items\":[");
            put_items(out, copybook, i + 1);
            put(out, "]");
        }
        put(out, "}");
    }
}

/* The description goes there. NOLINTNEXTLINE(readability-non-const-parameter) */
int32_t ph_native_describe_layout(void *state, void *layout, uint8_t *output, uint64_t capacity,
                                  ph_subject_outcome *outcome)
{
    const ph_native_layout *native = layout;
    text out = { output, capacity, 0 };

    (void)state;
    put(&out, "[");
    /* A 01 that was made around entries is not the copybook's. */
    put_items(&out, &native->copybook, native->record->first + native->record->is_wrapped);
    put(&out, "]");
    if (out.length > capacity)
        return ph_native_fail(outcome, PH_SUBJECT_ERROR_OUTPUT_FULL,
                              "The layout does not fit into %" PRIu64 " bytes.", capacity);
    outcome->output_length = out.length;
    return PH_SUBJECT_OK;
}
