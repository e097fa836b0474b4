/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "measure/claims.h"

#include <math.h>
#include <string.h>

#include "measure/referee_launch.h"
#include "model/estimate.h"
#include "model/statistics.h"
#include "version/version.h"

enum {
    ARM_MS = 30, /* Of an arm's calls in a launch of the referee. */
    LEARNT_BYTES = 256 * 1024,
    QUIET_TURNS_WANTED = 30, /* Before anybody is called a liar, ... */
    NOISY_S_MAX = 6,         /* ...but for no longer than that in launches of the referee. */
};

/* What the referee saw of one result. */
typedef struct claim {
    ph_result *result;
    GArray *ns_per_byte;        /* double, by launch. */
    double fast_ns_per_byte;    /* The fastest launch's fast turns. */
    double elapsed_ns_per_byte; /* With the time that it sleeps, at most. */
    guint quiet_turns;
    uint64_t calls;
    gboolean is_doubtful;
} claim;

struct ph_claims {
    ph_benchmark_run *run;
    GPtrArray *claims;  /* claim. */
    ph_idle_turns idle; /* Beside the launch that goes on. */
    guint launches;
    double seconds; /* That these took. */
    gboolean is_heard_again;
};

static void claim_free(gpointer data)
{
    claim *c = data;

    g_array_unref(c->ns_per_byte);
    g_free(c);
}

/* Nothing was seen so far. */
static void forget(claim *c)
{
    g_array_set_size(c->ns_per_byte, 0);
    c->fast_ns_per_byte = INFINITY;
    c->elapsed_ns_per_byte = 0.0;
    c->quiet_turns = 0;
    c->calls = 0;
    c->is_doubtful = FALSE;
}

ph_claims *ph_claims_new(ph_benchmark_run *run)
{
    ph_claims *claims = g_new0(ph_claims, 1);

    claims->run = run;
    claims->claims = g_ptr_array_new_with_free_func(claim_free);
    for (guint i = 0; i < run->results->len; i++) {
        claim *c = g_new0(claim, 1);

        c->result = run->results->pdata[i];
        c->ns_per_byte = g_array_new(FALSE, FALSE, sizeof(double));
        forget(c);
        g_ptr_array_add(claims->claims, c);
    }
    return claims;
}

void ph_claims_free(ph_claims *claims)
{
    g_ptr_array_unref(claims->claims);
    g_free(claims);
}

static ph_referee_request make_request(const ph_claims *claims, const GPtrArray *arguments)
{
    const ph_worker_host *host = ph_benchmark_run_host(claims->run);

    return (ph_referee_request){
        .host = host,
        .benchmark = claims->run->benchmark,
        .l2_bytes = host->binder ? ph_binder_caches(host->binder, host->cpu).l2_bytes : 0,
        .arguments = arguments,
        .idle = &claims->idle,
        .arm_ms = ARM_MS,
    };
}

G_GNUC_PRINTF(2, 3)
static void write_log(const ph_claims *claims, const char *format, ...)
{
    FILE *log = claims->run->request->log;
    va_list arguments;

    if (!log)
        return;
    (void)fprintf(log, "# %s, referee, launch %u: ", claims->run->benchmark->name,
                  claims->launches + 1);
    va_start(arguments, format);
    (void)vfprintf(log, format, arguments);
    va_end(arguments);
    (void)fputc('\n', log);
}

/*
 * Anew beside each launch: it is taken off what the launch saw, and of a fast library it is as much
 * as the work. Were it measured once, a moment in which others had the caches would be in all of
 * them, however many there are.
 */
static gboolean measure_idle(ph_claims *claims, GError **error)
{
    g_autoptr(GPtrArray) arguments = ph_benchmark_run_referee_arguments(claims->run, NULL);
    const ph_referee_request request = make_request(claims, arguments);

    if (!ph_referee_idle(&request, &claims->idle, error))
        return FALSE;
    write_log(claims, "a turn takes %.0f ns beside its work, a call %.0f ns", claims->idle.turn_ns,
              claims->idle.call_ns);
    return TRUE;
}

