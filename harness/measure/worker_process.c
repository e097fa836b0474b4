/* SPDX-License-Identifier: AGPL-3.0-or-later */
#define _GNU_SOURCE /* memfd_create */
#include "measure/worker_process.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "error/error.h"
#include "measure/event_order.h"
#include "measure/orphans.h"
#include "measure/worker_usage.h"

enum {
    WATCH_INTERVAL_MS = 50,
    DRAIN_TIMEOUT_MS = 2000, /* After its end, for what is still in the pipes. */
    STANDARD_ERROR_MAX = 16 * 1024,
    /* Of a launch: sixteen libraries that are timed in every way take 5 MiB. Answers to vectors are
     * as many as the user's file has rows. */
    EVENTS_MAX_BYTES = 16 * 1024 * 1024,
    ANSWERS_MAX_BYTES = 64 * 1024 * 1024,
    QUOTED_BYTES_MAX = 200, /* In the log, of a line that no worker says. */
    READ_BYTES = 16 * 1024,
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
    GInputStream *events;
    GInputStream *standard_error;
    char event_buffer[READ_BYTES];
    char error_buffer[READ_BYTES];
    GString *line; /* As far as it came. */
    ph_event_order *order;
    char *fault; /* What it must not do, and did: how it ended. NULL: nothing. Owned. */
    ph_orphans orphans;
    ph_worker_usage usage;
    volatile ph_beacon *beacon;
    uint64_t last_heartbeat;
    gint64 last_beat_us;
    guint open_parts; /* Streams and process that have not ended. */
    gboolean is_stopped;
    gboolean may_answer; /* It is asked for answers. */
    ph_orphans_end left; /* Behind. */
} watch;

static void part_ended(watch *w)
{
    if (--w->open_parts == 0)
        g_main_loop_quit(w->loop);
}

static void stop(watch *w, ph_worker_end end)
{
    w->is_stopped = TRUE;
    w->outcome->end = end;
    g_subprocess_force_exit(w->process);
}

/* Who said what no worker says may have said all the rest: what it is and what it gave. What the
 * beacon's numbers mean was said before that, or that would be the fault. */
static void forget_events(GPtrArray *events)
{
    for (guint i = events->len; i > 0; i--)
        if (!ph_event_is(events->pdata[i - 1], PH_EVENT_READY) &&
            !ph_event_is(events->pdata[i - 1], PH_EVENT_ARMS))
            g_ptr_array_remove_index(events, i - 1);
}

/* It said what no worker says: nothing that comes from now on is heard. */
static void end_for(watch *w, const char *what)
{
    forget_events(w->outcome->events);
    w->fault = g_strconcat("said what no worker says: ", what, NULL);
    if (!w->is_stopped)
        stop(w, PH_WORKER_CRASHED);
}

static gsize events_max(const watch *w)
{
    return w->may_answer ? ANSWERS_MAX_BYTES : EVENTS_MAX_BYTES;
}

/* One line, without its end; it may hold any bytes. */
static void take_line(watch *w, const char *line, gsize length)
{
    const gboolean is_text = memchr(line, '\0', length) == NULL;
    cJSON *event = is_text ? cJSON_ParseWithOpts(line, NULL, TRUE) : NULL;
    g_autofree char *breach = ph_event_order_take(w->order, event);

    if (!breach && ph_event_is(event, PH_EVENT_UNDECODED)) {
        if (w->host->heard)
            w->host->heard(w->host->heard_data, event);
        cJSON_Delete(event);
        return;
    }
    g_string_append_len(w->outcome->log, line,
                        (gssize)(breach ? MIN(length, QUOTED_BYTES_MAX) : length));
    g_string_append_c(w->outcome->log, '\n');
    if (!breach && w->outcome->log->len > events_max(w))
        breach = g_strdup("more than there is to say");
    if (breach) {
        cJSON_Delete(event);
        end_for(w, breach);
        return;
    }
    g_ptr_array_add(w->outcome->events, event);
    if (w->host->heard)
        w->host->heard(w->host->heard_data, event);
}

