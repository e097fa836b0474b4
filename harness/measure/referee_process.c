/* SPDX-License-Identifier: AGPL-3.0-or-later */
#define _GNU_SOURCE /* memfd_create, seals */
#include "measure/referee_process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "answer/turn_window.h"
#include "error/error.h"
#include "measure/worker_process.h"
#include "platform/path.h"
#include "system/thread_waits.h"

enum {
    POLL_MS = 50,                     /* Between looks whether the user gave up. */
    LOADING_US = 10 * G_USEC_PER_SEC, /* Beside what a call may take. */
    END_LOOKS = 500,                  /* A millisecond apart. */
    LOOKS_MAX = 8,                    /* For threads in a turn, */
    LOOK_NS = 300000,                 /* and what is between them. */
    SLEEP_US = 200,                   /* After an answer, of threads that may be on other CPUs. */
    ENDING_LOOKS = 50,                /* For threads that are to sleep by then, */
    ENDING_LOOK_US = 1000,            /* and what is between them. */
    READS_MAX = 64,                   /* Of a pipe at once, so that nobody keeps us reading. */
    SEALS = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW,
};

/* Of what its turns took: a referee that sleeps between them takes none there. */
#define GAPS_SHARE_MAX 0.01
#define GAPS_SLACK_NS  2e6

static gboolean fail_system(GError **error, const char *what)
{
    return ph_refuse(error, PH_ERROR_ENVIRONMENT, "%s for the referee: %s", what,
                     g_strerror(errno));
}

/* Memory of ours that the referee maps, too: of a size that it cannot change, and unless it is to
 * write there, not to be written by it. */
static uint8_t *share(const char *name, size_t length, gboolean is_written_by_it,
                      int *ret_descriptor, GError **error)
{
    const int descriptor = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
    void *memory = MAP_FAILED;

    *ret_descriptor = descriptor;
    if (descriptor >= 0 && ftruncate(descriptor, (off_t)length) == 0)
        memory = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    if (memory == MAP_FAILED || fcntl(descriptor, F_ADD_SEALS,
                                      is_written_by_it ? SEALS : SEALS | F_SEAL_FUTURE_WRITE) < 0) {
        (void)fail_system(error, "making memory");
        if (memory != MAP_FAILED)
            (void)munmap(memory, length);
        return NULL;
    }
    return memory;
}

/* What the referee gets of ours; ours is -1 for what there is not. */
typedef enum channel { TALK, SLOTS, WINDOWS, CHANNEL_COUNT } channel;

/* Of what works on files, in place of the memory. */
enum { INPUT = SLOTS, OUTPUT = WINDOWS };

static void close_all(const ph_passed_descriptor *passed)
{
    for (guint i = 0; i < CHANNEL_COUNT; i++)
        if (passed[i].ours >= 0)
            (void)close(passed[i].ours);
}

/* Ours ends with the other, and keeps messages apart. */
static gboolean open_talk(int *ret_ours, int *ret_theirs, GError **error)
{
    int ends[2];

    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) < 0)
        return fail_system(error, "making a socket");
    *ret_ours = ends[0];
    *ret_theirs = ends[1];
    return TRUE;
}

/* Copies: ours stay open. */
static gboolean open_file_channels(ph_referee_process *p, const ph_referee_files *files,
                                   ph_passed_descriptor *passed, GError **error)
{
    passed[TALK] = (ph_passed_descriptor){ -1, PH_TURN_TALK_DESCRIPTOR };
    passed[INPUT] = (ph_passed_descriptor){ fcntl(files->input, F_DUPFD_CLOEXEC, 0),
                                            PH_STREAM_INPUT_DESCRIPTOR };
    passed[OUTPUT] = (ph_passed_descriptor){ fcntl(files->output, F_DUPFD_CLOEXEC, 0),
                                             PH_STREAM_OUTPUT_DESCRIPTOR };
    if (passed[INPUT].ours < 0 || passed[OUTPUT].ours < 0)
        (void)fail_system(error, "handing over files");
    else if (open_talk(&p->talk, &passed[TALK].ours, error))
        return TRUE;
    close_all(passed);
    return FALSE;
}

