/* SPDX-License-Identifier: AGPL-3.0-or-later */
#define _GNU_SOURCE /* memrchr, pipe2 */
#include "measure/decoding.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <string.h>
#include <unistd.h>

#include "error/error.h"
#include "measure/discover.h"
#include "protocol/lines.h"

enum { READ_BYTES = 256 * 1024 };

const char *const ph_line_shapes[] = {
#define X(id, name, separator, is) name,
    PH_LINE_SHAPES(X)
#undef X
        NULL,
};

/* What comes from the worker. */
typedef struct hearing {
    const ph_decoding *of;
    int pipe; /* Of lines; it does not block. */
    guint source;
    GString *line; /* As far as it came. */
    gboolean is_over;
    gboolean is_layout_taken; /* By the subject: else it decodes none. */
    GError *error;            /* Of whoever takes lines. Owned. */
} hearing;

/* Whole lines go on; what is behind the last one stays. FALSE: they are not wanted any more. */
static gboolean take(hearing *h, const char *bytes, gsize length)
{
    const char *end = memrchr(bytes, '\n', length);
    const gsize whole = end ? (gsize)(end - bytes) + 1 : 0;
    gboolean is_taken = TRUE;

    g_string_append_len(h->line, bytes, (gssize)whole);
    if (whole > 0) {
        is_taken = h->of->take_lines(h->of->data, h->line->str, h->line->len, &h->error);
        g_string_truncate(h->line, 0);
    }
    g_string_append_len(h->line, bytes + whole, (gssize)(length - whole));
    return is_taken;
}

/* FALSE: there is no more, now or for ever. */
static gboolean read_lines(hearing *h)
{
    char bytes[READ_BYTES];
    ssize_t length;

    do
        length = read(h->pipe, bytes, sizeof(bytes));
    while (length < 0 && errno == EINTR);
    if (length < 0 && errno == EAGAIN)
        return FALSE;
    h->is_over = length <= 0 || !take(h, bytes, (gsize)length);
    return !h->is_over;
}

static void close_pipe(hearing *h)
{
    if (h->pipe >= 0)
        (void)close(h->pipe); /* A worker that still writes ends by it. */
    h->pipe = -1;
}

static gboolean lines_came(gint descriptor, GIOCondition condition, gpointer data)
{
    hearing *h = data;

    (void)descriptor, (void)condition;
    (void)read_lines(h);
    if (!h->is_over)
        return G_SOURCE_CONTINUE;
    close_pipe(h);
    h->source = 0;
    return G_SOURCE_REMOVE;
}

static void take_undecoded(const ph_decoding *of, const cJSON *event)
{
    const cJSON *byte = cJSON_GetObjectItemCaseSensitive(event, "byte");
    const ph_undecoded undecoded = {
        .record = ph_event_count(event, "record"),
        .reason = ph_event_text(event, "reason"),
        .code = ph_event_text(event, "code"),
        .field = ph_event_text(event, "field"),
        .detail = ph_event_text(event, "detail"),
        .byte = byte ? (gint64)ph_event_count(event, "byte") : -1,
        .length = ph_event_count(event, "length"),
        .shown_from = ph_event_count(event, "shown_from"),
        .shown = ph_event_text(event, "shown"),
    };

    of->take_undecoded(of->data, &undecoded);
}

/* Of the library's subjects, the one of its own name is meant. */
static void heard(gpointer data, const cJSON *event)
{
    hearing *h = data;
    const ph_decoding *of = h->of;

    if (ph_event_is(event, PH_EVENT_UNDECODED)) {
        take_undecoded(of, event);
    } else if (ph_event_is(event, PH_EVENT_LAID_OUT) &&
               strcmp(ph_event_text(event, "name"), of->subject->name) == 0) {
        h->is_layout_taken = TRUE;
        if (*ph_event_text(event, "difference"))
            of->take_difference(of->data, ph_event_text(event, "difference"));
    }
}