/* What of the line goes on, or all of it, has come. */
static void take_bytes(watch *w, const char *bytes, gsize length)
{
    while (length > 0 && !w->fault) {
        const char *end = memchr(bytes, '\n', length);
        const gsize part = end ? (gsize)(end - bytes) : length;

        if (w->line->len + part > PH_EVENT_LINE_BYTES_MAX) {
            end_for(w, "a line that does not end");
            return;
        }
        g_string_append_len(w->line, bytes, (gssize)part);
        if (!end)
            return;
        take_line(w, w->line->str, w->line->len);
        g_string_truncate(w->line, 0);
        bytes += part + 1;
        length -= part + 1;
    }
}

static void read_more_events(watch *w);

static void events_read(GObject *source, GAsyncResult *result, gpointer data)
{
    watch *w = data;
    const gssize length = g_input_stream_read_finish(G_INPUT_STREAM(source), result, NULL);

    if (length > 0) {
        take_bytes(w, w->event_buffer, (gsize)length);
        read_more_events(w);
        return;
    }
    if (w->line->len > 0 && !w->fault)
        take_line(w, w->line->str, w->line->len);
    part_ended(w);
}

static void read_more_events(watch *w)
{
    g_input_stream_read_async(w->events, w->event_buffer, sizeof(w->event_buffer),
                              G_PRIORITY_DEFAULT, w->draining, events_read, w);
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
    ph_worker_usage_end(&w->usage);
    w->left = ph_orphans_take(&w->orphans);
    /* One that cannot be ended may hold the pipes open: do not wait for it for ever. */
    w->drain_timer = g_timeout_add(DRAIN_TIMEOUT_MS, stop_draining, w);
    part_ended(w);
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
    else if (now_us - w->last_beat_us > w->host->hang_timeout_us)
        stop(w, PH_WORKER_HUNG);
    return G_SOURCE_CONTINUE;
}

/* What it came to by its own words. */
static ph_worker_end own_end(const ph_worker_outcome *outcome)
{
    return ph_worker_event(outcome, PH_EVENT_DONE)      ? PH_WORKER_COMPLETE
           : ph_worker_event(outcome, PH_EVENT_REFUSED) ? PH_WORKER_REFUSED
                                                        : PH_WORKER_CRASHED;
}

/* All was said as it should be: but is it more than there was time for? */
static void look_at_claim(watch *w)
{
    const double claimed_s = ph_event_order_claimed_s(w->order);
    const ph_worker_usage *usage = &w->usage;

    if (claimed_s > usage->elapsed_s)
        w->fault = g_strdup_printf("claims %.3g s of timed calls, and the kernel saw it for %.3g s",
                                   claimed_s, usage->elapsed_s);
    /* On several threads more is done than that; and of one that they are compared with, blocks
     * count in which it lost its CPU. */
    else if (!w->host->threads && claimed_s > ph_worker_usage_limit_s(usage))
        w->fault =
            g_strdup_printf("claims %.3g s of timed calls, and the kernel saw %.3g s of work",
                            claimed_s, usage->cpu_s);
}

static char *describe(const watch *w)
{
    switch (w->outcome->end) {
    case PH_WORKER_HUNG:
        return g_strdup_printf("did not return within %g s",
                               (double)w->host->hang_timeout_us / 1e6);
    case PH_WORKER_TIMED_OUT:
    case PH_WORKER_INTERRUPTED: return g_strdup("was stopped");
    case PH_WORKER_COMPLETE:
    case PH_WORKER_REFUSED:
    case PH_WORKER_CRASHED: break;
    }
    return w->fault ? g_strdup(w->fault)
                    : ph_worker_how_ended(w->host, w->process, w->beacon->call);
}