static void log_arm(const ph_claims *claims, const ph_refereed_arm *arm)
{
    if (arm->fault)
        write_log(claims, "%s, %s level: %s", arm->subject, arm->level, arm->fault);
    else
        write_log(claims, "%s, %s level: %.4f ns a byte, %" G_GUINT64_FORMAT " calls", arm->subject,
                  arm->level, arm->ns_per_byte, arm->calls);
}

static void take_arm(ph_claims *claims, claim *c, const ph_refereed_arm *arm)
{
    log_arm(claims, arm);
    if (arm->fault) {
        /* It did its work beside the others, or seemed to. */
        claims->run->is_tainted = claims->run->is_tainted || claims->run->has_company;
        ph_benchmark_run_void(claims->run, c->result, arm->cause, arm->fault);
    } else if (isfinite(arm->ns_per_byte)) {
        g_array_append_val(c->ns_per_byte, arm->ns_per_byte);
        c->fast_ns_per_byte = fmin(c->fast_ns_per_byte, arm->fast_ns_per_byte);
        c->elapsed_ns_per_byte = fmax(c->elapsed_ns_per_byte, arm->elapsed_ns_per_byte);
        c->quiet_turns += arm->quiet_turns;
        c->calls += arm->calls;
    }
}

/* The claims of one library that are to be looked at. Free with g_ptr_array_unref(). */
static GPtrArray *claims_of(const ph_claims *claims, const ph_run_subject *library,
                            gboolean is_of_doubtful)
{
    GPtrArray *selected = g_ptr_array_new();

    for (guint i = 0; i < claims->claims->len; i++) {
        claim *c = claims->claims->pdata[i];

        if (ph_benchmark_run_library_of(claims->run, c->result) == library &&
            ph_benchmark_run_is_result_live(claims->run, c->result) &&
            (c->is_doubtful || !is_of_doubtful))
            g_ptr_array_add(selected, c);
    }
    return selected;
}

/* Arms of which a launch gave neither a time nor a fault: another one ended it before. */
static gboolean take_arms(ph_claims *claims, const GPtrArray *selected, ph_refereed_arm *arms)
{
    gboolean has_left = FALSE, has_fault = FALSE;

    for (guint i = 0; i < selected->len; i++) {
        has_fault = has_fault || arms[i].fault;
        has_left = has_left || (!arms[i].fault && isnan(arms[i].ns_per_byte));
        take_arm(claims, selected->pdata[i], &arms[i]);
        ph_refereed_arm_clear(&arms[i]);
    }
    return has_left && has_fault;
}

static gboolean referee_library_once(ph_claims *claims, const ph_run_subject *library,
                                     gboolean is_of_doubtful, gboolean *ret_has_left,
                                     GError **error)
{
    g_autoptr(GPtrArray) selected = claims_of(claims, library, is_of_doubtful);
    g_autoptr(GPtrArray) arguments = ph_benchmark_run_referee_arguments(claims->run, library);
    const ph_referee_request request = make_request(claims, arguments);
    g_autofree ph_refereed_arm *arms = g_new0(ph_refereed_arm, MAX(selected->len, 1));

    for (guint i = 0; i < selected->len; i++) {
        const claim *c = selected->pdata[i];

        arms[i] = (ph_refereed_arm){ .subject = c->result->subject, .level = c->result->level };
    }
    *ret_has_left = FALSE;
    if (selected->len == 0)
        return TRUE;
    if (!ph_referee_launch(&request, arms, selected->len, error)) {
        for (guint i = 0; i < selected->len; i++)
            ph_refereed_arm_clear(&arms[i]);
        return FALSE;
    }
    *ret_has_left = take_arms(claims, selected, arms);
    return TRUE;
}

/* Again without the arm that ended it, for as long as there is one: each time it is one less. */
static gboolean referee_library(ph_claims *claims, const ph_run_subject *library,
                                gboolean is_of_doubtful, GError **error)
{
    gboolean has_left = TRUE;

    while (has_left)
        if (!referee_library_once(claims, library, is_of_doubtful, &has_left, error))
            return FALSE;
    return TRUE;
}