static gboolean open_channels(ph_referee_process *p, ph_passed_descriptor *passed, GError **error)
{
    static const int theirs[CHANNEL_COUNT] = { [SLOTS] = PH_TURN_SLOTS_DESCRIPTOR,
                                               [WINDOWS] = PH_TURN_WINDOWS_DESCRIPTOR,
                                               [TALK] = PH_TURN_TALK_DESCRIPTOR };

    for (guint i = 0; i < CHANNEL_COUNT; i++)
        passed[i] = (ph_passed_descriptor){ -1, theirs[i] };
    p->slots = share("perfharness-slots", ph_turn_slots_length(&p->memory), FALSE,
                     &passed[SLOTS].ours, error);
    p->windows = p->slots ? share("perfharness-windows", ph_turn_windows_length(&p->memory), TRUE,
                                  &passed[WINDOWS].ours, error)
                          : NULL;
    if (p->windows && open_talk(&p->talk, &passed[TALK].ours, error)) {
        memcpy(p->slots, &p->memory, sizeof(p->memory));
        return TRUE;
    }
    close_all(passed);
    return FALSE;
}

/* A signal is heard by a source of the main context. */
static gboolean is_over(const ph_referee_process *p)
{
    ph_worker_end end;

    (void)g_main_context_iteration(NULL, FALSE);
    return ph_worker_is_over(p->host, &end);
}

static gboolean fail_over(const ph_referee_process *p, GError **error)
{
    ph_worker_end over;

    (void)ph_worker_is_over(p->host, &over);
    return !ph_worker_is_stopped(over, error);
}

/* What a subject prints is read, and nobody's: a pipe that is full would stop it. */
static void drain(GInputStream *pipe)
{
    char bytes[4096];

    for (guint reads = 0; reads < READS_MAX; reads++)
        if (g_pollable_input_stream_read_nonblocking(G_POLLABLE_INPUT_STREAM(pipe), bytes,
                                                     sizeof(bytes), NULL, NULL) <= 0)
            return;
}

static void drain_output(const ph_referee_process *p)
{
    drain(g_subprocess_get_stdout_pipe(p->process));
    drain(g_subprocess_get_stderr_pipe(p->process));
}

/* 0: not known, as of a process that has ended. */
static guint count_threads(const ph_referee_process *p)
{
    g_autofree char *path =
        g_strdup_printf("/proc/%s/task", g_subprocess_get_identifier(p->process));
    g_autoptr(GDir) tasks = g_dir_open(path, 0, NULL);
    guint threads = 0;

    while (tasks && g_dir_read_name(tasks))
        threads++;
    return threads;
}

/* As the kernel shows a thread that runs, or would if there were a CPU for it. */
static gboolean is_running(const char *task)
{
    g_autofree char *path = ph_path_join(task, "stat", NULL);
    g_autofree char *text = NULL;
    const char *name_end;

    if (!g_file_get_contents(path, &text, NULL, NULL))
        return FALSE; /* It has ended. */
    name_end = strrchr(text, ')');
    return name_end && g_str_has_prefix(name_end, ") R");
}

/* One beside the one that answers. */
static gboolean has_running_thread(const ph_referee_process *p)
{
    const char *pid = g_subprocess_get_identifier(p->process);
    g_autofree char *path = g_strdup_printf("/proc/%s/task", pid);
    g_autoptr(GDir) tasks = g_dir_open(path, 0, NULL);
    const char *name;
    gboolean has_running = FALSE;

    while (!has_running && tasks && (name = g_dir_read_name(tasks))) {
        g_autofree char *task = ph_path_join(path, name, NULL);

        has_running = strcmp(name, pid) != 0 && is_running(task);
    }
    return has_running;
}