/* "; it left 3 processes on CPU 1: ended". NULL: it left none. */
static char *describe_left(const watch *w)
{
    const ph_orphans_end *left = &w->left;
    g_autoptr(GString) text = NULL;

    if (left->count == 0)
        return NULL;
    text = g_string_new(NULL);
    g_string_append_printf(text, "; it left %u process%s", left->count,
                           left->count == 1 ? "" : "es");
    if (w->host->binder)
        g_string_append_printf(text, " on CPU %u", w->host->cpu);
    if (left->immortal)
        g_string_append_printf(text, ", of which %u cannot be ended", left->immortal);
    else
        g_string_append(text, ": ended");
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static void describe_end(watch *w)
{
    ph_worker_outcome *outcome = w->outcome;
    g_autofree char *left = describe_left(w);
    g_autofree char *how = NULL;

    outcome->phase = w->beacon->phase < PH_PHASE_END ? (ph_phase)w->beacon->phase : PH_PHASE_END;
    outcome->arm = w->beacon->arm;
    outcome->row = w->beacon->row;
    outcome->orphans = w->left.count;
    if (!w->is_stopped) {
        outcome->end = own_end(outcome);
        if (outcome->end == PH_WORKER_COMPLETE)
            look_at_claim(w);
        /* Who was there beside the blocks of one may have been beside those of all. */
        if (w->fault || left)
            outcome->end = PH_WORKER_CRASHED;
    }
    how = describe(w);
    outcome->how = g_strconcat(how, left, NULL);
}

static volatile ph_beacon *make_beacon(int *ret_descriptor, GError **error)
{
    const int descriptor = memfd_create("perfharness-beacon", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    void *page = MAP_FAILED;

    if (descriptor >= 0 && ftruncate(descriptor, sizeof(ph_beacon)) == 0 &&
        /* Where it was cut shorter, a look at it would end us. */
        fcntl(descriptor, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW) == 0)
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
    const guint timer = g_timeout_add(WATCH_INTERVAL_MS, look, w);

    w->loop = loop;
    w->draining = draining;
    w->events = g_subprocess_get_stdout_pipe(w->process);
    w->standard_error = g_subprocess_get_stderr_pipe(w->process);
    w->last_beat_us = g_get_monotonic_time();
    w->open_parts = 3;
    read_more_events(w);
    read_more_error(w);
    g_subprocess_wait_async(w->process, NULL, process_ended, w);
    g_main_loop_run(loop);
    g_source_remove(timer);
    if (w->drain_timer)
        g_source_remove(w->drain_timer);
}

/* The worker with its beacon, of which it gets the descriptor.
 * @param more  NULL: none. */
static GSubprocess *spawn_watched(const ph_worker_host *host, const char *const *arguments,
                                  int beacon, const ph_passed_descriptor *more,
                                  ph_binding_readback *readback, GError **error)
{
    const ph_passed_descriptor passed[] = { { beacon, BEACON_DESCRIPTOR },
                                            more ? *more : (ph_passed_descriptor){ -1, -1 } };
    g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func(g_free);

    for (const char *const *argument = arguments; *argument; argument++)
        g_ptr_array_add(all, g_strdup(*argument));
    ph_worker_add_number(all, PH_WORKER_OPTION_BEACON_FD, BEACON_DESCRIPTOR);
    g_ptr_array_add(all, NULL);
    return ph_worker_spawn(host, (const char *const *)all->pdata, passed, more ? 2 : 1, readback,
                           error);
}

static void cjson_free(gpointer event)
{
    cJSON_Delete(event);
}

/* Answers are what it was started for. */
static gboolean may_answer(const char *const *arguments)
{
    return strcmp(arguments[0], ph_worker_command_name(PH_WORKER_COMMAND_VECTORS)) == 0 ||
           strcmp(arguments[0], ph_worker_command_name(PH_WORKER_COMMAND_LAYOUT)) == 0;
}

static void watch_clear(watch *w)
{
    g_clear_object(&w->process);
    if (w->beacon)
        (void)munmap((void *)w->beacon, sizeof(ph_beacon));
    if (w->line)
        g_string_free(w->line, TRUE);
    g_clear_pointer(&w->order, ph_event_order_free);
    g_clear_pointer(&w->orphans.before, g_hash_table_unref);
    g_free(w->fault);
}

static void close_passed(const ph_passed_descriptor *passed)
{
    if (passed)
        (void)close(passed->ours);
}

/* FALSE and error, and nothing is left, when it cannot be started. */
static gboolean start(watch *w, const char *const *arguments, const ph_passed_descriptor *more,
                      GError **error)
{
    int descriptor;

    w->beacon = make_beacon(&descriptor, error);
    if (!w->beacon) {
        close_passed(more);
        return FALSE;
    }
    w->line = g_string_new(NULL);
    w->order = ph_event_order_new();
    ph_orphans_watch(&w->orphans);
    w->usage = ph_worker_usage_begin(w->host);
    w->process = spawn_watched(w->host, arguments, descriptor, more, &w->outcome->binding, error);
    if (w->process)
        return TRUE;
    (void)ph_orphans_take(&w->orphans);
    watch_clear(w);
    return FALSE;
}

gboolean ph_worker_run_passing(const ph_worker_host *host, const char *const *arguments,
                               const ph_passed_descriptor *passed, ph_worker_outcome *ret,
                               GError **error)
{
    watch w = { .host = host, .outcome = ret, .may_answer = may_answer(arguments) };

    *ret = (ph_worker_outcome){ .events = g_ptr_array_new_with_free_func(cjson_free),
                                .log = g_string_new(NULL),
                                .standard_error = g_string_new(NULL) };
    if (ph_worker_is_over(host, &ret->end)) {
        ret->how = g_strdup("was not started");
        close_passed(passed);
        return TRUE;
    }
    if (!start(&w, arguments, passed, error)) {
        ph_worker_outcome_clear(ret);
        return FALSE;
    }
    listen(&w);
    describe_end(&w);

    g_autofree char *valid =
        g_utf8_make_valid(ret->standard_error->str, (gssize)ret->standard_error->len);
    g_string_assign(ret->standard_error, valid);
    watch_clear(&w);
    return TRUE;
}

gboolean ph_worker_run(const ph_worker_host *host, const char *const *arguments,
                       ph_worker_outcome *ret, GError **error)
{
    return ph_worker_run_passing(host, arguments, NULL, ret, error);
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

/* NULL: it was not the kernel, for the memory that the run is limited to. */
static char *describe_memory(const ph_worker_host *host, int number)
{
    if (number != SIGKILL || !host->memory_limit || !ph_memory_limit_has_killed(host->memory_limit))
        return NULL;
    return g_strdup_printf("was ended by the kernel, as it needs more memory than the limit of %g "
                           "MiB (--memory-max)",
                           (double)ph_memory_limit_bytes(host->memory_limit) / (1 << 20));
}

char *ph_worker_how_ended(const ph_worker_host *host, GSubprocess *process, uint32_t call)
{
    if (g_subprocess_get_if_signaled(process)) {
        char *memory = describe_memory(host, g_subprocess_get_term_sig(process));

        if (memory)
            return memory;
    }
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
                    "the run was interrupted, and nothing of it is kept");
    else if (end == PH_WORKER_TIMED_OUT)
        g_set_error(error, PH_ERROR, PH_ERROR_TIMEOUT,
                    "the run's time was over (--timeout, or budget_minutes of the suite)");
    else
        return FALSE;
    return TRUE;
}

gboolean ph_worker_goes_on(const ph_worker_host *host, GError **error)
{
    ph_worker_end end;

    (void)g_main_context_iteration(NULL, FALSE);
    return !ph_worker_is_over(host, &end) || !ph_worker_is_stopped(end, error);
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

const cJSON *ph_worker_event(const ph_worker_outcome *outcome, ph_event kind)
{
    for (guint i = outcome->events->len; i > 0; i--) {
        const cJSON *event = outcome->events->pdata[i - 1];

        if (ph_event_is(event, kind))
            return event;
    }
    return NULL;
}