/* One launch of each library. */
static gboolean referee(ph_claims *claims, gboolean is_of_doubtful, GError **error)
{
    g_autoptr(GPtrArray) libraries = ph_benchmark_run_libraries(claims->run);
    const gint64 started_us = g_get_monotonic_time();
    gboolean is_taken = measure_idle(claims, error);
    double seconds;

    for (guint i = 0; i < libraries->len && is_taken; i++)
        is_taken = referee_library(claims, libraries->pdata[i], is_of_doubtful, error);
    claims->launches++;
    seconds = (double)(g_get_monotonic_time() - started_us) / 1e6;
    claims->seconds += seconds;
    claims->run->measurement->referee.seconds += seconds;
    return is_taken;
}

gboolean ph_claims_launch(ph_claims *claims, GError **error)
{
    return referee(claims, FALSE, error);
}

static const claim *claim_of(const ph_claims *claims, const ph_result *result)
{
    for (guint i = 0; i < claims->claims->len; i++) {
        const claim *c = claims->claims->pdata[i];

        if (c->result == result)
            return c;
    }
    return NULL;
}

ph_seen_work ph_claims_seen(const ph_claims *claims, const ph_result *result, double input_bytes)
{
    const claim *c = claim_of(claims, result);
    ph_seen_work seen = { .launch_ns = g_array_new(FALSE, FALSE, sizeof(double)),
                          .fast_ns = INFINITY };

    if (!c)
        return seen;
    for (guint i = 0; i < c->ns_per_byte->len; i++) {
        const double ns = g_array_index(c->ns_per_byte, double, i) * input_bytes;

        g_array_append_val(seen.launch_ns, ns);
    }
    seen.fast_ns = c->fast_ns_per_byte * input_bytes;
    seen.elapsed_ns = c->elapsed_ns_per_byte * input_bytes;
    seen.calls = c->calls;
    seen.is_noisy = c->quiet_turns < QUIET_TURNS_WANTED;
    return seen;
}

gboolean ph_claims_may_become_quiet(const ph_claims *claims, const ph_result *result)
{
    const claim *c = claim_of(claims, result);

    return c && c->quiet_turns < QUIET_TURNS_WANTED && claims->seconds < NOISY_S_MAX;
}

/* Few data of a user's own, seen over and over; in between the referee does other things. */
static gboolean is_few_own_data(const ph_result *result)
{
    return result->record_format && result->input_bytes <= LEARNT_BYTES;
}

ph_referee_bound ph_claims_bound(const ph_result *result)
{
    if (*ph_version_built.sanitizers)
        return PH_REFEREE_INSTRUMENTED;
    if (g_strcmp0(result->working_set, "L1") == 0 || is_few_own_data(result))
        return PH_REFEREE_LEARNABLE;
    if (!result->working_set)
        return PH_REFEREE_LINES;
    return g_strcmp0(result->working_set, "L2") == 0 ? PH_REFEREE_EQUAL : PH_REFEREE_NOT_FASTER;
}

gboolean ph_claims_keep_up(ph_claims *claims, GError **error)
{
    const ph_benchmark_run *run = claims->run;
    const guint due =
        MIN(run->launches * PH_REFEREE_LAUNCHES / run->request->launches + 1, PH_REFEREE_LAUNCHES);

    while (claims->launches < due && ph_benchmark_run_is_live(run))
        if (!referee(claims, FALSE, error))
            return FALSE;
    return TRUE;
}

/* NULL: there is nothing to hold against anything. */
static ph_referee *compare(const ph_claims *claims, const ph_result *result)
{
    g_autoptr(GArray) times = ph_estimate_samples(result->launch_ns);
    /* What is seen is CPU time, of all threads: nothing takes less time than if all of them had
     * worked all the time. */
    const guint threads = MAX(ph_thread_use_count(result->threads), 1);
    g_auto(ph_seen_work) work =
        ph_claims_seen(claims, result, (double)result->input_bytes / threads);
    ph_referee *seen = ph_referee_new(&work, times, ph_claims_bound(result));

    if (seen)
        seen->is_alone = !claims->run->has_company;
    return seen;
}