/* Between two calls: whoever is about to sleep gets the time for it. */
static gboolean has_thread_that_works_on(const ph_referee_process *p)
{
    for (guint i = 0; i < ENDING_LOOKS; i++) {
        if (!has_running_thread(p))
            return FALSE;
        g_usleep(ENDING_LOOK_US);
    }
    return TRUE;
}

static gboolean may_have_threads(const ph_referee_process *p)
{
    return p->host->threads > 1;
}

/* While it works, where it may have some: its own clock does not run for our looks. */
static void look_for_threads(ph_referee_process *p, struct pollfd *talk)
{
    const struct timespec between = { .tv_nsec = LOOK_NS };

    for (guint i = 0; may_have_threads(p) && i < LOOKS_MAX && ppoll(talk, 1, &between, NULL) == 0;
         i++)
        p->threads_seen = MAX(p->threads_seen, count_threads(p));
}

/* One message, of exactly this length. */
static ph_turn_end receive(ph_referee_process *p, void *ret, size_t length, gint64 timeout_us)
{
    const gint64 started_us = g_get_monotonic_time();
    struct pollfd talk = { .fd = p->talk, .events = POLLIN };

    look_for_threads(p, &talk);
    while (poll(&talk, 1, POLL_MS) <= 0) {
        if (is_over(p))
            return PH_TURN_OVER;
        drain_output(p);
        if (g_get_monotonic_time() - started_us > timeout_us)
            return PH_TURN_HUNG;
    }
    return recv(p->talk, ret, length, MSG_TRUNC | MSG_DONTWAIT) == (ssize_t)length ? PH_TURN_TAKEN
                                                                                   : PH_TURN_DIED;
}

/* Without waiting for one who does not read. Before it was asked it has nothing to say: an answer
 * that is there already would be taken for that of this turn, whenever its work is done. */
static gboolean ask(const ph_referee_process *p, const void *turn, size_t length)
{
    struct pollfd talk = { .fd = p->talk, .events = POLLIN };

    return poll(&talk, 1, 0) == 0 &&
           send(p->talk, turn, length, MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)length;
}

static gboolean hear_arms(ph_referee_process *p, GError **error)
{
    const ph_turn_end end =
        receive(p, &p->arms, sizeof(p->arms), p->host->hang_timeout_us + LOADING_US);

    if (end == PH_TURN_OVER)
        return fail_over(p, error);
    if (end != PH_TURN_TAKEN)
        return ph_refuse(error, PH_ERROR_SUBJECT_CRASH, "it %s before its first call",
                         end == PH_TURN_HUNG ? "did not return" : "ended the process");
    p->arms.count = MIN(p->arms.count, PH_TURN_ARMS_MAX);
    for (guint i = 0; i < PH_TURN_ARMS_MAX; i++) {
        ph_turn_arm *arm = &p->arms.arms[i];

        arm->name[sizeof(arm->name) - 1] = arm->level[sizeof(arm->level) - 1] = '\0';
    }
    return TRUE;
}

