/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "bisect/search.h"

#include <math.h>

#include "perfharness/require.h"

/* Differences from base are counted in the direction of the whole: head is above 0. */
typedef struct search {
    ph_bisect_compare *compare;
    gpointer data;
    double floor;
    double direction; /* 1: head is slower; -1: it is faster. */
    double whole;     /* Of the ends. */
    guint low, high;  /* What is sought lies between. */
    double at_low, at_high;
    guint8 *is_tried; /* By position. */
    guint untold;
} search;

static gboolean ask(const search *s, ph_bisection_step step, guint base, guint head, double floor,
                    ph_bisection_answer *ret, GError **error)
{
    const ph_bisect_question question = { step, base, head, floor };

    *ret = (ph_bisection_answer){ PH_BISECTION_UNTOLD, NAN, { NAN, NAN }, NULL };
    return s->compare(&question, ret, s->data, error);
}

/* The one in the middle of those that may still be tried; 0: there is none. So each that tells
 * something halves them, whatever was skipped. */
static guint choose(const search *s)
{
    guint untried = 0, position = s->low;

    for (guint i = s->low + 1; i < s->high; i++)
        untried += s->is_tried[i] ? 0 : 1;
    if (untried == 0)
        return 0;
    for (guint before = untried / 2 + 1; before > 0;)
        before -= s->is_tried[++position] ? 0 : 1;
    return position;
}

static ph_interval directed(const search *s, ph_interval interval)
{
    return s->direction > 0.0 ? interval : (ph_interval){ -interval.high, -interval.low };
}

/* Does it say on which side of the commit there is more? Where the whole interval lies close to the
 * middle, there is much on both, and either will do. */
static gboolean is_told(const search *s, const ph_bisection_answer *answer, double middle)
{
    const ph_interval interval = directed(s, answer->interval);

    if (answer->kind == PH_BISECTION_UNBUILT || answer->kind == PH_BISECTION_FAILED ||
        isnan(answer->log))
        return FALSE;
    if (interval.low > middle || interval.high < middle)
        return answer->kind != PH_BISECTION_UNTOLD;
    return interval.high - interval.low <= (s->at_high - s->at_low) / 2.0;
}

/* What is left is too little to be told from nothing. */
static gboolean is_too_little(const search *s)
{
    return s->at_high - s->at_low <= s->floor;
}

static gboolean narrow(search *s, GError **error)
{
    guint position;

    while (!is_too_little(s) && s->untold < PH_BISECT_UNTOLD_MAX && (position = choose(s)) != 0) {
        const double middle = (s->at_low + s->at_high) / 2.0;
        ph_bisection_answer answer;

        if (!ask(s, PH_BISECTION_STEP_MIDDLE, 0, position, MAX(fabs(middle), s->floor / 4.0),
                 &answer, error))
            return FALSE;
        s->is_tried[position] = TRUE;
        if (!is_told(s, &answer, middle)) {
            if (answer.kind != PH_BISECTION_UNBUILT && answer.kind != PH_BISECTION_FAILED)
                s->untold++;
        } else if (s->direction * answer.log > middle) {
            s->high = position;
            s->at_high = s->direction * answer.log;
        } else {
            s->low = position;
            s->at_low = s->direction * answer.log;
        }
        ph_bisection_answer_clear(&answer);
    }
    return TRUE;
}

/* The same from a state that was read back, whose last digits may be others. */
static double as_share(double part, double whole)
{
    return round(1e6 * part / whole) / 1e6;
}

/* What lies between the last two, measured on its own. */
static gboolean conclude(const search *s, ph_bisection_finding *ret, GError **error)
{
    const ph_bisection_answer_kind sought =
        s->direction > 0.0 ? PH_BISECTION_SLOWER : PH_BISECTION_FASTER;
    const double led_to = as_share(s->at_high - s->at_low, s->whole);
    ph_bisection_answer answer;
    gboolean is_confirmed;

    *ret = (ph_bisection_finding){ PH_BISECTION_OUTCOME_SPREAD, s->low, s->high, led_to };
    if (is_too_little(s))
        return TRUE;
    if (!ask(s, PH_BISECTION_STEP_AGAIN, s->low, s->high, s->floor, &answer, error))
        return FALSE;
    is_confirmed = answer.kind == sought;
    if (is_confirmed)
        ret->share = as_share(s->direction * answer.log, s->whole);
    ph_bisection_answer_clear(&answer);
    if (!is_confirmed && led_to >= PH_BISECT_MOST)
        ret->outcome = PH_BISECTION_OUTCOME_UNCONFIRMED;
    else if (ret->share >= PH_BISECT_MOST)
        ret->outcome =
            s->high - s->low == 1 ? PH_BISECTION_OUTCOME_FOUND : PH_BISECTION_OUTCOME_BETWEEN;
    return TRUE;
}

gboolean ph_bisect_search(const ph_bisect_line *line, ph_bisect_compare *compare, gpointer data,
                          ph_bisection_finding *ret, GError **error)
{
    PH_REQUIRE(line->commits >= 1);
    PH_REQUIRE(line->floor > 0.0);

    const ph_bisection_answer *whole = &line->whole;
    g_autofree guint8 *is_tried = g_new0(guint8, line->commits + 1);
    search s = { .compare = compare,
                 .data = data,
                 .floor = line->floor,
                 .direction = whole->kind == PH_BISECTION_FASTER ? -1.0 : 1.0,
                 .whole = fabs(whole->log),
                 .high = line->commits,
                 .at_high = fabs(whole->log),
                 .is_tried = is_tried };

    *ret = (ph_bisection_finding){ PH_BISECTION_OUTCOME_UNTOLD, 0, line->commits, NAN };
    if (whole->kind == PH_BISECTION_SAME)
        ret->outcome = PH_BISECTION_OUTCOME_NOTHING;
    if (whole->kind != PH_BISECTION_SLOWER && whole->kind != PH_BISECTION_FASTER)
        return TRUE;
    return narrow(&s, error) && conclude(&s, ret, error);
}
