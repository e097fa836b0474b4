/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness decode`: a file's records as lines of JSON. */
#include <stdio.h>
#include <string.h>

#include "command/command.h"
#include "error/error.h"
#include "error/interruption.h"
#include "error/unknown_word.h"
#include "measure/decoding.h"
#include "session/builds.h"
#include "session/copybook_options.h"
#include "session/own_data.h"
#include "session/record_options.h"
#include "session/subjects.h"
#include "settings/installation.h"
#include "storage/output_stream.h"

enum { HANG_TIMEOUT_US = 10 * G_USEC_PER_SEC };
#define SHAPE_OF_REFERENCE "plain"
#define CONTROLS_OF_PLAIN  "pass"

static char *copybook_path;
static char *data_path;
static char *shape;
static char *build;
static gboolean shows_bytes;
static char *output_path;

static const GOptionEntry options[] = {
    { "copybook", 0, 0, G_OPTION_ARG_FILENAME, &copybook_path, "The records' copybook", "FILE" },
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &data_path, "The records", "FILE" },
    { "subject", 0, 0, G_OPTION_ARG_FILENAME, &build,
      "Who decodes them: a subject's name, FILE.so, copybook-rs@RELEASE or CHECKOUT@REVISION "
      "(default: the reference)",
      "BUILD" },
    { "shape", 0, 0, G_OPTION_ARG_STRING, &shape,
      "What lines look like: see below (default: of the reference " SHAPE_OF_REFERENCE
      ", else as the subject writes them)",
      PH_LINE_SHAPE_NAMES },
    { "show-bytes", 0, 0, G_OPTION_ARG_NONE, &shows_bytes,
      "Of a record that fails, print its bytes, and all that a subject says of it", NULL },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output_path,
      "Write to this file instead of standard output", "FILE" },
    G_OPTION_ENTRY_NULL
};

static const GOptionEntry *const shared_options[] = { ph_record_entries, ph_record_line_entries,
                                                      ph_copybook_entries, NULL };

/* What was decoded so far. */
typedef struct decoded {
    ph_output_stream *output;
    gboolean is_reference;
    const char *subject; /* As it is called. */
    guint64 failed;
} decoded;

static gboolean is_reference(void)
{
    return !build || strcmp(build, PH_REFERENCE_SUBJECT) == 0;
}

/* NULL: the subject's own. */
static gboolean read_shape(const char **ret, GError **error)
{
    const ph_word_list shapes = { "shape", "--shape", NULL, ph_line_shapes };

    *ret = shape ? shape : is_reference() ? SHAPE_OF_REFERENCE : NULL;
    return !shape || g_strv_contains(ph_line_shapes, shape) ||
           ph_refuse_word(error, &shapes, shape);
}

static gboolean read_options(const ph_copybook_choice *choice, ph_own_data *ret,
                             const char **ret_shape, GError **error)
{
    *ret = (ph_own_data){ .copybook = copybook_path,
                          .data = data_path,
                          .record = choice->record,
                          .reading = choice->reading,
                          /* Others may be asked what they make of it. */
                          .layout_policy =
                              is_reference() ? PH_LAYOUT_POLICY_VOID : PH_LAYOUT_POLICY_WARN };
    if (!copybook_path || !data_path)
        return ph_refuse(error, PH_ERROR_USAGE, "--copybook and --data are needed");
    return read_shape(ret_shape, error) &&
           ph_record_options_read(g_strcmp0(*ret_shape, SHAPE_OF_REFERENCE) == 0 ? CONTROLS_OF_PLAIN
                                                                                 : ph_controls[0],
                                  ret, error);
}

static gboolean name_output(gboolean is_well, GError **error)
{
    if (!is_well && !g_error_matches(*error, PH_ERROR, PH_ERROR_INTERRUPTED))
        g_prefix_error(error, "writing %s: ", output_path ? output_path : "to standard output");
    return is_well;
}

static gboolean take_lines(gpointer data, const char *lines, gsize length, GError **error)
{
    return name_output(ph_output_stream_write(((decoded *)data)->output, lines, length, error),
                       error);
}

/* What is wrong, in words that quote nothing of the record but what its rule is about. */
static char *describe(const decoded *d, const ph_undecoded *undecoded)
{
    if (*undecoded->reason)
        return ph_error_printable(undecoded->reason);
    if (d->is_reference)
        return ph_error_printable(undecoded->detail);

    const char *code = *undecoded->code ? undecoded->code : "no error code";
    g_autofree char *text = shows_bytes && *undecoded->detail
                                ? g_strdup_printf("%s: %s", code, undecoded->detail)
                                : g_strdup(code);
    return ph_error_printable(text);
}

static void print_bytes(const ph_undecoded *undecoded)
{
    g_autofree char *shown = ph_error_printable(undecoded->shown);
    const guint64 behind = undecoded->shown_from + strlen(shown) / 2;

    if (!shows_bytes || !*shown)
        return;
    (void)fprintf(stderr, "    ");
    if (undecoded->byte >= 0)
        (void)fprintf(stderr, "offset %" G_GINT64_FORMAT " of ", undecoded->byte);
    if (undecoded->shown_from == 0 && behind == undecoded->length)
        (void)fprintf(stderr, "%" G_GUINT64_FORMAT " bytes: %s\n", undecoded->length, shown);
    else
        (void)fprintf(stderr,
                      "%" G_GUINT64_FORMAT " bytes, from %" G_GUINT64_FORMAT
                      " to %" G_GUINT64_FORMAT ": %s\n",
                      undecoded->length, undecoded->shown_from, behind - 1, shown);
}

/* "record 3, field BAD-REC.N2: sign nibble 4" */
static void take_undecoded(gpointer data, const ph_undecoded *undecoded)
{
    decoded *d = data;
    g_autofree char *field = ph_error_printable(undecoded->field);
    g_autofree char *what = describe(d, undecoded);

    d->failed++;
    (void)fprintf(stderr, "record %" G_GUINT64_FORMAT "%s%s: %s\n", undecoded->record,
                  *field ? ", field " : "", field, what);
    print_bytes(undecoded);
}

static void take_difference(gpointer data, const char *difference)
{
    g_autofree char *shown = ph_error_printable(difference);

    (void)data;
    (void)fprintf(stderr, "Note: %s\n", shown);
}

static gboolean decode_to(const ph_decoding *decoding, GError **error)
{
    decoded *d = decoding->data;

    if (!ph_decode(decoding, error)) {
        /* The worker begins some with it. */
        if (!d->is_reference && !g_str_has_prefix((*error)->message, d->subject))
            g_prefix_error(error, "%s: ", d->subject);
        return FALSE;
    }
    return name_output(ph_output_stream_finish(d->output, error), error);
}

static ph_exit decode_with(const ph_run_subject *subject, const ph_own_data *own_data,
                           const char *line_shape, decoded *d, const gboolean *is_interrupted,
                           GError **error)
{
    g_autoptr(ph_sandbox) sandbox = ph_sandbox_new();
    g_autofree char *worker = ph_installation_worker();
    const ph_worker_host host = { .program = worker,
                                  .sandbox = sandbox,
                                  .hang_timeout_us = HANG_TIMEOUT_US,
                                  .is_interrupted = is_interrupted };
    const ph_decoding decoding = { .host = &host,
                                   .subject = subject,
                                   .own_data = own_data,
                                   .shape = line_shape,
                                   .shows_bytes = shows_bytes,
                                   .take_lines = take_lines,
                                   .take_undecoded = take_undecoded,
                                   .take_difference = take_difference,
                                   .data = d };

    if (ph_sandbox_why_off(sandbox))
        (void)fprintf(stderr, "Note: " PH_SANDBOX_OFF "%s\n", ph_sandbox_why_off(sandbox));
    if (!decode_to(&decoding, error))
        return g_error_matches(*error, PH_ERROR, PH_ERROR_SUBJECT_CRASH) ? PH_EXIT_REGRESSION
                                                                         : PH_EXIT_FAILED;
    return d->failed > 0 ? PH_EXIT_REGRESSION : PH_EXIT_PASS;
}

static ph_exit decode(const ph_own_data *own_data, const char *line_shape, GError **error)
{
    const char *named = build ? build : PH_REFERENCE_SUBJECT;
    g_autofree char *shown = ph_build_shown(named);
    g_autoptr(ph_run_subject) subject = ph_subjects_find_build(named, error);
    g_autoptr(ph_interruption) interruption = NULL;
    g_autoptr(ph_output_stream) output = NULL;
    decoded d = { NULL, is_reference(), shown, 0 };

    if (!subject)
        return PH_EXIT_FAILED;
    interruption = ph_interruption_new();
    output = ph_output_stream_open(output_path, &interruption->is_interrupted, error);
    if (!output) {
        (void)name_output(FALSE, error);
        return PH_EXIT_FAILED;
    }
    d.output = output;
    return decode_with(subject, own_data, line_shape, &d, &interruption->is_interrupted, error);
}

static ph_exit run(char **operands, GError **error)
{
    g_autoptr(ph_copybook_choice) choice = ph_copybook_choice_new(error);
    g_autoptr(ph_record_layout) layout = NULL;
    const char *line_shape = NULL;
    ph_own_data own_data;

    if (!choice || !ph_command_takes_none(operands, error) ||
        !read_options(choice, &own_data, &line_shape, error))
        return PH_EXIT_USAGE;
    if (!ph_own_data_can_be_read(&own_data, error) ||
        !ph_own_data_is_spared(&own_data, "--output", output_path, error))
        return PH_EXIT_FAILED;
    layout = ph_own_data_layout(&own_data, error);
    return layout ? decode(&own_data, line_shape, error) : PH_EXIT_FAILED;
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
    if (g_strcmp0(option, "subject") == 0)
        return ph_subjects_names();
    if (g_strcmp0(option, "shape") == 0)
        return g_strdupv((char **)ph_line_shapes);
    return ph_copybook_values(option);
}

const ph_command ph_command_decode = {
    .name = "decode",
    .operands = "",
    .options = options,
    .shared_options = shared_options,
    .values = values,
    .add_part = add_part,
    .run = run,
};
