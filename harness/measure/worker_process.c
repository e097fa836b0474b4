/* SPDX-License-Identifier: AGPL-3.0-or-later */
#define _GNU_SOURCE /* memfd_create */
#include "measure/worker_process.h"

#include <errno.h>
#include <gio/gio.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "error/error.h"
#include "model/count.h"

enum {
    WATCH_INTERVAL_MS = 50,
    DRAIN_TIMEOUT_MS = 2000, /* After its end, for what is still in the pipes. */
    STANDARD_ERROR_MAX = 16 * 1024,
    EVENTS_MAX_BYTES = 64 * 1024 * 1024,
    READ_BYTES = 4096,
    BEACON_DESCRIPTOR = 3,
};

/* One worker while it runs. */
typedef struct watch {
    const ph_worker_host *host;
    ph_worker_outcome *outcome;
    GMainLoop *loop;
    GCancellable *draining; /* Cancelled when the pipes have had their time after the end. */
    guint drain_timer;
    GSubprocess *process;
    GDataInputStream *events;
    GInputStream *standard_error;
    char error_buffer[READ_BYTES];
    volatile ph_beacon *beacon;
    uint64_t last_heartbeat;
    gint64 last_beat_us;
    guint open_parts; /* Streams and process that have not ended. */
    gboolean is_stopped;
} watch;

static void part_ended(watch *w)
{
    if (--w->open_parts == 0)
        g_main_loop_quit(w->loop);
}

static void take_line(watch *w, const char *line)
{
    cJSON *event = NULL;

    if (w->outcome->log->len > EVENTS_MAX_BYTES)
        return;
    event = cJSON_Parse(line);
    g_string_append(w->outcome->log, line);
    g_string_append_c(w->outcome->log, '\n');
    if (cJSON_IsString(cJSON_GetObjectItemCaseSensitive(event, "event")))
        g_ptr_array_add(w->outcome->events, event);
    else
        g_clear_pointer(&event, cJSON_Delete);
    if (event && w->host->heard)
        w->host->heard(w->host->heard_data, event);
}

static void read_next_line(watch *w);

static void line_read(GObject *source, GAsyncResult *result, gpointer data)
{
    watch *w = data;
    g_autofree char *line =
        g_data_input_stream_read_line_finish(G_DATA_INPUT_STREAM(source), result, NULL, NULL);

    if (!line) {
        part_ended(w);
        return;
    }
    take_line(w, line);
    read_next_line(w);
}

static void read_next_line(watch *w)
{
    g_data_input_stream_read_line_async(w->events, G_PRIORITY_DEFAULT, w->draining, line_read, w);
}

static void read_more_error(watch *w);

static void error_read(GObject *source, GAsyncResult *result, gpointer data)
{
    watch *w = data;
    GString *text = w->outcome->standard_error;
    const gssize length = g_input_stream_read_finish(G_INPUT_STREAM(source), result, NULL);

    if (length <= 0) {
        part_ended(w);
        return;
    }
    g_string_append_len(text, w->error_buffer, length);
    if (text->len > STANDARD_ERROR_MAX)
        g_string_erase(text, 0, (gssize)(text->len - STANDARD_ERROR_MAX));
    read_more_error(w);
}

static void read_more_error(watch *w)
{
    g_input_stream_read_async(w->standard_error, w->error_buffer, sizeof(w->error_buffer),
                              G_PRIORITY_DEFAULT, w->draining, error_read, w);
}

static gboolean stop_draining(gpointer data)
{
    watch *w = data;

    w->drain_timer = 0;
    g_cancellable_cancel(w->draining);
    return G_SOURCE_REMOVE;
}

static void process_ended(GObject *source, GAsyncResult *result, gpointer data)
{
    watch *w = data;

    (void)g_subprocess_wait_finish(G_SUBPROCESS(source), result, NULL);
    /* A process of the subject's own may hold the pipes open: do not wait for it for ever. */
    w->drain_timer = g_timeout_add(DRAIN_TIMEOUT_MS, stop_draining, w);
    part_ended(w);
}

static void stop(watch *w, ph_worker_end end)
{
    w->is_stopped = TRUE;
    w->outcome->end = end;
    g_subprocess_force_exit(w->process);
}

