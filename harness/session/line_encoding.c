/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "session/line_encoding.h"

#include <string.h>

#include "error/error.h"
#include "session/text_lines.h"

enum {
    BEGIN_BYTES = 256, /* Of a line that may be shown. */
    LINES_A_LOOK = 64, /* Between looks at whether somebody interrupts. */
    TEXT_BYTES = 1024,
};

/* Memory for all lines. */
typedef struct encoding_room {
    const ph_line_encoding *of;
    ph_record_encoder *encoder;
    guint8 *record;
    char begin[BEGIN_BYTES]; /* Of the line at hand, before it is encoded. */
} encoding_room;

/* A name as copybooks have it, and nothing that may be a value. */
static gboolean is_name(const char *text, gsize length)
{
    gboolean has_letter = FALSE;

    for (gsize i = 0; i < length; i++) {
        has_letter = has_letter || g_ascii_isalpha(text[i]);
        if (!g_ascii_isalnum(text[i]) && text[i] != '-' && text[i] != '_')
            return FALSE;
    }
    return has_letter && length <= PH_COPYBOOK_NAME_MAX;
}

/* Of a line whose shape is said to be plain: does it look like the other one? */
static gboolean is_of_other_shape(const ph_line_encoding *of, const ph_record_encode_result *result)
{
    static const char schema[] = "schema";

    return of->options->shape == PH_LINE_SHAPE_PLAIN &&
           result->status == PH_RECORD_ENCODE_UNKNOWN_MEMBER && result->member &&
           result->member_length == strlen(schema) &&
           memcmp(result->member, schema, strlen(schema)) == 0;
}

/* What is wrong, with the name of a member, and what to do where that is likely. Free it. */
static char *describe(const ph_line_encoding *of, const ph_record_encode_result *result)
{
    char words[TEXT_BYTES];
    const gboolean has_name = result->member && is_name(result->member, result->member_length) &&
                              result->status != PH_RECORD_ENCODE_MISSING;

    ph_record_encode_words(of->copybook, result, words, sizeof(words));
    return g_strdup_printf("%s%s%.*s%s", words, has_name ? ": " : "",
                           has_name ? (int)result->member_length : 0,
                           has_name ? result->member : "",
                           is_of_other_shape(of, result) ? " (is it of --shape copybook-rs?)"
                           : result->status == PH_RECORD_ENCODE_MISSING && result->member
                               ? " (is it of --shape plain?)"
                               : "");
}

static void tell(const encoding_room *room, const ph_text_line *line, const char *field,
                 const char *reason)
{
    const ph_unencoded unencoded = { .line = line->number,
                                     .field = field,
                                     .reason = reason,
                                     .begin = room->begin,
                                     .begin_length = MIN(line->length, BEGIN_BYTES),
                                     .length = line->length };

    room->of->take_unencoded(room->of->data, &unencoded);
}

static void tell_result(const encoding_room *room, const ph_text_line *line,
                        const ph_record_encode_result *result)
{
    char path[TEXT_BYTES];
    g_autofree char *reason = describe(room->of, result);

    (void)ph_record_encode_path(room->of->copybook, result, path, sizeof(path));
    tell(room, line, path, reason);
}

static void tell_length(const encoding_room *room, const ph_text_line *line, gsize length)
{
    g_autofree char *reason =
        g_strdup_printf("its record of %" G_GSIZE_FORMAT " bytes is longer than a descriptor can "
                        "say, %" G_GSIZE_FORMAT,
                        length, room->of->record_max);

    tell(room, line, "", reason);
}

static void tell_too_long(const encoding_room *room, const ph_text_line *line)
{
    g_autofree char *reason = g_strdup_printf("it is longer than %" G_GSIZE_FORMAT
                                              " bytes: no record of the copybook needs such a line",
                                              line->length);

    tell(room, line, "", reason);
}

static gboolean encode_line(encoding_room *room, const ph_text_line *line, GError **error)
{
    ph_record_encode_result result;

    memcpy(room->begin, line->text, MIN(line->length, BEGIN_BYTES));
    if (line->is_too_long) {
        tell_too_long(room, line);
        return TRUE;
    }
    result = ph_record_encode(room->encoder, line->text, line->length, room->record);
    if (result.status != PH_RECORD_ENCODE_OK)
        tell_result(room, line, &result);
    else if (result.length > room->of->record_max)
        tell_length(room, line, result.length);
    else
        return room->of->take_record(room->of->data, room->record, result.length, error);
    return TRUE;
}

static gboolean is_blank(const ph_text_line *line)
{
    gsize i = 0;

    while (i < line->length &&
           (line->text[i] == ' ' || line->text[i] == '\t' || line->text[i] == '\r'))
        i++;
    return i == line->length && !line->is_too_long;
}

static gboolean look_up(const ph_line_encoding *of, guint64 line, GError **error)
{
    if (line % LINES_A_LOOK != 0)
        return TRUE;
    (void)g_main_context_iteration(NULL, FALSE);
    return !*of->is_interrupted || ph_refuse(error, PH_ERROR_INTERRUPTED, "interrupted");
}

static gboolean encode_all(encoding_room *room, ph_text_lines *lines, GError **error)
{
    ph_text_line line;
    GError *cause = NULL;

    while (ph_text_lines_next(lines, &line, &cause))
        if (!look_up(room->of, line.number, error) ||
            (!is_blank(&line) && !encode_line(room, &line, error)))
            return FALSE;
    if (cause)
        g_propagate_error(error, cause);
    return !cause;
}

gboolean ph_encode_lines(const ph_line_encoding *encoding, GError **error)
{
    g_autofree void *memory =
        g_malloc(ph_record_encoder_size(encoding->copybook, encoding->record, encoding->options));
    g_autofree guint8 *record = g_malloc(MAX(encoding->record->length_max, 1));
    encoding_room room = { .of = encoding, .record = record };
    g_autoptr(ph_text_lines) lines = NULL;

    room.encoder =
        ph_record_encoder_make(encoding->copybook, encoding->record, encoding->options, memory);
    lines = ph_text_lines_open("data file", encoding->path,
                               ph_record_encoder_line_max(room.encoder), error);
    return lines && encode_all(&room, lines, error);
}
