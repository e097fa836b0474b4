/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "verdict/seen_change.h"

#include <math.h>

#include "verdict/change_text.h"

enum { DECIMALS = 2 };

/* Beyond the CPU time, what two changes of process take. */
#define ASLEEP_MIN 1.3

/* Times are the work's own, and not the memory's, where the two differ by less. */
#define WORK_BOUND_BELOW 0.10

/* Launch by launch, as the two were taken in turn. */
static GArray *log_ratios(const GArray *base_ns, const GArray *head_ns)
{
    GArray *logs = g_array_new(FALSE, FALSE, sizeof(double));

    for (guint i = 0; i < MIN(base_ns->len, head_ns->len); i++) {
        const double ratio =
            log(g_array_index(head_ns, double, i) / g_array_index(base_ns, double, i));

        g_array_append_val(logs, ratio);
    }
    return logs;
}

/* By what others made its work longer, if it is as long as it claims: 1 where there were none. */
static double noise_claimed(const ph_referee *side)
{
    return side->is_noisy ? CLAMP(side->work_range_ns.low / side->claim_ns, 1.0, PH_REFEREE_NOISE)
                          : 1.0;
}

/* How many times its work a base takes by the clock on the wall, by which it is timed. Others make
 * the work longer, and not the sleep: that is held against the fast turns, and where there were
 * none, against what is left of them if head, which does as much, is as fast as it claims. */
static double times_asleep(const ph_contrast_referee *seen, double elapsed_ns)
{
    const double asleep_ns = elapsed_ns - seen->base->work_ns;
    const double noise = seen->base->is_noisy && seen->head ? noise_claimed(seen->head) : 1.0;

    return elapsed_ns > ASLEEP_MIN * seen->base->work_ns
               ? 1.0 + asleep_ns * noise / seen->base->work_range_ns.low
               : 1.0;
}

void ph_seen_change_take(ph_contrast *contrast, const ph_seen_work *base, const ph_seen_work *head,
                         ph_referee_bound bound)
{
    g_autoptr(GArray) base_ns =
        ph_contrast_joined(contrast->first.base_ns, contrast->second.base_ns);
    g_autoptr(GArray) head_ns =
        ph_contrast_joined(contrast->first.head_ns, contrast->second.head_ns);
    g_autoptr(GArray) logs = log_ratios(base->launch_ns, head->launch_ns);
    ph_contrast_referee *seen = &contrast->referee;

    g_free(seen->base);
    g_free(seen->head);
    *seen = (ph_contrast_referee){
        .ratio = NAN, .ci95 = { NAN, NAN }, .asleep = 1.0, .launches = logs->len
    };
    if (logs->len > 0) {
        const ph_interval interval = ph_mean_interval(logs);

        seen->ratio = exp(ph_quantile(logs, 0.5));
        seen->ci95 = (ph_interval){ exp(interval.low), exp(interval.high) };
    }
    seen->base = ph_referee_new(base, base_ns, bound);
    seen->head = ph_referee_new(head, head_ns, bound);
    if (seen->head)
        seen->head->is_alone = TRUE; /* What it is slow by, beside base, is its own doing. */
    if (seen->base)
        seen->asleep = times_asleep(seen, base->elapsed_ns);
}

static gboolean is_bound_by_work(const ph_referee *side)
{
    return side->bound == PH_REFEREE_EQUAL || fabs(side->ratio - 1.0) < WORK_BOUND_BELOW;
}

/*
 * In logarithms, how much better head is claimed to be than is possible. Where times are the
 * memory's in part, less of a change may show, but none that was not seen. Who is worse than was
 * seen lies to nobody's profit: what is timed stands.
 */
static double beyond(const ph_contrast *contrast, double claimed_high, double seen_low)
{
    const ph_contrast_referee *referee = &contrast->referee;
    const gboolean is_tight = is_bound_by_work(referee->base) && is_bound_by_work(referee->head);

    return (is_tight ? seen_low : fmin(seen_low, 0.0)) - log(referee->asleep) -
           log1p(PH_SEEN_CHANGE_SLACK) - claimed_high;
}

/* Of a single launch there is no interval: the point. */
static double log_of(double bound, double point)
{
    return log(isfinite(bound) ? bound : point);
}

static gboolean is_seen(const ph_contrast *contrast)
{
    return contrast->referee.base && contrast->referee.head && isfinite(contrast->ratio);
}

/* FALSE of a single launch, which has no interval. */
static gboolean is_blind(const ph_contrast_referee *seen)
{
    return seen->ci95.high > PH_SEEN_CHANGE_BLIND * seen->ci95.low;
}

gboolean ph_seen_change_doubts(const ph_contrast *contrast)
{
    const ph_contrast_referee *seen = &contrast->referee;

    return is_seen(contrast) &&
           (is_blind(seen) || beyond(contrast, log(contrast->ratio), log(seen->ratio)) > 0.0 ||
            ph_referee_doubts(seen->base) || ph_referee_doubts(seen->head));
}

