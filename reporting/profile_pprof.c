/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * pprof's Profile message. It has integers and texts only, and protobuf's two forms of these are
 * twenty lines: a generator for them, its runtime and somebody else's .proto would be more.
 */
#include <gio/gio.h>
#include <string.h>

#include "figure.h"
#include "profile_report.h"

enum { VARINT = 0, LENGTH = 2, WIRE_BITS = 3, GROUP_BITS = 7, GROUP_MORE = 1 << GROUP_BITS };

/* The fields that are written: google/pprof, proto/profile.proto. */
enum {
    PROFILE_SAMPLE_TYPE = 1,
    PROFILE_SAMPLE = 2,
    PROFILE_MAPPING = 3,
    PROFILE_LOCATION = 4,
    PROFILE_FUNCTION = 5,
    PROFILE_STRING_TABLE = 6,
    PROFILE_COMMENT = 13,
    VALUE_TYPE_TYPE = 1,
    VALUE_TYPE_UNIT = 2,
    SAMPLE_LOCATION_ID = 1,
    SAMPLE_VALUE = 2,
    SAMPLE_LABEL = 3,
    LABEL_KEY = 1,
    LABEL_STR = 2,
    MAPPING_ID = 1,
    MAPPING_FILENAME = 5,
    MAPPING_HAS_FUNCTIONS = 7,
    LOCATION_ID = 1,
    LOCATION_MAPPING_ID = 2,
    LOCATION_LINE = 4,
    LINE_FUNCTION_ID = 1,
    LINE_LINE = 2,
    FUNCTION_ID = 1,
    FUNCTION_NAME = 2,
    FUNCTION_SYSTEM_NAME = 3,
    FUNCTION_FILENAME = 4,
    FUNCTION_START_LINE = 5,
};

typedef struct message {
    GByteArray *bytes;
    GPtrArray *texts;     /* The string table: char *. */
    GHashTable *by_text;  /* Their indices. */
    GHashTable *mappings; /* Ids by library. */
} message;

static void put_varint(GByteArray *to, guint64 number)
{
    do {
        const guint64 rest = number >> GROUP_BITS;
        const guint8 byte = (guint8)(number % GROUP_MORE + (rest ? GROUP_MORE : 0));

        g_byte_array_append(to, &byte, 1);
        number = rest;
    } while (number);
}

static void put_number(GByteArray *to, guint field, guint64 number)
{
    put_varint(to, field << WIRE_BITS | VARINT);
    put_varint(to, number);
}

static void put_bytes(GByteArray *to, guint field, const void *bytes, gsize length)
{
    put_varint(to, field << WIRE_BITS | LENGTH);
    put_varint(to, length);
    g_byte_array_append(to, bytes, (guint)length);
}

/* Takes the part over. */
static void take_part(GByteArray *to, guint field, GByteArray *part)
{
    put_bytes(to, field, part->data, part->len);
    g_byte_array_unref(part);
}

static guint64 index_of(message *m, const char *text)
{
    gpointer known = g_hash_table_lookup(m->by_text, text);

    if (!known) {
        g_ptr_array_add(m->texts, g_strdup(text));
        known = GUINT_TO_POINTER(m->texts->len); /* From 1. */
        g_hash_table_insert(m->by_text, m->texts->pdata[m->texts->len - 1], known);
    }
    return GPOINTER_TO_UINT(known) - 1;
}

static guint mapping_of(message *m, const char *library)
{
    guint id = GPOINTER_TO_UINT(g_hash_table_lookup(m->mappings, library));
    GByteArray *mapping;

    if (id)
        return id;
    id = g_hash_table_size(m->mappings) + 1;
    g_hash_table_insert(m->mappings, (gpointer)library, GUINT_TO_POINTER(id));
    mapping = g_byte_array_new();
    put_number(mapping, MAPPING_ID, id);
    put_number(mapping, MAPPING_FILENAME, index_of(m, library));
    put_number(mapping, MAPPING_HAS_FUNCTIONS, 1);
    take_part(m->bytes, PROFILE_MAPPING, mapping);
    return id;
}