static double cpu_ns(const ph_referee_process *p)
{
    struct timespec time = { 0 };

    (void)clock_gettime(p->clock, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static gint64 monotonic_ns(void)
{
    struct timespec time = { 0 };

    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (gint64)time.tv_sec * G_GINT64_CONSTANT(1000000000) + time.tv_nsec;
}

/* A message each way. Borrowed. */
typedef struct exchange_of {
    const void *turn;
    size_t turn_bytes;
    void *reply;
    size_t reply_bytes;
} exchange_of;

/* On this CPU nothing but the referee can be waiting: what it still has to do until it sleeps. What
 * it has on other CPUs goes on there. */
static void let_it_sleep(const ph_referee_process *p)
{
    if (may_have_threads(p))
        g_usleep(SLEEP_US);
    (void)sched_yield();
}

static gboolean start(ph_referee_process *p, const char *const *arguments,
                      const ph_referee_files *files, GError **error)
{
    ph_passed_descriptor passed[CHANNEL_COUNT];
    ph_binding_readback readback = { 0 };
    const char *pid;

    if (is_over(p))
        return fail_over(p, error);
    if (!(files ? open_file_channels(p, files, passed, error) : open_channels(p, passed, error)))
        return FALSE;
    ph_orphans_watch(&p->orphans);
    p->process = ph_worker_spawn(p->host, arguments, passed, CHANNEL_COUNT, &p->binding, error);
    if (!p->process)
        return FALSE;
    pid = g_subprocess_get_identifier(p->process);
    if (!pid || clock_getcpuclockid((pid_t)g_ascii_strtoll(pid, NULL, 10), &p->clock) != 0)
        return ph_refuse(error, PH_ERROR_SUBJECT_CRASH,
                         "it ended the process before its first call");
    if (p->host->binder && !ph_binder_bind(p->host->binder, p->host->cpu, &readback, error))
        return FALSE;
    p->is_bound = p->host->binder != NULL;
    p->own_delay = ph_run_delay_open("", PH_THREAD_SELF);
    p->delay = ph_run_delay_open("", pid);
    ph_binding_readback_clear(&readback);
    if (!hear_arms(p, error))
        return FALSE;
    let_it_sleep(p);
    p->last_ns = cpu_ns(p);
    return TRUE;
}

static ph_referee_process *make_and_start(const ph_worker_host *host, const char *const *arguments,
                                          const ph_turn_memory *memory,
                                          const ph_referee_files *files, GError **error)
{
    ph_referee_process *p = g_new0(ph_referee_process, 1);

    p->host = host;
    if (memory)
        p->memory = *memory;
    p->talk = p->own_delay = p->delay = -1;
    if (start(p, arguments, files, error))
        return p;
    (void)ph_referee_process_end(p);
    return NULL;
}

ph_referee_process *ph_referee_process_start(const ph_worker_host *host,
                                             const char *const *arguments,
                                             const ph_turn_memory *memory, GError **error)
{
    return make_and_start(host, arguments, memory, NULL, error);
}

ph_referee_process *ph_referee_process_start_on_files(const ph_worker_host *host,
                                                      const char *const *arguments,
                                                      const ph_referee_files *files, GError **error)
{
    return make_and_start(host, arguments, NULL, files, error);
}

static void close_if_open(int descriptor)
{
    if (descriptor >= 0)
        (void)close(descriptor);
}

guint ph_referee_process_end(ph_referee_process *p)
{
    ph_orphans_end left = { 0 };

    if (p->is_bound)
        ph_binder_unbind(p->host->binder);
    if (p->process) {
        g_subprocess_force_exit(p->process);
        (void)g_subprocess_wait(p->process, NULL, NULL);
        g_object_unref(p->process);
    }
    if (p->orphans.before)
        left = ph_orphans_take(&p->orphans);
    close_if_open(p->talk);
    close_if_open(p->own_delay);
    close_if_open(p->delay);
    ph_binding_readback_clear(&p->binding);
    if (p->slots)
        (void)munmap(p->slots, ph_turn_slots_length(&p->memory));
    if (p->windows)
        (void)munmap(p->windows, ph_turn_windows_length(&p->memory));
    g_free(p);
    return left.count;
}

/* Who ends has closed his socket a moment before. */
static gboolean ends_by_itself(const ph_referee_process *p)
{
    const char *pid = g_subprocess_get_identifier(p->process);

    for (guint i = 0; pid && i < END_LOOKS; i++) {
        siginfo_t info = { 0 };

        if (waitid(P_PID, (id_t)g_ascii_strtoull(pid, NULL, 10), &info,
                   WEXITED | WNOHANG | WNOWAIT) < 0 ||
            info.si_pid)
            return TRUE;
        g_usleep(1000);
    }
    return !pid;
}

char *ph_referee_process_how_died(ph_referee_process *p)
{
    const gboolean is_its_own_end = ends_by_itself(p);

    g_subprocess_force_exit(p->process);
    (void)g_subprocess_wait(p->process, NULL, NULL);
    return is_its_own_end ? ph_worker_how_ended(p->host, p->process, 0)
                          : g_strdup("did not keep to the turns that it was asked for");
}

/* One question and its answer. The texts of what it is put into are the caller's to end. */
static ph_turn_end exchange(ph_referee_process *p, const exchange_of *ask_for, gint64 timeout_us,
                            double *ret_cpu_ns)
{
    ph_turn_end end;

    if (is_over(p))
        return PH_TURN_OVER;
    const double before_ns = cpu_ns(p), since_ns = p->last_ns;
    p->gaps_ns += before_ns - p->last_ns;
    if (!ask(p, ask_for->turn, ask_for->turn_bytes))
        return PH_TURN_DIED;
    end = receive(p, ask_for->reply, ask_for->reply_bytes, timeout_us);
    if (end != PH_TURN_TAKEN)
        return end;
    let_it_sleep(p);
    p->last_ns = cpu_ns(p);
    *ret_cpu_ns = p->last_ns - since_ns;
    p->turns_ns += p->last_ns - before_ns;
    return end;
}

ph_turn_end ph_referee_process_turn(ph_referee_process *p, const ph_turn *turn, ph_turn_reply *ret,
                                    double *ret_cpu_ns)
{
    const exchange_of ask_for = { turn, sizeof(*turn), ret, sizeof(*ret) };
    const ph_turn_end end =
        exchange(p, &ask_for, p->host->hang_timeout_us * (gint64)MAX(turn->calls, 1), ret_cpu_ns);

    ret->error_code[sizeof(ret->error_code) - 1] = '\0';
    ret->error_detail[sizeof(ret->error_detail) - 1] = '\0';
    return end;
}

ph_turn_end ph_referee_process_stream(ph_referee_process *p, const ph_stream_turn *turn,
                                      ph_stream_reply *ret, gint64 timeout_us,
                                      ph_stream_times *times)
{
    const exchange_of ask_for = { turn, sizeof(*turn), ret, sizeof(*ret) };
    const gint64 begun_ns = monotonic_ns();
    const ph_turn_end end = exchange(p, &ask_for, timeout_us, &times->cpu_ns);

    times->wall_ns = (double)(monotonic_ns() - begun_ns);
    ret->error_code[sizeof(ret->error_code) - 1] = '\0';
    ret->error_field[sizeof(ret->error_field) - 1] = '\0';
    ret->error_detail[sizeof(ret->error_detail) - 1] = '\0';
    ret->warning_code[sizeof(ret->warning_code) - 1] = '\0';
    return end;
}

double ph_referee_process_delay_ns(const ph_referee_process *p)
{
    return ph_run_delay_ns(p->own_delay) + ph_run_delay_ns(p->delay);
}

double ph_referee_process_waits(const ph_referee_process *p)
{
    return ph_voluntary_switches("", g_subprocess_get_identifier(p->process));
}

uint8_t *ph_referee_process_slot(const ph_referee_process *p, guint index)
{
    return p->slots + ph_turn_slot_offset(&p->memory, index);
}

char *ph_referee_process_hides_work(const ph_referee_process *p)
{
    const guint told = p->host->threads;
    const guint seen = MAX(p->threads_seen, count_threads(p));

    if (p->gaps_ns > GAPS_SHARE_MAX * p->turns_ns + GAPS_SLACK_NS)
        return g_strdup("works between its calls");
    if (may_have_threads(p) && seen > told + 1)
        return g_strdup_printf("works in %u threads beside the one that calls it, and was told %u",
                               seen - 1, told);
    if (may_have_threads(p))
        return has_thread_that_works_on(p)
                   ? g_strdup("has a thread that works on when its call has returned")
                   : NULL;
    return seen > 1 ? g_strdup("works in threads of its own") : NULL;
}
