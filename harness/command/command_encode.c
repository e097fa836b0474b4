/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness encode`: lines of JSON as the records of a file. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "command/command.h"
#include "error/error.h"
#include "error/interruption.h"
#include "error/unknown_word.h"
#include "measure/decoding.h"
#include "perfharness/record_encode.h"
#include "session/copybook_file.h"
#include "session/copybook_options.h"
#include "session/framed_records.h"
#include "session/line_encoding.h"
#include "session/own_data.h"
#include "session/record_options.h"

#define USUAL_SHAPE PH_LINE_SHAPE_PLAIN

static char *copybook_path;
static char *data_path;
static char *shape;
static gboolean shows_lines;
static char *output_path;

static const GOptionEntry options[] = {
    { "copybook", 0, 0, G_OPTION_ARG_FILENAME, &copybook_path, "The records' copybook", "FILE" },
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data_path, "The lines", "FILE" },
    { "shape", 0, 0, G_OPTION_ARG_STRING, &shape,
      "What lines look like: see below (default: plain)", PH_LINE_SHAPE_NAMES },
    { "show-lines", 0, 0, G_OPTION_ARG_NONE, &shows_lines,
      "Of a line that fails, print its first 256 bytes", NULL },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output_path,
      "Write to this file instead of standard output", "FILE" },
    G_OPTION_ENTRY_NULL
};

static const GOptionEntry *const shared_options[] = { ph_record_entries, ph_copybook_entries,
                                                      NULL };

/* What was encoded so far. */
typedef struct encoded {
    ph_framed_records *records;
    guint64 failed;
} encoded;

/* Its place in a list that has it. */
static guint index_of(const char *const *words, const char *word)
{
    guint i = 0;

    while (strcmp(words[i], word) != 0)
        i++;
    return i;
}

static gboolean read_shape(ph_line_shape *ret, GError **error)
{
    const ph_word_list shapes = { "shape", "--shape", NULL, ph_line_shapes };

    if (shape && !g_strv_contains(ph_line_shapes, shape))
        return ph_refuse_word(error, &shapes, shape);
    *ret = shape ? (ph_line_shape)index_of(ph_line_shapes, shape) : USUAL_SHAPE;
    return TRUE;
}

static gboolean read_options(ph_own_data *own_data, ph_line_options *ret, GError **error)
{
    if (!copybook_path || !data_path)
        return ph_refuse(error, PH_ERROR_USAGE, "--copybook and --data are needed");
    if (!read_shape(&ret->shape, error) || !ph_record_options_read(ph_controls[0], own_data, error))
        return FALSE;
    if (!output_path && isatty(STDOUT_FILENO))
        return ph_refuse(error, PH_ERROR_USAGE,
                         "records are no text for a terminal: name a file with --output");
    ret->page = ph_code_page_find(own_data->ccsid);
    ret->page_name = ph_record_options_code_page();
    ret->floats = (ph_line_float)index_of(ph_float_formats, own_data->float_format);
    ret->is_variable = index_of(ph_record_formats, own_data->record_format) != PH_FRAMING_FIXED;
    return TRUE;
}

static gboolean name_output(gboolean is_well, GError **error)
{
    if (!is_well && !g_error_matches(*error, PH_ERROR, PH_ERROR_INTERRUPTED))
        g_prefix_error(error, "writing %s: ", output_path ? output_path : "to standard output");
    return is_well;
}

static gboolean take_record(gpointer data, const guint8 *record, gsize length, GError **error)
{
    return name_output(ph_framed_records_add(((encoded *)data)->records, record, length, error),
                       error);
}

static void print_line(const ph_unencoded *unencoded)
{
    g_autofree char *begin = g_utf8_make_valid(unencoded->begin, (gssize)unencoded->begin_length);
    g_autofree char *shown = ph_error_printable(begin);

    (void)fprintf(stderr, "    %s%s\n", shown,
                  unencoded->begin_length < unencoded->length ? " ..." : "");
}

/* "line 3, field REC.N2: it is missing" */
static void take_unencoded(gpointer data, const ph_unencoded *unencoded)
{
    g_autofree char *field = ph_error_printable(unencoded->field);
    g_autofree char *reason = ph_error_printable(unencoded->reason);

    ((encoded *)data)->failed++;
    (void)fprintf(stderr, "line %" G_GUINT64_FORMAT "%s%s: %s\n", unencoded->line,
                  *field ? ", field " : "", field, reason);
    if (shows_lines)
        print_line(unencoded);
}

static ph_exit encode_to(ph_line_encoding *encoding, ph_framing framing, GError **error)
{
    g_autoptr(ph_interruption) interruption = ph_interruption_new();
    g_autoptr(ph_output_stream) output =
        ph_output_stream_open(output_path, &interruption->is_interrupted, error);
    g_autoptr(ph_framed_records) records = NULL;
    encoded e = { NULL, 0 };

    if (!name_output(output != NULL, error))
        return PH_EXIT_FAILED;
    e.records = records = ph_framed_records_new(framing, output);
    encoding->record_max = ph_framed_record_max(framing);
    encoding->is_interrupted = &interruption->is_interrupted;
    encoding->data = &e;
    if (!ph_encode_lines(encoding, error) ||
        !name_output(
            ph_framed_records_end(records, error) && ph_output_stream_finish(output, error), error))
        return PH_EXIT_FAILED;
    return e.failed > 0 ? PH_EXIT_REGRESSION : PH_EXIT_PASS;
}

static ph_exit encode(const ph_own_data *own_data, const ph_line_options *line_options,
                      GError **error)
{
    g_autoptr(ph_copybook_file) file =
        ph_copybook_file_read(own_data->copybook, &own_data->reading, error);
    ph_line_encoding encoding = { .path = own_data->data,
                                  .options = line_options,
                                  .take_record = take_record,
                                  .take_unencoded = take_unencoded };

    encoding.record = file ? ph_copybook_file_record(file, own_data->record, error) : NULL;
    if (!encoding.record)
        return PH_EXIT_FAILED;
    encoding.copybook = &file->copybook;
    return encode_to(&encoding, index_of(ph_record_formats, own_data->record_format), error);
}

static ph_exit run(char **operands, GError **error)
{
    g_autoptr(ph_copybook_choice) choice = ph_copybook_choice_new(error);
    ph_line_options line_options = { 0 };
    ph_own_data own_data = { .copybook = copybook_path, .data = data_path };

    if (!choice || !ph_command_takes_none(operands, error) ||
        !read_options(&own_data, &line_options, error))
        return PH_EXIT_USAGE;
    own_data.record = choice->record;
    own_data.reading = choice->reading;
    if (!ph_own_data_can_be_read(&own_data, error) ||
        !ph_own_data_is_spared(&own_data, "--output", output_path, error))
        return PH_EXIT_FAILED;
    return encode(&own_data, &line_options, error);
}

static void add_part(const char *part, ph_manual_list *list)
{
    if (!g_str_equal(part, "shapes"))
        return;
#define X(id, name, separator, is) ph_manual_list_add(list, name, is);
    PH_LINE_SHAPES(X)
#undef X
}

static char **values(const char *option)
{
    char **words = ph_record_values(option);

    if (words)
        return words;
    if (g_strcmp0(option, "shape") == 0)
        return g_strdupv((char **)ph_line_shapes);
    return ph_copybook_values(option);
}

const ph_command ph_command_encode = {
    .name = "encode",
    .operands = "",
    .options = options,
    .shared_options = shared_options,
    .values = values,
    .add_part = add_part,
    .run = run,
};
