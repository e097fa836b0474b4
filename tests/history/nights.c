/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "nights.h"

#include <math.h>

#include "host_noise.h"
#include "series/confirmation.h"

static const double MISSING_CHANCE = 0.07;
static const double ANCHOR_SHARE = 0.1, ANCHOR_SPREAD = 0.0025;
static const double COMPARE_ERROR = 0.0012;
/* Nights in which code changes: when a level is known, and early enough to see what comes of it. */
static const double CHANGE_FIRST = 60.0, CHANGE_LAST = 300.0;

typedef struct year {
    ph_random random;
    ph_series_kind kind;
    const ph_code_year *code;
    guint change_night;
    ph_host_noise host;
    GArray *points;
    GArray *decisions;
    ph_year_seen seen;
} year;

/* The logarithm of what the code of a commit takes; one commit a night, from position 1. */
static double code_at(const year *y, gint64 position)
{
    const double since = (double)position - 1.0 - y->change_night;
    const gboolean is_mended = y->code->mended_in > 0 && since >= y->code->mended_in;

    if (since < 0.0)
        return 0.0;
    return (is_mended ? 0.0 : y->code->shift) + y->code->creep_per_week * since / 7.0;
}

static ph_series_point measure(year *y, guint night, double host)
{
    const double jitter = ph_random_uniform(&y->random, 0.7, 1.3);
    const gboolean is_anchored = y->kind == PH_SERIES_ANCHORED;
    const double spread = is_anchored ? ANCHOR_SPREAD : y->host.spread;
    ph_series_point point = { .position = night + 1, .run_id = night + 1 };

    point.error = y->host.own_error * spread * jitter;
    point.value = code_at(y, point.position) + host;
    if (is_anchored)
        point.value += (ANCHOR_SHARE - 1.0) * host + ANCHOR_SPREAD * ph_random_normal(&y->random);
    return point;
}

static ph_compared_change compare(year *y, gint64 base, gint64 head)
{
    const double change =
        code_at(y, head) - code_at(y, base) + COMPARE_ERROR * ph_random_normal(&y->random);
    const double half = 1.96 * COMPARE_ERROR;

    y->seen.comparisons++;
    return (ph_compared_change){ change, { change - half, change + half }, 0.0 };
}

static guint runs_since(const year *y, gint64 position)
{
    return y->points->len - ph_series_find(y->points, position);
}

static void count_alert(year *y, guint night)
{
    y->seen.alerts++;
    if (night < y->change_night) {
        y->seen.alerts_before++;
    } else if (y->seen.runs_to_alert == 0) {
        y->seen.runs_to_alert = runs_since(y, y->change_night + 1);
        y->seen.nights_to_alert = night - y->change_night + 1;
    }
}

static void confirm(year *y, guint night, const ph_candidate *candidate)
{
    ph_confirmation confirmation = ph_confirmation_begin(candidate);
    ph_level_decision decision;

    y->seen.candidates++;
    while (confirmation.state == PH_CONFIRMATION_OPEN) {
        const ph_series_place base = ph_confirmation_base(&confirmation);
        const ph_compared_change compared = compare(y, base.position, candidate->head.position);

        ph_confirmation_add(&confirmation, &compared);
    }
    if (!ph_confirmation_decide(&confirmation, y->points, y->decisions, &decision))
        return;
    y->seen.refuted += decision.cause != PH_LEVEL_CODE;
    y->seen.host_levels += decision.cause == PH_LEVEL_HOST;
    if (decision.cause == PH_LEVEL_CODE)
        count_alert(y, night);
    g_array_append_val(y->decisions, decision);
}

static void live_night(year *y, guint night)
{
    const double host = ph_host_noise_next(&y->host, &y->random, night);

    /* Another machine has other series. */
    if (night == y->host.replaced_night) {
        g_array_set_size(y->points, 0);
        g_array_set_size(y->decisions, 0);
    }
    if (ph_random_chance(&y->random, MISSING_CHANCE))
        return;
    const ph_series_point point = measure(y, night, host);
    g_array_append_val(y->points, point);

    const ph_detection found = ph_detect(y->points, y->decisions, y->kind);
    if (found.state == PH_SERIES_LEARNING && night >= y->change_night &&
        y->seen.runs_to_alert == 0 && night < y->change_night + 3)
        y->seen.is_learning = TRUE;
    if (found.state == PH_SERIES_CANDIDATE)
        confirm(y, night, &found.candidate);
}

ph_year_seen ph_year_simulate(guint64 seed, ph_series_kind kind, const ph_code_year *code)
{
    g_autoptr(GArray) points = g_array_new(FALSE, FALSE, sizeof(ph_series_point));
    g_autoptr(GArray) decisions = g_array_new(FALSE, FALSE, sizeof(ph_level_decision));
    year y = {
        .random = { seed }, .kind = kind, .code = code, .points = points, .decisions = decisions
    };

    y.change_night = (guint)ph_random_uniform(&y.random, CHANGE_FIRST, CHANGE_LAST);
    y.host = ph_host_noise_begin(&y.random);
    for (guint night = 0; night < PH_NIGHTS_A_YEAR; night++)
        live_night(&y, night);
    return y.seen;
}

static guint is_within(guint seen, guint most)
{
    return seen > 0 && seen <= most;
}

static void count_year(ph_years_seen *all, const ph_year_seen *one)
{
    const guint after = one->alerts - one->alerts_before;

    all->years++;
    all->candidates += one->candidates;
    all->comparisons += one->comparisons;
    all->refuted += one->refuted;
    all->host_levels += one->host_levels;
    all->alerts += one->alerts;
    all->alerts_before += one->alerts_before;
    if (one->is_learning)
        return;
    all->asked++;
    all->within_3_runs += is_within(one->runs_to_alert, 3);
    all->within_7_runs += is_within(one->runs_to_alert, 7);
    all->within_14_runs += is_within(one->runs_to_alert, 14);
    all->within_8_weeks += is_within(one->nights_to_alert, 8 * 7);
    all->alerted_never += after == 0;
    all->alerted_once += after == 1;
    all->alerted_twice += after == 2;
    all->alerted_more += after > 2;
}

ph_years_seen ph_years_simulate(guint64 seed, guint years, ph_series_kind kind,
                                const ph_code_year *code)
{
    ph_random seeds = { seed };
    ph_years_seen all = { 0 };

    for (guint i = 0; i < years; i++) {
        const ph_year_seen one = ph_year_simulate(ph_random_bits(&seeds), kind, code);

        count_year(&all, &one);
    }
    return all;
}