static gboolean look(gpointer data)
{
    watch *w = data;
    const gint64 now_us = g_get_monotonic_time();
    ph_worker_end end;

    if (w->is_stopped)
        return G_SOURCE_CONTINUE;
    if (w->beacon->heartbeat != w->last_heartbeat || w->beacon->arm == 0) {
        w->last_heartbeat = w->beacon->heartbeat;
        w->last_beat_us = now_us;
    }
    if (ph_worker_is_over(w->host, &end))
        stop(w, end);
    else if (g_buffered_input_stream_get_available(G_BUFFERED_INPUT_STREAM(w->events)) >
             EVENTS_MAX_BYTES)
        stop(w, PH_WORKER_CRASHED); /* All of a line is kept until it ends. */
    else if (now_us - w->last_beat_us > w->host->hang_timeout_us)
        stop(w, PH_WORKER_HUNG);
    return G_SOURCE_CONTINUE;
}

static void describe_end(watch *w)
{
    ph_worker_outcome *outcome = w->outcome;
    GSubprocess *process = w->process;

    outcome->phase = w->beacon->phase < PH_PHASE_END ? (ph_phase)w->beacon->phase : PH_PHASE_END;
    outcome->arm = w->beacon->arm;
    outcome->row = w->beacon->row;
    if (w->is_stopped) {
        outcome->how =
            outcome->end == PH_WORKER_HUNG      ? g_strdup_printf("did not return within %g s",
                                                                  (double)w->host->hang_timeout_us / 1e6)
            : outcome->end == PH_WORKER_CRASHED ? g_strdup("wrote a line that does not end")
                                                : g_strdup("was stopped");
        return;
    }
    outcome->end = ph_worker_event(outcome, PH_EVENT_DONE)      ? PH_WORKER_COMPLETE
                   : ph_worker_event(outcome, PH_EVENT_REFUSED) ? PH_WORKER_REFUSED
                                                                : PH_WORKER_CRASHED;
    outcome->how = ph_worker_how_ended(process, w->beacon->call);
}

static volatile ph_beacon *make_beacon(int *ret_descriptor, GError **error)
{
    const int descriptor = memfd_create("perfharness-beacon", MFD_CLOEXEC);
    void *page = MAP_FAILED;

    if (descriptor >= 0 && ftruncate(descriptor, sizeof(ph_beacon)) == 0)
        page = mmap(NULL, sizeof(ph_beacon), PROT_READ, MAP_SHARED, descriptor, 0);
    if (page == MAP_FAILED) {
        g_set_error(error, PH_ERROR, PH_ERROR_ENVIRONMENT, "making a beacon for a worker: %s",
                    g_strerror(errno));
        if (descriptor >= 0)
            (void)close(descriptor);
        return NULL;
    }
    *ret_descriptor = descriptor;
    return page;
}

static void listen(watch *w)
{
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    g_autoptr(GCancellable) draining = g_cancellable_new();
    g_autoptr(GDataInputStream) events =
        g_data_input_stream_new(g_subprocess_get_stdout_pipe(w->process));
    const guint timer = g_timeout_add(WATCH_INTERVAL_MS, look, w);

    w->loop = loop;
    w->draining = draining;
    w->events = events;
    w->standard_error = g_subprocess_get_stderr_pipe(w->process);
    w->last_beat_us = g_get_monotonic_time();
    w->open_parts = 3;
    read_next_line(w);
    read_more_error(w);
    g_subprocess_wait_async(w->process, NULL, process_ended, w);
    g_main_loop_run(loop);
    g_source_remove(timer);
    if (w->drain_timer)
        g_source_remove(w->drain_timer);
}

/* The worker with its beacon, of which it gets the descriptor. */
static GSubprocess *spawn_watched(const ph_worker_host *host, const char *const *arguments,
                                  int beacon, ph_binding_readback *readback, GError **error)
{
    const ph_passed_descriptor passed = { beacon, BEACON_DESCRIPTOR };
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(g_free);

    for (const char *const *argument = arguments; *argument; argument++)
        g_ptr_array_add(all, g_strdup(*argument));
    ph_worker_add_number(all, PH_WORKER_OPTION_BEACON_FD, BEACON_DESCRIPTOR);
    g_ptr_array_add(all, NULL);
    return ph_worker_spawn(host, (const char *const *)all->pdata, &passed, 1, readback, error);
}

static void cjson_free(gpointer event)
{
    cJSON_Delete(event);
}