static GPtrArray *make_arguments(const ph_decoding *of)
{
    GPtrArray *arguments = g_ptr_array_new_with_free_func(g_free);

    ph_worker_add_command(arguments, PH_WORKER_COMMAND_DECODE);
    ph_add_subject_arguments(arguments, of->subject);
    ph_add_own_data_arguments(arguments, of->own_data);
    if (of->shape)
        ph_worker_add_option(arguments, PH_WORKER_OPTION_SHAPE, of->shape);
    if (of->shows_bytes)
        ph_worker_add_flag(arguments, PH_WORKER_OPTION_SHOW_BYTES);
    g_ptr_array_add(arguments, NULL);
    return arguments;
}

static gboolean check_end(const ph_worker_outcome *outcome, gboolean is_layout_taken,
                          GError **error)
{
    const cJSON *refused = ph_worker_event(outcome, PH_EVENT_REFUSED);
    const cJSON *rejected = ph_worker_event(outcome, PH_EVENT_REJECTED);

    if (ph_worker_is_stopped(outcome->end, error))
        return FALSE;
    if (refused)
        return ph_refuse(error, PH_ERROR_DATA, "%s", ph_event_text(refused, "reason"));
    if (rejected)
        return ph_refuse(error,
                         strcmp(ph_event_text(rejected, "why"), "load") == 0 ? PH_ERROR_SUBJECT_LOAD
                                                                             : PH_ERROR_DATA,
                         "%s", ph_event_text(rejected, "reason"));
    if (outcome->end == PH_WORKER_COMPLETE)
        return is_layout_taken || ph_refuse(error, PH_ERROR_SUBJECT_LOAD, "it decodes no records");
    if (outcome->phase == PH_PHASE_DECODE)
        return ph_refuse(error, PH_ERROR_SUBJECT_CRASH,
                         "it %s, in the call whose first record is %" G_GUINT64_FORMAT,
                         outcome->how, outcome->row + 1);
    return ph_refuse(error, PH_ERROR_SUBJECT_CRASH, "it %s", outcome->how);
}

/* TRUE when all lines were taken that there are. */
static gboolean take_all(hearing *h, const ph_worker_outcome *outcome, GError **error)
{
    while (h->pipe >= 0 && !h->error && read_lines(h))
        ;
    if (h->error) {
        g_propagate_error(error, g_steal_pointer(&h->error));
        return FALSE;
    }
    return check_end(outcome, h->is_layout_taken, error);
}

static gboolean run(hearing *h, int worker_end, GError **error)
{
    const ph_passed_descriptor passed = { worker_end, PH_LINES_DESCRIPTOR };
    ph_worker_host host = *h->of->host;
    g_autoptr(GPtrArray) arguments = make_arguments(h->of);
    g_auto(ph_worker_outcome) outcome = { 0 };
    gboolean is_run;

    host.heard = heard;
    host.heard_data = h;
    h->source = g_unix_fd_add(h->pipe, G_IO_IN | G_IO_HUP, lines_came, h);
    is_run = ph_worker_run_passing(&host, (const char *const *)arguments->pdata, &passed, &outcome,
                                   error);
    if (h->source)
        g_source_remove(h->source);
    return is_run && take_all(h, &outcome, error);
}

gboolean ph_decode(const ph_decoding *decoding, GError **error)
{
    hearing h = { .of = decoding };
    int ends[2];
    gboolean is_done;

    if (pipe2(ends, O_CLOEXEC) != 0 || fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0)
        return ph_refuse(error, PH_ERROR_ENVIRONMENT, "making a pipe: %s", g_strerror(errno));
    h.pipe = ends[0];
    h.line = g_string_new(NULL);
    is_done = run(&h, ends[1], error);
    close_pipe(&h);
    g_string_free(h.line, TRUE);
    g_clear_error(&h.error);
    return is_done;
}
