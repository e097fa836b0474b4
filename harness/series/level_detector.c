/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "series/level_detector.h"

#include <math.h>

#include "perfharness/require.h"
#include "series/detection_rules.h"

const char *ph_candidate_rule_word(ph_candidate_rule rule)
{
    static const char *const words[] = {
#define X(name, word) word,
        PH_CANDIDATE_RULE_LIST(X)
#undef X
    };

    return words[rule];
}

static const ph_series_point *point_at(const GArray *points, guint i)
{
    return &g_array_index(points, ph_series_point, i);
}

static ph_series_place place_at(const GArray *points, guint i)
{
    const ph_series_point *point = point_at(points, i);

    return (ph_series_place){ point->position, point->run_id };
}

static const ph_level_decision *decision_at(const GArray *decisions, guint i)
{
    return &g_array_index(decisions, ph_level_decision, i);
}

/*
 * Where the code was last known: the newest commit of which somebody was told, or the first of all.
 * The host's levels do not count, as code that creeps may have been taken for one.
 */
static guint known_code(const GArray *points, const GArray *decisions)
{
    guint known = 0;

    for (guint i = 0; i < decisions->len; i++) {
        const ph_level_decision *decision = decision_at(decisions, i);

        if (ph_level_begins(decision->cause) && decision->cause != PH_LEVEL_HOST) {
            const guint behind = ph_series_find(points, decision->head_position + 1);

            known = behind > 0 ? behind - 1 : 0;
        }
    }
    return known;
}

/* Where a sum left zero, noise may have begun what a shift went on with. */
static guint runs_beyond(const GArray *points, const ph_series_level *level, guint first,
                         double size)
{
    guint runs = 0;

    for (guint i = points->len; i > first; i--, runs++) {
        const double distance = point_at(points, i - 1)->value - level->value;

        if (size < 0.0 ? distance > size / 2.0 : distance < size / 2.0)
            break;
    }
    return runs;
}

/* The candidate whose suspects are [first, end of points). */
static ph_candidate nominate(const GArray *points, const GArray *decisions,
                             const ph_series_level *level, ph_candidate_rule rule, guint first)
{
    const guint before = PH_CONFIRM_RUNS_BEFORE, end = points->len;
    const guint known = known_code(points, decisions);
    const guint base = first > before ? first - before : 0;
    ph_candidate candidate = { .rule = rule, .runs = end - first };

    for (guint i = first; i < end; i++)
        candidate.size += (point_at(points, i)->value - level->value) / candidate.runs;
    candidate.error = level->spread / sqrt(candidate.runs);
    candidate.direction = candidate.size < 0.0 ? -1 : 1;
    candidate.runs_beyond = runs_beyond(points, level, first, candidate.size);
    candidate.first = place_at(points, first);
    candidate.last_good = place_at(points, first > 0 ? first - 1 : 0);
    candidate.base = place_at(points, MAX(base, known));
    candidate.level_start = place_at(points, known);
    candidate.head = place_at(points, end - 1);
    return candidate;
}

/*
 * The sum in a direction over the newest points that may be suspected.
 *
 * @return Whether it is beyond the limit; *first is then where it left zero.
 */
static gboolean sum_is_beyond(const GArray *points, const ph_series_level *level, int direction,
                              guint *first)
{
    const guint newest = points->len > PH_SUM_RUNS ? points->len - PH_SUM_RUNS : 0;
    double sum = 0.0;

    for (guint i = MAX(MAX(newest, level->settled), level->first); i < points->len; i++) {
        const double spreads = (point_at(points, i)->value - level->value) / level->spread;

        if (sum == 0.0)
            *first = i;
        sum += direction * CLAMP(spreads, -PH_SUM_CAP, PH_SUM_CAP) - PH_SUM_SLACK;
        sum = fmax(sum, 0.0);
    }
    return sum > PH_SUM_LIMIT;
}

/* So much the newest median differs from one of so many runs by chance. */
static double drift_by_chance(double spread, guint runs)
{
    return PH_DRIFT_ERRORS * PH_MEDIAN_ERROR_SCALE * spread *
           sqrt(1.0 / PH_DRIFT_RUNS_NEW + 1.0 / runs);
}