/* A function, and a location that is in it: ids are its index, from 1. */
static void put_function(message *m, const ph_profiled_function *function)
{
    const char *colon = function->place ? strrchr(function->place, ':') : NULL;
    g_autofree char *file =
        colon ? g_strndup(function->place, (gsize)(colon - function->place)) : NULL;
    const guint64 line = colon ? g_ascii_strtoull(colon + 1, NULL, 10) : 0;
    const guint64 id = function->index + 1, name = index_of(m, function->name);
    GByteArray *part = g_byte_array_new(), *line_part = g_byte_array_new();

    put_number(part, FUNCTION_ID, id);
    put_number(part, FUNCTION_NAME, name);
    put_number(part, FUNCTION_SYSTEM_NAME, name);
    put_number(part, FUNCTION_FILENAME, index_of(m, file ? file : ""));
    put_number(part, FUNCTION_START_LINE, line);
    take_part(m->bytes, PROFILE_FUNCTION, part);
    part = g_byte_array_new();
    put_number(part, LOCATION_ID, id);
    put_number(part, LOCATION_MAPPING_ID, mapping_of(m, function->library));
    put_number(line_part, LINE_FUNCTION_ID, id);
    put_number(line_part, LINE_LINE, line);
    take_part(part, LOCATION_LINE, line_part);
    take_part(m->bytes, PROFILE_LOCATION, part);
}

static void put_stack(const ph_work_frame *const *frames, guint depth, guint64 instructions,
                      gpointer data)
{
    message *m = data;
    GByteArray *sample = g_byte_array_new(), *label = g_byte_array_new();
    const ph_cost_class cost = depth ? frames[depth - 1]->cost : PH_COST_REST;

    /* The innermost first. */
    for (guint i = depth; i > 0; i--)
        put_number(sample, SAMPLE_LOCATION_ID, frames[i - 1]->function->index + 1);
    put_number(sample, SAMPLE_VALUE, instructions);
    put_number(label, LABEL_KEY, index_of(m, "spent on"));
    put_number(label, LABEL_STR, index_of(m, ph_cost_class_words(cost)));
    take_part(sample, SAMPLE_LABEL, label);
    take_part(m->bytes, PROFILE_SAMPLE, sample);
}

/* pprof takes the first for the program. */
static void put_main_mapping(message *m, const ph_work_profile *profile)
{
    for (guint i = 0; i < profile->functions->len; i++) {
        const ph_profiled_function *function = profile->functions->pdata[i];

        if (function->is_measured) {
            (void)mapping_of(m, function->library);
            return;
        }
    }
}

static void put_profile(message *m, const ph_work_profile *profile)
{
    GByteArray *type = g_byte_array_new();
    g_autofree char *comment = g_strdup_printf(
        "%s, %s, %s: one call of %.0f %ss", profile->subject, profile->benchmark,
        ph_figure_level_words(profile->level), profile->items, ph_work_profile_item(profile));

    (void)index_of(m, ""); /* The first is empty. */
    put_number(type, VALUE_TYPE_TYPE, index_of(m, "instructions"));
    put_number(type, VALUE_TYPE_UNIT, index_of(m, "count"));
    take_part(m->bytes, PROFILE_SAMPLE_TYPE, type);
    put_number(m->bytes, PROFILE_COMMENT, index_of(m, comment));
    put_main_mapping(m, profile);
    for (guint i = 0; i < profile->functions->len; i++)
        put_function(m, profile->functions->pdata[i]);
    ph_work_profile_each_stack(profile, put_stack, m);
    for (guint i = 0; i < m->texts->len; i++)
        put_bytes(m->bytes, PROFILE_STRING_TABLE, m->texts->pdata[i], strlen(m->texts->pdata[i]));
}

/* In memory nothing of it can fail. Takes the bytes over. */
static GBytes *packed(GByteArray *bytes)
{
    g_autoptr(GZlibCompressor) gzip = g_zlib_compressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP, -1);
    g_autoptr(GOutputStream) memory = g_memory_output_stream_new_resizable();
    g_autoptr(GOutputStream) stream = g_converter_output_stream_new(memory, G_CONVERTER(gzip));

    (void)g_output_stream_write_all(stream, bytes->data, bytes->len, NULL, NULL, NULL);
    (void)g_output_stream_close(stream, NULL, NULL);
    g_byte_array_unref(bytes);
    return g_memory_output_stream_steal_as_bytes(G_MEMORY_OUTPUT_STREAM(memory));
}

GBytes *ph_profile_pprof(const ph_work_profile *profile)
{
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GHashTable) by_text = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) mappings = g_hash_table_new(g_str_hash, g_str_equal);
    message m = { g_byte_array_new(), texts, by_text, mappings };

    put_profile(&m, profile);
    return packed(m.bytes);
}
