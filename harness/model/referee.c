/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/referee.h"

#include <math.h>
#include <string.h>

#include "model/measurement.h"
#include "perfharness/require.h"

static const char *const mode_names[] = {
#define X(id, name, text) [PH_REFEREE_MODE_##id] = (name),
    PH_REFEREE_MODE_LIST(X)
#undef X
};

static const char *const mode_remarks[] = {
#define X(id, name, text) [PH_REFEREE_MODE_##id] = (text),
    PH_REFEREE_MODE_LIST(X)
#undef X
};

static const char *const bound_names[] = {
#define X(id, name, most, least) [PH_REFEREE_##id] = (name),
    PH_REFEREE_BOUND_LIST(X)
#undef X
};

/* Of W / C: low and high. */
static const ph_interval bounds[] = {
#define X(id, name, most, least) [PH_REFEREE_##id] = { least, most },
    PH_REFEREE_BOUND_LIST(X)
#undef X
};

void ph_seen_work_clear(ph_seen_work *work)
{
    g_clear_pointer(&work->launch_ns, g_array_unref);
}

ph_referee *ph_referee_new(const ph_seen_work *work, GArray *claim_ns, ph_referee_bound bound)
{
    GArray *work_ns = work->launch_ns;
    ph_referee *seen;

    if (work_ns->len == 0 || claim_ns->len == 0)
        return NULL;
    seen = g_new0(ph_referee, 1);
    seen->work_ns = ph_quantile(work_ns, 0.5);
    seen->work_range_ns = (ph_interval){ fmin(ph_quantile(work_ns, 0.0), work->fast_ns),
                                         fmax(ph_quantile(work_ns, 1.0), work->elapsed_ns) };
    seen->claim_ns = ph_quantile(claim_ns, 0.5);
    seen->claim_ci95_ns = ph_log_mean_interval(claim_ns);
    seen->ratio = seen->work_ns / seen->claim_ns;
    seen->launches = work_ns->len;
    seen->calls = work->calls;
    seen->bound = bound;
    seen->is_noisy = work->is_noisy;
    return seen;
}

ph_referee *ph_referee_copy(const ph_referee *referee)
{
    return referee ? g_memdup2(referee, sizeof(*referee)) : NULL;
}

const char *ph_referee_mode_name(ph_referee_mode mode)
{
    return mode_names[mode];
}

const char *ph_referee_bound_name(ph_referee_bound bound)
{
    return bound_names[bound];
}

ph_referee_mode ph_referee_mode_find(const char *name)
{
    for (guint i = PH_REFEREE_UNKNOWN + 1; i < G_N_ELEMENTS(mode_names); i++)
        if (g_strcmp0(name, mode_names[i]) == 0)
            return (ph_referee_mode)i;
    return PH_REFEREE_UNKNOWN;
}

ph_referee_bound ph_referee_bound_find(const char *name)
{
    guint i = 0;

    while (i < PH_REFEREE_BOUND_COUNT && g_strcmp0(name, bound_names[i]) != 0)
        i++;
    return (ph_referee_bound)i;
}

const char *ph_referee_mode_remark(ph_referee_mode mode)
{
    return mode_remarks[mode];
}

static ph_interval bound_of(const ph_referee *referee)
{
    PH_REQUIRE(referee->bound < PH_REFEREE_BOUND_COUNT);

    return bounds[referee->bound];
}

gboolean ph_referee_doubts(const ph_referee *referee)
{
    const ph_interval bound = bound_of(referee);

    return referee->ratio > bound.high || (referee->ratio < bound.low && !referee->is_alone);
}

/* What is published is the median: however wide an interval its subject makes, no more of it than
 * this speaks for a claim. */
#define EXCUSED_BY_NOISE 1.15

/* fmin() and fmax() leave out the NAN of a single launch's interval. */
static double slowest_claim_ns(const ph_referee *referee)
{
    return fmin(referee->claim_ci95_ns.high, referee->claim_ns * EXCUSED_BY_NOISE);
}

static double fastest_claim_ns(const ph_referee *referee)
{
    return fmax(referee->claim_ci95_ns.low, referee->claim_ns / EXCUSED_BY_NOISE);
}

/* How many times faster than the work, beyond what it may be. */
static double times_too_fast(const ph_referee *referee)
{
    return referee->work_range_ns.low / (bound_of(referee).high * slowest_claim_ns(referee));
}

static gboolean is_too_slow(const ph_referee *referee)
{
    return referee->work_range_ns.high < bound_of(referee).low * fastest_claim_ns(referee);
}

ph_referee_finding ph_referee_judge(const ph_referee *referee)
{
    const double times = times_too_fast(referee);

    if (times > 1.0)
        return referee->is_noisy && times <= PH_REFEREE_NOISE ? PH_REFEREE_CANNOT_TELL
                                                              : PH_REFEREE_CLAIM_TOO_FAST;
    return !referee->is_alone && is_too_slow(referee) ? PH_REFEREE_CLAIM_TOO_SLOW
                                                      : PH_REFEREE_AGREES;
}

/* A lie of a share makes the claim smaller by it, and its interval; ph_referee_judge() asks both.
 */
double ph_referee_share(const ph_referee *referee)
{
    return 1.0 / times_too_fast(referee) - 1.0;
}

/* "1.4 GiB/s", "850 MiB/s". */
static char *speed_text(uint64_t bytes, double ns)
{
    const double mib_s = (double)bytes / PH_BYTES_PER_MIB / (ns / 1e9);

    return mib_s < PH_MIB_PER_GIB ? g_strdup_printf("%.3g MiB/s", mib_s)
                                  : g_strdup_printf("%.3g GiB/s", mib_s / PH_MIB_PER_GIB);
}

char *ph_referee_reason(const ph_referee *referee, uint64_t input_bytes)
{
    const ph_referee_finding finding = ph_referee_judge(referee);
    g_autofree char *claimed = NULL, *seen = NULL;

    if (finding == PH_REFEREE_AGREES)
        return NULL;
    if (finding == PH_REFEREE_CANNOT_TELL)
        return g_strdup(PH_TOO_BUSY_REFEREE);
    claimed = speed_text(input_bytes, referee->claim_ns);
    seen = speed_text(input_bytes, referee->work_ns);
    if (finding == PH_REFEREE_CLAIM_TOO_FAST)
        return g_strdup_printf("claims %s; the referee saw %s", claimed, seen);
    return g_strdup_printf("slower beside others than alone: %s here, %s before the referee",
                           claimed, seen);
}