static gboolean note(ph_claims *claims)
{
    gboolean has_doubtful = FALSE;

    for (guint i = 0; i < claims->claims->len; i++) {
        claim *c = claims->claims->pdata[i];

        g_free(c->result->referee);
        c->result->referee = ph_benchmark_run_is_result_live(claims->run, c->result)
                                 ? compare(claims, c->result)
                                 : NULL;
        c->is_doubtful = c->result->referee && ph_referee_doubts(c->result->referee);
        has_doubtful = has_doubtful || c->is_doubtful;
    }
    return has_doubtful;
}

static gboolean is_wrong(const ph_result *result)
{
    return result->referee && ph_referee_judge(result->referee) != PH_REFEREE_AGREES;
}

/* Any; or any of which the referee has hardly seen a quiet turn yet. */
static gboolean has_wrong(const ph_claims *claims, gboolean is_of_noisy)
{
    for (guint i = 0; i < claims->claims->len; i++) {
        const ph_result *result = ((const claim *)claims->claims->pdata[i])->result;

        if (is_wrong(result) && (!is_of_noisy || ph_claims_may_become_quiet(claims, result)))
            return TRUE;
    }
    return FALSE;
}

static void void_wrong(ph_claims *claims)
{
    for (guint i = 0; i < claims->claims->len; i++) {
        ph_result *result = ((const claim *)claims->claims->pdata[i])->result;
        g_autofree char *reason = NULL;

        if (!is_wrong(result))
            continue;
        reason = ph_referee_reason(result->referee, result->input_bytes);
        if (ph_referee_judge(result->referee) == PH_REFEREE_CANNOT_TELL)
            ph_benchmark_run_too_noisy(claims->run, result, reason);
        else
            ph_benchmark_run_void(claims->run, result, PH_ERROR_MISMATCH, reason);
    }
}

/*
 * Before anybody is called a liar, what is claimed and what is seen are taken anew, in turn: on a
 * CPU whose core is shared, the first may have had a moment to itself, and the second none.
 */
static void hear_again(ph_claims *claims)
{
    for (guint i = 0; i < claims->claims->len; i++)
        forget(claims->claims->pdata[i]);
    claims->launches = 0;
    claims->seconds = 0.0;
    claims->is_heard_again = TRUE;
}

gboolean ph_claims_settle(ph_claims *claims, gboolean *ret_doubted, GError **error)
{
    *ret_doubted = FALSE;
    while (claims->launches < PH_REFEREE_LAUNCHES && ph_benchmark_run_is_live(claims->run))
        if (!referee(claims, FALSE, error))
            return FALSE;
    /* More, where a claim is doubtful, and still more, before it is called a lie. */
    while (note(claims) && (claims->launches < 2 * PH_REFEREE_LAUNCHES ||
                            has_wrong(claims, claims->launches >= 4 * PH_REFEREE_LAUNCHES)))
        if (!referee(claims, TRUE, error))
            return FALSE;
    if (claims->run->is_tainted)
        return TRUE; /* What there is now is nobody's fault. */
    *ret_doubted =
        has_wrong(claims, FALSE) && (claims->run->has_company || !claims->is_heard_again);
    if (*ret_doubted)
        hear_again(claims);
    else
        void_wrong(claims);
    return TRUE;
}

/* Who it was among several does not show any more. */
static void void_all_wrong(ph_claims *claims)
{
    for (guint i = 0; i < claims->claims->len; i++) {
        ph_result *result = ((const claim *)claims->claims->pdata[i])->result;

        if (is_wrong(result))
            ph_benchmark_run_cut_short(
                claims->run, result,
                "doubtful, and the time was over before it was launched alone");
    }
}

void ph_claims_settle_now(ph_claims *claims)
{
    (void)note(claims);
    if (claims->run->has_company)
        void_all_wrong(claims);
    else
        void_wrong(claims);
    for (guint i = 0; i < claims->claims->len; i++) {
        ph_result *result = ((const claim *)claims->claims->pdata[i])->result;
        g_autoptr(GArray) times = ph_estimate_samples(result->launch_ns);

        if (ph_benchmark_run_is_result_live(claims->run, result) && !result->referee && times->len)
            ph_benchmark_run_cut_short(claims->run, result,
                                       "the time was over before a referee had seen it");
    }
}