/* Of the decisions, the first of those at the end that are none yet: all of what is suspected. */
static guint first_undecided(const GArray *decisions)
{
    guint first = decisions->len;

    while (first > 0 && decision_at(decisions, first - 1)->cause == PH_LEVEL_CANDIDATE)
        first--;
    return first;
}

/* Is it the run when that is asked? Any is, while something was suspected that nobody compared. */
static gboolean is_drift_asked(const GArray *decisions, const ph_series_level *level)
{
    return level->runs % PH_DRIFT_RUNS_BETWEEN == 0 || first_undecided(decisions) < decisions->len;
}

/* Whether the newest runs lie off the first ones of their level. */
static gboolean has_drifted(const GArray *points, const ph_series_level *level)
{
    const guint end = points->len, first_end = level->first + PH_DRIFT_RUNS_FIRST;

    if (level->runs < PH_DRIFT_RUNS_FIRST + PH_DRIFT_RUNS_NEW)
        return FALSE;
    const double drift = ph_level_median(points, end - PH_DRIFT_RUNS_NEW, end) -
                         ph_level_median(points, level->first, first_end);
    return fabs(drift) > fmax(PH_DRIFT_LEAST, drift_by_chance(level->spread, PH_DRIFT_RUNS_FIRST));
}

static ph_candidate nominate_drift(const GArray *points, const GArray *decisions,
                                   const ph_series_level *level)
{
    ph_series_level start = *level;

    /* What it has drifted from; the level follows it. */
    start.value = ph_level_median(points, level->first, level->first + PH_DRIFT_RUNS_FIRST);
    return nominate(points, decisions, &start, PH_CANDIDATE_DRIFT, points->len - PH_DRIFT_RUNS_NEW);
}

static guint runs_to_wait(const GArray *points, const GArray *decisions)
{
    guint waits = 0;

    for (guint i = 0; i < decisions->len; i++) {
        const ph_level_decision *decision = decision_at(decisions, i);
        const guint behind = ph_series_find(points, decision->head_position + 1);
        const guint since = points->len - behind;

        if (decision->cause == PH_LEVEL_REFUTED && since < PH_REFUTED_RUNS_WAIT)
            waits = MAX(waits, PH_REFUTED_RUNS_WAIT - since);
    }
    return waits;
}

static gboolean find_candidate(const GArray *points, const GArray *decisions, ph_series_kind kind,
                               const ph_series_level *level, ph_candidate *candidate)
{
    guint first = 0;

    if (sum_is_beyond(points, level, 1, &first) || sum_is_beyond(points, level, -1, &first)) {
        *candidate = nominate(points, decisions, level, PH_CANDIDATE_SUM, first);
        return TRUE;
    }
    if (kind != PH_SERIES_ANCHORED || !is_drift_asked(decisions, level) ||
        !has_drifted(points, level))
        return FALSE;
    *candidate = nominate_drift(points, decisions, level);
    return TRUE;
}

/* The level as it was before points [first, end). */
static ph_series_level level_before(const GArray *points, const GArray *decisions, guint first)
{
    g_autoptr(GArray) before = g_array_new(FALSE, FALSE, sizeof(ph_series_point));

    g_array_append_vals(before, points->data, first);
    return ph_level_now(before, decisions);
}

/* Have all runs behind the head of what was suspected stayed off the level? */
static gboolean has_stayed_off(const GArray *points, const ph_series_level *level, guint head)
{
    const guint runs = MIN(level->runs, PH_LEVEL_RUNS);
    const double least = drift_by_chance(level->spread, runs);
    int direction = 0;

    for (guint end = head + PH_DRIFT_RUNS_NEW; end <= points->len; end++) {
        const double off = ph_level_median(points, end - PH_DRIFT_RUNS_NEW, end) - level->value;
        const int side = off < 0.0 ? -1 : 1;

        if (fabs(off) <= least || (direction != 0 && side != direction))
            return FALSE;
        direction = side;
    }
    return direction != 0;
}

/*
 * What was suspected and is there still, while nobody has compared: the newest runs have become the
 * most of what a level is estimated from, which must not make the shift go away.
 */