gboolean ph_worker_run(const ph_worker_host *host, const char *const *arguments,
                       ph_worker_outcome *ret, GError **error)
{
    int descriptor;
    watch w = { .host = host, .outcome = ret };

    *ret = (ph_worker_outcome){ .events = g_ptr_array_new_with_free_func(cjson_free),
                                .log = g_string_new(NULL),
                                .standard_error = g_string_new(NULL) };
    if (ph_worker_is_over(host, &ret->end)) {
        ret->how = g_strdup("was not started");
        return TRUE;
    }
    ret->end = PH_WORKER_COMPLETE;
    w.beacon = make_beacon(&descriptor, error);
    w.process = w.beacon ? spawn_watched(host, arguments, descriptor, &ret->binding, error) : NULL;
    if (!w.process) {
        if (w.beacon)
            (void)munmap((void *)w.beacon, sizeof(ph_beacon));
        ph_worker_outcome_clear(ret);
        return FALSE;
    }
    listen(&w);
    describe_end(&w);

    g_autofree char *valid =
        g_utf8_make_valid(ret->standard_error->str, (gssize)ret->standard_error->len);
    g_string_assign(ret->standard_error, valid);
    g_object_unref(w.process);
    (void)munmap((void *)w.beacon, sizeof(ph_beacon));
    return TRUE;
}

/* Which of its calls the sandbox ended the worker for; its number plus 1 is on the beacon. The C
 * library blocks all signals around the calls by which it starts a thread or a program, and then
 * the kernel does not wait for the worker to tell. */
static char *describe_call(uint32_t call)
{
    g_autofree char *name = call ? ph_sandbox_call_name(call - 1) : NULL;

    return name ? g_strdup_printf("it called %s, which a subject may not", name)
                : g_strdup("it made a system call that a subject may not, as to start a thread "
                           "or a program");
}

static char *describe_signal(int number, uint32_t call)
{
    g_autofree char *what = number == SIGSYS ? describe_call(call) : NULL;

    return g_strdup_printf("was killed by signal %d (%s%s%s)", number, g_strsignal(number),
                           what ? ": " : "", what ? what : "");
}

char *ph_worker_how_ended(GSubprocess *process, uint32_t call)
{
    if (g_subprocess_get_if_signaled(process))
        return describe_signal(g_subprocess_get_term_sig(process), call);
    return g_strdup_printf("ended the process with exit status %d",
                           g_subprocess_get_exit_status(process));
}

gboolean ph_worker_is_over(const ph_worker_host *host, ph_worker_end *ret)
{
    *ret =
        host->is_interrupted && *host->is_interrupted ? PH_WORKER_INTERRUPTED : PH_WORKER_TIMED_OUT;
    return *ret == PH_WORKER_INTERRUPTED ||
           (host->deadline_us && g_get_monotonic_time() > host->deadline_us);
}

gboolean ph_worker_is_stopped(ph_worker_end end, GError **error)
{
    if (end == PH_WORKER_INTERRUPTED)
        g_set_error(error, PH_ERROR, PH_ERROR_INTERRUPTED,
                    "the run was interrupted; nothing was written");
    else if (end == PH_WORKER_TIMED_OUT)
        g_set_error(error, PH_ERROR, PH_ERROR_TIMEOUT, "the run's time was over (--timeout)");
    else
        return FALSE;
    return TRUE;
}

void ph_worker_outcome_clear(ph_worker_outcome *outcome)
{
    if (outcome->events)
        g_ptr_array_unref(outcome->events);
    if (outcome->log)
        g_string_free(outcome->log, TRUE);
    if (outcome->standard_error)
        g_string_free(outcome->standard_error, TRUE);
    g_free(outcome->how);
    ph_binding_readback_clear(&outcome->binding);
    *outcome = (ph_worker_outcome){ 0 };
}

gboolean ph_event_is(const cJSON *event, ph_event kind)
{
    static const char *const kinds[] = {
#define X(id, name, members) [PH_EVENT_##id] = (name),
        PH_EVENT_LIST(X)
#undef X
    };

    return strcmp(ph_event_text(event, "event"), kinds[kind]) == 0;
}

const cJSON *ph_worker_event(const ph_worker_outcome *outcome, ph_event kind)
{
    for (guint i = outcome->events->len; i > 0; i--) {
        const cJSON *event = outcome->events->pdata[i - 1];

        if (ph_event_is(event, kind))
            return event;
    }
    return NULL;
}

const char *ph_event_text(const cJSON *event, const char *member)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(event, member);

    return cJSON_IsString(item) ? item->valuestring : "";
}

double ph_event_number(const cJSON *event, const char *member)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(event, member);

    return cJSON_IsNumber(item) ? item->valuedouble : 0.0;
}

uint64_t ph_event_count(const cJSON *event, const char *member)
{
    return ph_count_of(ph_event_number(event, member));
}
