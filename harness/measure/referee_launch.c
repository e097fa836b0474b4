/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "measure/referee_launch.h"

#include <math.h>
#include <string.h>

#include "answer/turn_window.h"
#include "measure/fresh_data.h"
#include "measure/quiet_cpu.h"
#include "measure/referee_process.h"
#include "measure/worker_process.h"
#include "model/statistics.h"
#include "protocol/noise_cause.h"
#include "subject/operation.h"
#include "worker/noise.h"

enum {
    WARM_UP_TURNS = 3,
    IDLE_TURNS = 20, /* Of each number of calls. */
    /* Of calls that are timed. There is one before them that is not. */
    CALLS_MIN = 3,
    TURN_NS = 60000,
    /* Beyond 60 turns the median hardly moves; below 40 it moves with a few disturbed ones. */
    TURNS_MIN = 40,
    TURNS_MAX = 60,
    QUIET_TURNS_MIN = 12,
    LOST_NS_MAX = 20000,   /* In a turn, beyond what two changes of process take. */
    CALL_NS_MAX = 1000000, /* Of slow ones smaller chunks are decoded. */
    /* The same where threads are started in it, CPU time of all of them. There are fewer turns, as
     * each is of more. */
    THREADS_CALL_NS_MAX = 20000000,
    THREADS_CALLS = 1, /* In a turn: more windows of this size are in no cache. */
    THREADS_TURNS = 12,
};

/* Of turns that were not disturbed: in so many the work may have been slowed down by what others do
 * to the caches. */
#define FAST_QUANTILE 0.25

/* How long a sleep lasts is the host's matter as much as the sleeper's. */
#define SLOW_QUANTILE 0.9

/* What the referee was asked for, and what it answered. */
typedef struct question {
    ph_turn turn;
    ph_turn_reply reply;
} question;

/* A launch while it goes on. */
typedef struct refereeing {
    const ph_referee_request *request;
    ph_fresh_data *data;
    ph_referee_process *process;
    guint calls_max;       /* That are timed in a turn. */
    const char *level;     /* Of the arm that is asked. */
    question first;        /* Of the last turn: the call that is not timed... */
    question looked;       /* Before those that are timed: to find slots and windows... */
    double looked_ns;      /* ...took so long. */
    question timed;        /* ...and those that are. */
    uint64_t next_chunk;   /* Of own data. */
    double cpu_ns;         /* Of what was asked for last. */
    double asleep_ns;      /* Neither worked meanwhile, nor waited for the CPU. */
    guint turns;           /* That were taken of the arm. */
    gboolean is_disturbed; /* Others had the CPU during the last turn, and its caches. */
    double probe_ns;       /* The slower of the throughput probes around it. */
    ph_turn_end end;
} refereeing;

void ph_refereed_arm_clear(ph_refereed_arm *arm)
{
    g_clear_pointer(&arm->fault, g_free);
}

static gboolean is_own_data(const refereeing *r)
{
    return !r->request->benchmark->workload;
}

/* Does it decode on a number of threads, one among them? */
static gboolean has_threads(const refereeing *r)
{
    return r->request->benchmark->threads > 0;
}

/* Ours as well as the referee's: what others do on its core is seen here. */
static gboolean has_one_cpu(const refereeing *r)
{
    return !has_threads(r) && r->request->host->binder;
}

/* What the calls that were timed were of. */
static uint64_t timed_bytes(const refereeing *r)
{
    const ph_turn *turn = &r->timed.turn;
    uint64_t bytes = 0;

    if (ph_benchmark_reads_copybook(r->request->benchmark))
        return turn->calls * ph_workload_copybook(r->request->benchmark->workload, NULL, 0);
    if (!is_own_data(r))
        return turn->calls * ph_fresh_data_bytes(r->data, turn->record_count);
    for (guint i = 0; i < turn->calls; i++)
        bytes += r->timed.reply.input_bytes[i];
    return bytes;
}

static void spoil(const refereeing *r, guint index)
{
    const ph_referee_process *p = r->process;

    ph_fresh_data_spoil(r->data, index, ph_turn_window_at(&p->memory, p->windows, index));
}

static void show(const refereeing *r, guint index)
{
    ph_fresh_data_show(r->data, index, ph_referee_process_slot(r->process, index));
    spoil(r, index);
}