static gboolean find_left_alone(const GArray *points, const GArray *decisions, ph_detection *found)
{
    for (guint i = first_undecided(decisions); i < decisions->len; i++) {
        const ph_level_decision *suspected = decision_at(decisions, i);
        const guint first = ph_series_find(points, suspected->first_position);
        const guint head = ph_series_find(points, suspected->head_position);
        const ph_series_level level = level_before(points, decisions, first);

        if (isnan(level.value) || first < level.settled || !has_stayed_off(points, &level, head))
            continue;
        found->level = level;
        found->candidate = nominate(points, decisions, &level, PH_CANDIDATE_SUM, first);
        return TRUE;
    }
    return FALSE;
}

static ph_detection detect_in_noise(const GArray *points, const GArray *decisions,
                                    ph_series_kind kind)
{
    ph_detection found = { .level = ph_level_now(points, decisions) };

    if (isnan(found.level.value)) {
        found.runs_to_learn = PH_LEVEL_RUNS_LEAST - MIN(found.level.runs, PH_LEVEL_RUNS_LEAST);
        return found;
    }
    found.state = PH_SERIES_STEADY;
    found.runs_to_wait = runs_to_wait(points, decisions);
    if (found.runs_to_wait == 0 &&
        (find_left_alone(points, decisions, &found) ||
         find_candidate(points, decisions, kind, &found.level, &found.candidate)))
        found.state = PH_SERIES_CANDIDATE;
    return found;
}

/* As a share of the level. */
static double exact_change(const GArray *points, guint i, double level)
{
    const double value = point_at(points, i)->value;

    return value == level ? 0.0 : (value - level) / fabs(level); /* Infinite from none to some. */
}

/* 1 or -1 where a count has changed, else 0. */
static int exact_direction(const GArray *points, guint i, double level)
{
    const double change = exact_change(points, i, level);

    return fabs(change) <= PH_EXACT_LEAST ? 0 : change < 0.0 ? -1 : 1;
}

/* A count is what it is: the level is its first point's, and the newest one says all. */
static ph_detection detect_exact(const GArray *points, const GArray *decisions)
{
    ph_detection found = { .level = ph_level_now(points, decisions) };
    ph_series_level *level = &found.level;
    guint first = points->len;

    if (level->runs == 0) {
        found.runs_to_learn = 1;
        return found;
    }
    level->value = point_at(points, level->first)->value;
    level->spread = 0.0;
    found.state = PH_SERIES_STEADY;

    const int direction = exact_direction(points, points->len - 1, level->value);
    const guint oldest = MAX(level->first + 1, level->settled);

    if (direction == 0 || oldest >= points->len)
        return found;
    while (first > oldest && exact_direction(points, first - 1, level->value) == direction)
        first--;
    found.state = PH_SERIES_CANDIDATE;
    found.candidate = nominate(points, decisions, level, PH_CANDIDATE_EXACT, first);
    found.candidate.size = exact_change(points, points->len - 1, level->value);
    return found;
}

ph_detection ph_detect(const GArray *points, const GArray *decisions, ph_series_kind kind)
{
    return kind == PH_SERIES_EXACT ? detect_exact(points, decisions)
                                   : detect_in_noise(points, decisions, kind);
}

ph_level_cause ph_detect_refuted_as(const GArray *points, const GArray *decisions)
{
    ph_level_cause cause = PH_LEVEL_REFUTED;

    for (guint i = 0; i < decisions->len; i++) {
        const ph_level_decision *decision = decision_at(decisions, i);
        const guint behind = ph_series_find(points, decision->head_position + 1);

        if (ph_level_begins(decision->cause))
            cause = PH_LEVEL_REFUTED; /* What was before is of another level. */
        else if (decision->cause == PH_LEVEL_REFUTED &&
                 points->len - behind <= PH_REFUTED_RUNS_TWICE)
            cause = PH_LEVEL_HOST;
    }
    return cause;
}

gboolean ph_candidate_is_unconfirmed(const ph_candidate *candidate)
{
    return candidate->runs_beyond >= PH_UNCONFIRMED_RUNS;
}