static gboolean is_too_noisy(const ph_contrast_referee *seen)
{
    return ph_referee_judge(seen->base) == PH_REFEREE_CANNOT_TELL ||
           ph_referee_judge(seen->head) == PH_REFEREE_CANNOT_TELL;
}

char *ph_seen_change_unproven(const ph_contrast *contrast)
{
    const ph_contrast_referee *seen = &contrast->referee;
    const gboolean is_improved = contrast->call.verdict == PH_VERDICT_IMPROVED;
    g_autofree char *saw = NULL;

    if (!is_seen(contrast) || !(is_improved || contrast->call.verdict == PH_VERDICT_PASS))
        return NULL;
    if (is_blind(seen) || is_too_noisy(seen)) {
        saw = ph_change_interval_text_of_ratio(seen->ci95, DECIMALS);
        return g_strdup_printf("the machine was too busy for the referee, which saw %s", saw);
    }
    /* An improvement that the referee saw as well is one, be it as large as is claimed or not. */
    if (!is_improved || seen->ci95.high < 1.0 || !ph_seen_change_doubts(contrast))
        return NULL;
    saw = ph_change_text_of_ratio(seen->ratio, DECIMALS);
    return g_strdup_printf("doubtful: the referee saw %s, in launches that are too few, or lie too "
                           "far apart, to tell",
                           saw);
}

void ph_seen_change_void(ph_contrast *contrast, ph_contrast_fault *fault, ph_fault_kind kind,
                         char *reason)
{
    contrast->state = PH_STATE_VOID;
    contrast->is_settled = FALSE; /* That is for what is expected to be void. */
    contrast->ratio = NAN;        /* There is no number. */
    contrast->ci95 = (ph_interval){ NAN, NAN };
    contrast->p_value = NAN;
    fault->kind = kind;
    g_free(fault->reason);
    fault->reason = reason;
}

static gboolean is_too_good(const ph_contrast *contrast)
{
    return beyond(contrast, log_of(contrast->ci95.high, contrast->ratio),
                  log_of(contrast->referee.ci95.low, contrast->referee.ratio)) > 0.0;
}

gboolean ph_seen_change_contradicts(const ph_contrast *contrast)
{
    const ph_contrast_referee *seen = &contrast->referee;

    return is_seen(contrast) &&
           (ph_referee_judge(seen->head) != PH_REFEREE_AGREES ||
            ph_referee_judge(seen->base) != PH_REFEREE_AGREES || is_too_good(contrast));
}

/* A time that is claimed of one build alone. Head's code was in the process that base's comes from,
 * so whatever is said of base is head's doing, unless base itself is faster than its work. */
static gboolean judge_side(ph_contrast *contrast, const ph_referee *side, ph_contrast_fault *fault)
{
    const ph_referee_finding finding = ph_referee_judge(side);

    if (finding == PH_REFEREE_AGREES || finding == PH_REFEREE_CANNOT_TELL)
        return FALSE;
    ph_seen_change_void(contrast, fault, PH_FAULT_CLAIM,
                        ph_referee_reason(side, (uint64_t)contrast->input_bytes));
    return TRUE;
}

gboolean ph_seen_change_judge(ph_contrast *contrast)
{
    const ph_contrast_referee *seen = &contrast->referee;
    g_autofree char *claimed = NULL, *saw = NULL;

    if (!is_seen(contrast))
        return FALSE;
    if (judge_side(contrast, seen->head, &contrast->head_fault) ||
        judge_side(contrast, seen->base,
                   ph_referee_judge(seen->base) == PH_REFEREE_CLAIM_TOO_FAST
                       ? &contrast->base_fault
                       : &contrast->head_fault))
        return TRUE;
    if (!is_too_good(contrast))
        return FALSE;
    claimed = ph_change_text_of_ratio(contrast->ratio, DECIMALS); /* Before it is none. */
    saw = ph_change_text_of_ratio(seen->ratio, DECIMALS);
    ph_seen_change_void(contrast, &contrast->head_fault, PH_FAULT_CLAIM,
                        g_strdup_printf("%s is claimed; the referee saw %s", claimed, saw));
    return TRUE;
}

char *ph_seen_change_text(const ph_contrast *contrast)
{
    g_autofree char *saw = NULL;

    if (!contrast->referee.base || !contrast->referee.head || !isfinite(contrast->ratio))
        return NULL; /* Where there is no number, the reason says what was seen. */
    saw = ph_change_text_of_ratio(contrast->referee.ratio, DECIMALS);
    return g_strdup_printf("the referee saw %s (%u launch%s)", saw, contrast->referee.launches,
                           contrast->referee.launches == 1 ? "" : "es");
}
