/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "measure/referee_launch.h"

#include <math.h>
#include <string.h>

#include "measure/fresh_data.h"
#include "measure/referee_process.h"
#include "measure/worker_process.h"
#include "model/statistics.h"
#include "subject/operation.h"

enum {
    WARM_UP_TURNS = 3,
    IDLE_TURNS = 60,
    /* Beyond 200 turns the median moves no more; below 40 it moves with a few disturbed ones. */
    TURNS_MIN = 40,
    TURNS_MAX = 200,
    CALL_NS_MAX = 1000000, /* Of slow ones smaller chunks are decoded. */
};

/* A launch while it goes on. */
typedef struct refereeing {
    const ph_referee_request *request;
    ph_fresh_data *data;
    ph_referee_process *process;
    const char *level; /* Of the arm that is asked. */
    ph_turn turn;      /* The last one. */
    ph_turn_reply reply;
    uint64_t next_chunk; /* Of own data. */
    double cpu_ns;       /* Of the last turn... */
    uint64_t bytes;      /* ...and what its calls were of. */
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

static uint64_t bytes_of_turn(const refereeing *r)
{
    uint64_t bytes = 0;

    if (!is_own_data(r))
        return r->turn.calls * ph_fresh_data_bytes(r->data, r->turn.record_count);
    for (guint i = 0; i < r->turn.calls; i++)
        bytes += r->reply.input_bytes[i];
    return bytes;
}

/* FALSE when the referee is not there any more. */
static gboolean take_turn(refereeing *r, uint64_t arm, uint64_t calls, uint64_t records)
{
    ph_referee_process *p = r->process;

    r->turn = (ph_turn){ arm, calls, records, r->next_chunk };
    r->reply = (ph_turn_reply){ 0 };
    for (guint i = 0; i < PH_TURN_CALLS_MAX && !is_own_data(r); i++)
        if (i < calls)
            ph_fresh_data_fill(r->data, i, records, ph_referee_process_slot(p, i), &p->memory,
                               p->windows);
    r->next_chunk += calls;
    r->end = ph_referee_process_turn(p, &r->turn, &r->reply, &r->cpu_ns);
    r->bytes = r->end == PH_TURN_TAKEN ? bytes_of_turn(r) : 0;
    return r->end == PH_TURN_TAKEN;
}

/* Why the last turn's work was not done; NULL: it was. */
static char *find_fault(const refereeing *r)
{
    const ph_turn_reply *reply = &r->reply;
    const ph_referee_process *p = r->process;

    if (reply->calls_done < r->turn.calls) {
        g_autofree char *code =
            ph_error_printable(*reply->error_code ? reply->error_code : "no error code");
        g_autofree char *detail = ph_error_printable(is_own_data(r) ? "" : reply->error_detail);

        return g_strdup_printf("first failure in item %" G_GUINT64_FORMAT ": %s%s%s",
                               reply->first_failed + 1, code, *detail ? ": " : "", detail);
    }
    for (guint i = 0; i < r->turn.calls; i++) {
        g_autofree char *wrong =
            ph_fresh_data_find_wrong(r->data, i, r->level, &r->turn, reply, &p->memory, p->windows);

        if (wrong)
            return g_strdup_printf("wrong answer: %s", wrong);
    }
    return NULL;
}

static void set_fault(ph_refereed_arm *arm, ph_error cause, const char *what)
{
    arm->fault = g_strdup_printf("before the referee, on data made a moment before: %s", what);
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
    set_fault(arm, PH_ERROR_SUBJECT_CRASH, what);
}

static ph_error cause_of(const ph_turn_reply *reply)
{
    return g_str_has_prefix(reply->error_code, PH_SUBJECT_ERROR_PANIC) ? PH_ERROR_SUBJECT_CRASH
                                                                       : PH_ERROR_MISMATCH;
}

/* A turn whose answers are looked at. FALSE after a fault, or when the referee is not there. */
static gboolean take_checked_turn(refereeing *r, uint64_t index, uint64_t calls, uint64_t records,
                                  ph_refereed_arm *arm)
{
    g_autofree char *wrong = NULL;

    if (!take_turn(r, index, calls, records)) {
        take_end(r, arm);
        return FALSE;
    }
    wrong = find_fault(r);
    if (wrong)
        set_fault(arm, cause_of(&r->reply), wrong);
    return !wrong;
}

static double call_ns(const refereeing *r)
{
    const double ns = r->cpu_ns - r->request->idle->ns[r->turn.calls];

    return MAX(ns / (double)r->turn.calls, 1.0);
}

/* Records of a chunk that a call does not take longer for than it may. FALSE as above. */
static gboolean warm_up(refereeing *r, uint64_t index, ph_refereed_arm *arm, uint64_t *ret_records)
{
    uint64_t records = ph_fresh_data_records(r->data);

    for (guint i = 0; i < WARM_UP_TURNS; i++) {
        if (!take_checked_turn(r, index, i == 0 ? 1 : PH_TURN_CALLS_MAX, records, arm))
            return FALSE;
        if (!is_own_data(r) && call_ns(r) > CALL_NS_MAX)
            records = MAX((uint64_t)((double)records * CALL_NS_MAX / call_ns(r)), 1);
    }
    *ret_records = records;
    return TRUE;
}

static guint turns_for(const refereeing *r)
{
    const double calls = (double)r->request->arm_ms * 1e6 / call_ns(r);

    return (guint)CLAMP(calls / (PH_TURN_CALLS_MAX * 0.75), TURNS_MIN, TURNS_MAX);
}

static void time_arm(refereeing *r, uint64_t index, ph_refereed_arm *arm)
{
    g_autoptr(GArray) samples = g_array_new(FALSE, FALSE, sizeof(double));
    uint64_t records;
    guint turns;

    r->level = arm->level;
    if (!warm_up(r, index, arm, &records))
        return;
    turns = turns_for(r);
    for (guint i = 0; i < turns; i++) {
        const uint64_t calls = g_random_boolean() ? PH_TURN_CALLS_MAX : PH_TURN_CALLS_MAX / 2;

        if (!take_checked_turn(r, index, calls, records, arm))
            return;
        const double sample =
            MAX(r->cpu_ns - r->request->idle->ns[calls], 1.0) / (double)MAX(r->bytes, 1);
        g_array_append_val(samples, sample);
        arm->calls += calls;
    }
    arm->ns_per_byte = ph_quantile(samples, 0.5);
    const char *hidden = ph_referee_process_hides_work(r->process);
    if (hidden)
        set_fault(arm, PH_ERROR_MISMATCH, hidden);
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
            set_fault(&arms[i], PH_ERROR_SUBJECT_CRASH, "its library had ended the process");
        else if (find_arm(r->process, &arms[i], &index))
            time_arm(r, index, &arms[i]);
        else
            set_fault(&arms[i], PH_ERROR_MISMATCH, "it does not offer that any more");
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

static gboolean stop(refereeing *r, GError **error)
{
    ph_worker_end over;
    const gboolean is_over = r->end == PH_TURN_OVER && ph_worker_is_over(r->request->host, &over);

    ph_referee_process_end(r->process);
    return !is_over || !ph_worker_is_stopped(over, error);
}

gboolean ph_referee_idle(const ph_referee_request *request, ph_idle_turns *ret, GError **error)
{
    g_autoptr(ph_fresh_data) data = ph_fresh_data_new(request->benchmark, request->l2_bytes);
    refereeing r = { .request = request, .data = data };

    *ret = (ph_idle_turns){ 0 };
    if (!start(&r, error))
        return FALSE;
    for (guint calls = 1; calls <= PH_TURN_CALLS_MAX; calls++) {
        g_autoptr(GArray) samples = g_array_new(FALSE, FALSE, sizeof(double));

        for (guint i = 0; i < IDLE_TURNS / PH_TURN_CALLS_MAX; i++)
            if (take_turn(&r, PH_TURN_NO_ARM, calls, ph_fresh_data_records(data)))
                g_array_append_val(samples, r.cpu_ns);
        if (samples->len)
            ret->ns[calls] = ph_quantile(samples, 0.5);
    }
    return stop(&r, error);
}

gboolean ph_referee_launch(const ph_referee_request *request, ph_refereed_arm *arms, guint count,
                           GError **error)
{
    g_autoptr(ph_fresh_data) data = ph_fresh_data_new(request->benchmark, request->l2_bytes);
    refereeing r = { .request = request, .data = data };
    g_autoptr(GError) cause = NULL;

    for (guint i = 0; i < count; i++)
        arms[i].ns_per_byte = NAN;
    if (start(&r, &cause)) {
        time_arms(&r, arms, count);
        return stop(&r, error);
    }
    if (!g_error_matches(cause, PH_ERROR, PH_ERROR_SUBJECT_CRASH)) {
        g_propagate_error(error, g_steal_pointer(&cause));
        return FALSE;
    }
    for (guint i = 0; i < count; i++)
        set_fault(&arms[i], PH_ERROR_SUBJECT_CRASH, cause->message);
    return TRUE;
}