static double clock_ns(clockid_t clock)
{
    struct timespec time = { 0 };

    (void)clock_gettime(clock, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

/* Slots and windows of so many calls, of which nothing is asked yet. */
static ph_turn turn_of(const refereeing *r, uint64_t first_slot, uint64_t calls, uint64_t records)
{
    ph_turn turn = { .first_slot = first_slot, .calls = calls, .record_count = records };

    if (!is_own_data(r))
        ph_fresh_data_extent(r->data, records, &turn);
    if (has_threads(r))
        turn.bytes = ph_fresh_data_lines_seen(r->data);
    return turn;
}

/*
 * All that the calls of a turn read and write is looked at, in a turn of its own. We have just
 * written it: what it costs to find it is no part of the work, and of a fast call it is as much as
 * the work, and scatters more. FALSE when the referee is not there any more.
 */
static gboolean look(refereeing *r, ph_turn turn)
{
    question *looked = &r->looked;

    looked->turn = turn;
    looked->turn.arm = PH_TURN_LOOK;
    looked->turn.looks = 1;
    r->end = ph_referee_process_turn(r->process, &looked->turn, &looked->reply, &r->looked_ns);
    return r->end == PH_TURN_TAKEN;
}

/* What was made is shown, and asked for. FALSE as above. */
static gboolean ask(refereeing *r, question *ret, uint64_t arm, uint64_t calls, uint64_t records)
{
    const uint64_t next_windows = ret->turn.next_windows;
    ph_turn *turn = &ret->turn;

    *turn = turn_of(r, ret == &r->first ? 0 : 1, calls, records);
    turn->arm = arm;
    turn->looks = has_threads(r) ? 1 : 0;
    turn->next_windows = next_windows;
    turn->next_bytes = ph_fresh_data_lines_seen(r->data);
    ret->reply = (ph_turn_reply){ 0 };
    for (guint i = 0; i < calls; i++) {
        turn->chunks[i] = r->next_chunk++ % MAX(r->process->arms.chunk_count, 1);
        turn->line_bytes[i] = ph_fresh_data_line_bytes(r->data, (guint)turn->first_slot + i);
        show(r, (guint)turn->first_slot + i);
    }
    if (ret == &r->timed && !has_threads(r) && !is_own_data(r) && !look(r, *turn))
        return FALSE;
    r->end = ph_referee_process_turn(r->process, turn, &ret->reply, &r->cpu_ns);
    return r->end == PH_TURN_TAKEN;
}

/*
 * What threads write is more than stays in a cache, or than has its pages there, while we overwrite
 * it: the referee looks at all of it before it calls, and as often without a call, to know what
 * that takes. What is to be decoded then is not yet shown. FALSE as above.
 */
static gboolean look_for_threads(refereeing *r, uint64_t records)
{
    spoil(r, 1);
    return look(r, turn_of(r, 1, THREADS_CALLS, records));
}

/* Why what was asked for was not done; NULL: it was. */
static char *find_fault(const refereeing *r, const question *asked)
{
    const ph_turn *turn = &asked->turn;
    const ph_turn_reply *reply = &asked->reply;
    const ph_referee_process *p = r->process;

    if (reply->calls_done < turn->calls) {
        g_autofree char *code =
            ph_error_printable(*reply->error_code ? reply->error_code : "no error code");
        g_autofree char *detail = ph_error_printable(is_own_data(r) ? "" : reply->error_detail);

        return g_strdup_printf("first failure in item %" G_GUINT64_FORMAT ": %s%s%s",
                               reply->first_failed + 1, code, *detail ? ": " : "", detail);
    }
    for (guint i = 0; i < turn->calls; i++) {
        g_autofree char *wrong = ph_fresh_data_find_wrong(
            r->data, (guint)turn->first_slot + i, r->level, turn, reply, &p->memory, p->windows);

        if (wrong)
            return g_strdup_printf("wrong answer: %s", wrong);
    }
    return NULL;
}

static void set_fault(const refereeing *r, ph_refereed_arm *arm, ph_error cause, const char *what)
{
    const char *made = is_own_data(r) ? "" : ", on data made a moment before";

    arm->fault = g_strdup_printf("before the referee%s: %s", made, what);
    arm->cause = cause;
}

/* The referee is gone, or hangs: a fault of the arm that it was asked for, unless we gave up. */
static void take_end(refereeing *r, ph_refereed_arm *arm)
{
    g_autofree char *died = r->end == PH_TURN_DIED ? ph_referee_process_how_died(r->process) : NULL;
    g_autofree char *what = NULL;

    if (r->end == PH_TURN_OVER)
        return;
    what = died ? g_strconcat("it ", died, NULL)
                : g_strdup_printf("it did not return within %g s",
                                  (double)r->request->host->hang_timeout_us / 1e6);
    set_fault(r, arm, PH_ERROR_SUBJECT_CRASH, what);
}

static ph_error cause_of(const ph_turn_reply *reply)
{
    return g_str_has_prefix(reply->error_code, PH_SUBJECT_ERROR_PANIC) ? PH_ERROR_SUBJECT_CRASH
                                                                       : PH_ERROR_MISMATCH;
}

/* The answers are looked at when all are there: that would leave no cache as it was. FALSE after a
 * fault. */
static gboolean check(const refereeing *r, const question *asked, ph_refereed_arm *arm)
{
    g_autofree char *wrong = find_fault(r, asked);

    if (wrong)
        set_fault(r, arm, cause_of(&asked->reply), wrong);
    return !wrong;
}

/* Time that passed, and neither we nor the referee, on the same CPU, had. */
static double lost_ns(const refereeing *r)
{
    return clock_ns(CLOCK_MONOTONIC) - clock_ns(CLOCK_THREAD_CPUTIME_ID) -
           clock_ns(r->process->clock);
}

/* Where the kernel does not say how long others had the CPU, all of it. Of the calls that are
 * timed: the one before them is of as many records. */
static double asleep_ns(double lost_ns, double delay_ns, uint64_t calls)
{
    const double ns = isnan(delay_ns) ? lost_ns : fmax(lost_ns - delay_ns, 0.0);

    return ns * (double)calls / (double)(calls + 1);
}

/*
 * A turn of one call, and at once the one that is timed, in which its code, tables and branches are
 * no longer cold: making data takes a hundred times as long as a fast call, and leaves no cache
 * alone. What is timed is made before both and shown behind the first: nothing of it can be done
 * ahead. FALSE after a fault, or when the referee is not there.
 */
static gboolean take_turn(refereeing *r, uint64_t index, uint64_t calls, uint64_t records,
                          ph_refereed_arm *arm)
{
    for (guint i = 0; i <= calls && !is_own_data(r); i++)
        ph_fresh_data_make(r->data, i, records);

    r->first.turn.next_windows = calls;

    const uint64_t probe_before_ns = ph_throughput_probe_ns();
    const double delay_before_ns = ph_referee_process_delay_ns(r->process);
    const double lost_before_ns = lost_ns(r);
    if (!ask(r, &r->first, index, 1, records) ||
        (has_threads(r) && !look_for_threads(r, records)) ||
        !ask(r, &r->timed, index, calls, records)) {
        take_end(r, arm);
        return FALSE;
    }
    const double lost = lost_ns(r) - lost_before_ns;
    const double delay_ns = ph_referee_process_delay_ns(r->process) - delay_before_ns;
    /* Where there may be threads we sleep, too. */
    r->is_disturbed = has_one_cpu(r) && lost > LOST_NS_MAX;
    r->asleep_ns = asleep_ns(lost, delay_ns, calls);
    r->probe_ns = (double)MAX(probe_before_ns, ph_throughput_probe_ns());
    r->turns++;
    return check(r, &r->first, arm) && check(r, &r->timed, arm);
}

/* Of all calls of the last turn. */
static double work_ns(const refereeing *r)
{
    const ph_idle_turns *idle = r->request->idle;
    const double beside_ns =
        has_threads(r) ? r->looked_ns : idle->turn_ns + (double)r->timed.turn.calls * idle->call_ns;
    const double ns = r->cpu_ns - beside_ns;

    return MAX(ns, 1.0);
}

static double call_ns(const refereeing *r)
{
    return work_ns(r) / (double)r->timed.turn.calls;
}

/* Of a user's own data nothing is looked at before a call. */
static guint most_calls(const refereeing *r)
{
    return is_own_data(r) ? PH_TURN_CALLS_MAX - 1 : ph_fresh_data_calls_max(r->data);
}

/* How many records a call is to be of, so that it does not take longer than it may, and how many
 * calls a turn, so that it takes long beside what a turn costs. FALSE as above. */
static gboolean warm_up(refereeing *r, uint64_t index, ph_refereed_arm *arm, uint64_t *ret_records)
{
    const double call_ns_max = has_threads(r) ? THREADS_CALL_NS_MAX : CALL_NS_MAX;
    uint64_t records = ph_fresh_data_records(r->data);

    r->calls_max = CALLS_MIN;
    for (guint i = 0; i < WARM_UP_TURNS; i++) {
        if (!take_turn(r, index, i == 0 ? 1 : r->calls_max, records, arm))
            return FALSE;
        if (!is_own_data(r) && call_ns(r) > call_ns_max)
            records = MAX((uint64_t)((double)records * call_ns_max / call_ns(r)), 1);
        else
            r->calls_max = has_threads(r)
                               ? THREADS_CALLS
                               : (guint)CLAMP(TURN_NS / call_ns(r), CALLS_MIN, most_calls(r));
    }
    *ret_records = records;
    return TRUE;
}

static guint turns_for(const refereeing *r)
{
    const double calls = (double)r->request->arm_ms * 1e6 / call_ns(r);

    if (has_threads(r))
        return THREADS_TURNS;
    if (ph_benchmark_has_records(r->request->benchmark))
        return TURNS_MIN; /* To look at lines takes many times as long as to write them. */
    return (guint)CLAMP(calls / (r->calls_max - 0.5), TURNS_MIN, TURNS_MAX);
}

/* A turn: what its work took, and what was beside it. */
typedef struct turn_sample {
    double ns_per_byte;
    double elapsed_ns_per_byte;
    double probe_ns;
    gboolean is_disturbed;
} turn_sample;

static turn_sample sample_of(const refereeing *r)
{
    const double bytes = (double)MAX(timed_bytes(r), 1), work = work_ns(r) / bytes;

    return (turn_sample){ work, work + r->asleep_ns / bytes, r->probe_ns, r->is_disturbed };
}

/* Turns during which others had the CPU tell of cold caches: so many more are taken for each, at
 * most. FALSE as above. */
static gboolean take_turns(refereeing *r, uint64_t index, ph_refereed_arm *arm, uint64_t records,
                           GArray *ret)
{
    const guint turns = turns_for(r);
    guint undisturbed = 0;

    while (undisturbed < turns && ret->len < 2 * turns) {
        const uint64_t calls = r->calls_max - (r->calls_max > 1 && g_random_boolean() ? 1 : 0);

        if (!take_turn(r, index, calls, records, arm))
            return FALSE;
        const turn_sample sample = sample_of(r);

        g_array_append_val(ret, sample);
        undisturbed += sample.is_disturbed ? 0 : 1;
        arm->calls += calls;
    }
    return TRUE;
}

/* What is the host's own doing: where threads have several CPUs, or none is ours, it does not show.
 */
static gboolean is_quiet(const refereeing *r, const turn_sample *turn)
{
    return !has_one_cpu(r) || ph_quiet_cpu_is(turn->probe_ns);
}

static void note_probes(const refereeing *r, const GArray *turns)
{
    g_autoptr(GArray) probes = g_array_new(FALSE, FALSE, sizeof(double));

    for (guint i = 0; i < turns->len; i++)
        g_array_append_val(probes, g_array_index(turns, turn_sample, i).probe_ns);
    if (probes->len && has_one_cpu(r))
        ph_quiet_cpu_note(ph_quantile(probes, 1.0 / PH_PROBE_QUIET_ONE_IN));
}

/* The work of turns that count: the quiet ones; where there are hardly any, the undisturbed ones;
 * or all. */
static GArray *counted(const refereeing *r, const GArray *turns, guint *ret_quiet)
{
    g_autoptr(GArray) quiet = g_array_new(FALSE, FALSE, sizeof(double));
    g_autoptr(GArray) undisturbed = g_array_new(FALSE, FALSE, sizeof(double));
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(double));

    for (guint i = 0; i < turns->len; i++) {
        const turn_sample *turn = &g_array_index(turns, turn_sample, i);

        g_array_append_val(all, turn->ns_per_byte);
        if (!turn->is_disturbed)
            g_array_append_val(undisturbed, turn->ns_per_byte);
        if (!turn->is_disturbed && is_quiet(r, turn))
            g_array_append_val(quiet, turn->ns_per_byte);
    }
    *ret_quiet = quiet->len;
    if (quiet->len >= QUIET_TURNS_MIN)
        return g_steal_pointer(&quiet);
    if (undisturbed->len >= QUIET_TURNS_MIN)
        return g_steal_pointer(&undisturbed);
    return g_steal_pointer(&all);
}

static GArray *elapsed_times(const GArray *turns)
{
    GArray *elapsed = g_array_new(FALSE, FALSE, sizeof(double));

    for (guint i = 0; i < turns->len; i++)
        g_array_append_val(elapsed, g_array_index(turns, turn_sample, i).elapsed_ns_per_byte);
    return elapsed;
}

/* Who never waits but to be asked does not sleep, whatever time passes: others had the CPU, or the
 * hypervisor. FALSE where the kernel does not say. */
static gboolean is_asleep(const refereeing *r, double waits)
{
    const guint asked = is_own_data(r) ? 2 : 3; /* In a turn; with a look at what is in slots. */

    /* In most turns once, or more often; who has threads waits for them. */
    return !has_threads(r) && waits > (asked + 0.5) * r->turns;
}

static void time_arm(refereeing *r, uint64_t index, ph_refereed_arm *arm)
{
    g_autoptr(GArray) turns = g_array_new(FALSE, FALSE, sizeof(turn_sample));
    g_autoptr(GArray) samples = NULL, elapsed = NULL;
    const double waits = ph_referee_process_waits(r->process);
    uint64_t records;
    g_autofree char *hidden = NULL;

    r->level = arm->level;
    r->turns = 0;
    if (!warm_up(r, index, arm, &records) || !take_turns(r, index, arm, records, turns))
        return;
    note_probes(r, turns);
    samples = counted(r, turns, &arm->quiet_turns);
    elapsed = elapsed_times(turns);
    arm->ns_per_byte = ph_quantile(samples, 0.5);
    arm->fast_ns_per_byte = ph_quantile(samples, FAST_QUANTILE);
    arm->elapsed_ns_per_byte = is_asleep(r, ph_referee_process_waits(r->process) - waits)
                                   ? ph_quantile(elapsed, SLOW_QUANTILE)
                                   : arm->ns_per_byte;
    hidden = ph_referee_process_hides_work(r->process);
    if (hidden)
        set_fault(r, arm, PH_ERROR_MISMATCH, hidden);
}

/* By its name and level among those that the referee says it has. */
static gboolean find_arm(const ph_referee_process *p, const ph_refereed_arm *arm, uint64_t *ret)
{
    for (*ret = 0; *ret < p->arms.count; (*ret)++)
        if (strcmp(p->arms.arms[*ret].name, arm->subject) == 0 &&
            strcmp(p->arms.arms[*ret].level, arm->level) == 0)
            return TRUE;
    return FALSE;
}

static void time_arms(refereeing *r, ph_refereed_arm *arms, guint count)
{
    for (guint i = 0; i < count; i++) {
        uint64_t index;

        if (r->end != PH_TURN_TAKEN)
            return; /* Another one ended it: nothing is known of these. */
        if (find_arm(r->process, &arms[i], &index))
            time_arm(r, index, &arms[i]);
        else
            set_fault(r, &arms[i], PH_ERROR_MISMATCH, "it does not offer that any more");
    }
}

/* FALSE and error when there is none. */
static gboolean start(refereeing *r, GError **error)
{
    const ph_turn_memory memory = ph_fresh_data_memory(r->data);

    r->process = ph_referee_process_start(
        r->request->host, (const char *const *)r->request->arguments->pdata, &memory, error);
    return r->process != NULL;
}

/* FALSE and error when we gave up. */
static gboolean stop(refereeing *r, guint *ret_left, GError **error)
{
    ph_worker_end over;
    const gboolean is_over = r->end == PH_TURN_OVER && ph_worker_is_over(r->request->host, &over);

    *ret_left = ph_referee_process_end(r->process);
    return !is_over || !ph_worker_is_stopped(over, error);
}

/* Of all that it was asked for: what helped is not known. */
static void blame_for_left(const refereeing *r, guint left, ph_refereed_arm *arms, guint count)
{
    g_autofree char *what = g_strdup_printf("it left %u process%s on CPU %u: ended", left,
                                            left == 1 ? "" : "es", r->request->host->cpu);

    for (guint i = 0; i < count && left > 0; i++)
        if (!arms[i].fault)
            set_fault(r, &arms[i], PH_ERROR_SUBJECT_CRASH, what);
}

/* The same turns, in which what is shown is copied. NAN when there is no referee any more: what
 * follows from it is none, too. */
static double copying_turn_ns(refereeing *r, guint calls)
{
    g_autoptr(GArray) samples = g_array_new(FALSE, FALSE, sizeof(double));
    const uint64_t records = ph_fresh_data_records(r->data);

    for (guint i = 0; i < IDLE_TURNS; i++) {
        if (!is_own_data(r))
            ph_fresh_data_make(r->data, i % (calls + 1), records); /* As cold as others are. */
        if (!ask(r, &r->first, PH_TURN_COPY, 1, records) ||
            !ask(r, &r->timed, PH_TURN_COPY, calls, records))
            return NAN;
        g_array_append_val(samples, r->cpu_ns);
    }
    return ph_quantile(samples, 0.5);
}

/* Of a user's own data, which are nowhere to be copied from. FALSE as below. */
static gboolean measure_idle_turn(refereeing *r, ph_idle_turns *ret)
{
    ret->turn_ns = copying_turn_ns(r, CALLS_MIN);
    return r->end == PH_TURN_TAKEN;
}

/* FALSE when the referee is not there any more. */
static gboolean measure_idle(refereeing *r, ph_idle_turns *ret)
{
    const uint64_t records = ph_fresh_data_records(r->data);
    const guint few = CALLS_MIN - 1, many = ph_fresh_data_calls_max(r->data);
    double few_ns, many_ns, copy_ns;

    for (guint i = 0; i <= many; i++)
        ph_fresh_data_make(r->data, i, records);
    few_ns = copying_turn_ns(r, few);
    many_ns = isnan(few_ns) ? NAN : copying_turn_ns(r, many);
    copy_ns = !isnan(many_ns) && ask(r, &r->first, PH_TURN_COPY_ON, many, records)
                  ? r->first.reply.copy_ns
                  : NAN;
    ret->call_ns = (many_ns - few_ns) / (many - few);
    ret->turn_ns = few_ns - few * ret->call_ns;
    ret->call_ns -= copy_ns;
    return r->end == PH_TURN_TAKEN && isfinite(ret->turn_ns) && isfinite(ret->call_ns);
}

gboolean ph_referee_idle(const ph_referee_request *request, ph_idle_turns *ret, GError **error)
{
    g_autoptr(ph_fresh_data) data = ph_fresh_data_new(request->benchmark, request->l2_bytes);
    refereeing r = { .request = request, .data = data };
    guint left;

    *ret = (ph_idle_turns){ 0 };
    if (request->benchmark->threads)
        return TRUE; /* What turns cost is seen beside each that is timed. */
    if (!start(&r, error))
        return FALSE;
    const gboolean is_measured =
        is_own_data(&r) ? measure_idle_turn(&r, ret) : measure_idle(&r, ret);
    if (!stop(&r, &left, error))
        return FALSE;
    return is_measured ||
           ph_refuse(error, PH_ERROR_ENVIRONMENT, "the referee, without a subject, made no turns");
}

gboolean ph_referee_launch(const ph_referee_request *request, ph_refereed_arm *arms, guint count,
                           GError **error)
{
    g_autoptr(ph_fresh_data) data = ph_fresh_data_new(request->benchmark, request->l2_bytes);
    refereeing r = { .request = request, .data = data };
    g_autoptr(GError) cause = NULL;
    guint left;

    for (guint i = 0; i < count; i++)
        arms[i].ns_per_byte = NAN;
    if (start(&r, &cause)) {
        time_arms(&r, arms, count);
        if (!stop(&r, &left, error))
            return FALSE;
        blame_for_left(&r, left, arms, count);
        return TRUE;
    }
    if (!g_error_matches(cause, PH_ERROR, PH_ERROR_SUBJECT_CRASH)) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return FALSE;
    }
    for (guint i = 0; i < count; i++)
        set_fault(&r, &arms[i], PH_ERROR_SUBJECT_CRASH, cause->message);
    return TRUE;
}
