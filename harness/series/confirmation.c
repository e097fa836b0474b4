/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "series/confirmation.h"

#include <math.h>

#include "perfharness/require.h"
#include "series/detection_rules.h"

/* Beside the level's start stands another build, which is older. */
static gboolean has_creep_base(const ph_candidate *candidate)
{
    return candidate->level_start.position < candidate->base.position;
}

ph_confirmation ph_confirmation_begin(const ph_candidate *candidate)
{
    return (ph_confirmation){
        .candidate = *candidate,
        .state = PH_CONFIRMATION_OPEN,
        /* Between base and head of a drift lies a part of it. */
        .is_of_creep = candidate->rule == PH_CANDIDATE_DRIFT && has_creep_base(candidate),
    };
}

ph_series_place ph_confirmation_base(const ph_confirmation *confirmation)
{
    PH_REQUIRE(confirmation->state == PH_CONFIRMATION_OPEN);

    return confirmation->is_of_creep ? confirmation->candidate.level_start
                                     : confirmation->candidate.base;
}

guint ph_confirmation_layouts(const ph_confirmation *confirmation)
{
    PH_REQUIRE(confirmation->state == PH_CONFIRMATION_OPEN);

    return confirmation->agreed + 1;
}

static double least_change(const ph_confirmation *confirmation)
{
    if (confirmation->candidate.rule == PH_CANDIDATE_EXACT)
        return PH_EXACT_LEAST;
    return confirmation->is_of_creep ? PH_CONFIRM_CREEP_LEAST : PH_CONFIRM_LEAST;
}

/* So many comparisons must find what those so far have found. */
static guint times_needed(const ph_confirmation *confirmation)
{
    if (confirmation->candidate.rule == PH_CANDIDATE_EXACT)
        return 1; /* Counts are alike each time. */
    return confirmation->is_of_creep || fabs(confirmation->found.change) > PH_CONFIRM_SURE
               ? PH_CONFIRM_TIMES
               : PH_CONFIRM_TIMES_UNSURE;
}

static ph_compared_change joined(const ph_confirmation *confirmation,
                                 const ph_compared_change *compared)
{
    const ph_compared_change *before = &confirmation->found;

    if (confirmation->agreed == 0)
        return *compared;
    return (ph_compared_change){
        before->change + (compared->change - before->change) / (confirmation->agreed + 1),
        { fmin(before->ci95.low, compared->ci95.low),
          fmax(before->ci95.high, compared->ci95.high) },
        fmax(before->p_value, compared->p_value),
    };
}

static void agree(ph_confirmation *confirmation, const ph_compared_change *compared)
{
    confirmation->found = joined(confirmation, compared);
    if (++confirmation->agreed >= times_needed(confirmation))
        confirmation->state =
            confirmation->is_of_creep ? PH_CONFIRMATION_CONFIRMED_CREEP : PH_CONFIRMATION_CONFIRMED;
}

static void disagree(ph_confirmation *confirmation, const ph_compared_change *compared)
{
    confirmation->agreed = 0;
    confirmation->found = *compared;
    if (confirmation->is_of_creep || confirmation->candidate.rule == PH_CANDIDATE_EXACT ||
        !has_creep_base(&confirmation->candidate))
        confirmation->state = PH_CONFIRMATION_REFUTED;
    else
        confirmation->is_of_creep = TRUE;
}

void ph_confirmation_add(ph_confirmation *confirmation, const ph_compared_change *compared)
{
    PH_REQUIRE(confirmation->state == PH_CONFIRMATION_OPEN);
    PH_REQUIRE(!isnan(compared->change));

    if (confirmation->candidate.direction * compared->change > least_change(confirmation))
        agree(confirmation, compared);
    else
        disagree(confirmation, compared);
}

void ph_confirmation_give_up(ph_confirmation *confirmation)
{
    PH_REQUIRE(confirmation->state == PH_CONFIRMATION_OPEN);

    confirmation->state = PH_CONFIRMATION_IMPOSSIBLE;
}

/*
 * The host's second time is its level; but not where some of a creep was seen, which is to be
 * looked at again when there is more of it.
 */
static ph_level_cause refuted_as(const ph_confirmation *confirmation, const GArray *points,
                                 const GArray *decisions)
{
    const double seen = confirmation->candidate.direction * confirmation->found.change;

    return confirmation->is_of_creep && seen > PH_CONFIRM_LEAST
               ? PH_LEVEL_REFUTED
               : ph_detect_refuted_as(points, decisions);
}

gboolean ph_confirmation_decide(const ph_confirmation *confirmation, const GArray *points,
                                const GArray *decisions, ph_level_decision *decision)
{
    const ph_candidate *candidate = &confirmation->candidate;
    ph_level_cause cause = PH_LEVEL_CODE;

    switch (confirmation->state) {
    case PH_CONFIRMATION_OPEN: return FALSE;
    case PH_CONFIRMATION_CONFIRMED:
    case PH_CONFIRMATION_CONFIRMED_CREEP: break;
    case PH_CONFIRMATION_REFUTED: cause = refuted_as(confirmation, points, decisions); break;
    case PH_CONFIRMATION_IMPOSSIBLE:
        if (!ph_candidate_is_unconfirmed(candidate))
            return FALSE;
        cause = PH_LEVEL_UNCONFIRMED;
        break;
    }
    *decision = (ph_level_decision){ cause, candidate->first.position, candidate->head.position };
    return TRUE;
}
