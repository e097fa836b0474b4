/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "verdict/allocation_change.h"

#include <math.h>

#include "perfharness/require.h"

const char *ph_allocation_difference_word(ph_allocation_difference difference)
{
    static const char *const words[] = {
#define X(name, word) word,
        PH_ALLOCATION_DIFFERENCE_LIST(X)
#undef X
    };

    PH_REQUIRE(difference < PH_ALLOCATION_DIFFERENCE_COUNT);
    return words[difference];
}

static void forget(ph_allocation_change *change)
{
    g_clear_pointer(&change->base, ph_allocations_free);
    g_clear_pointer(&change->head, ph_allocations_free);
    change->draws = 0;
}

void ph_allocation_change_clear(ph_allocation_change *change)
{
    forget(change);
    g_clear_pointer(&change->uncounted, g_free);
}

void ph_allocation_change_give_up(ph_allocation_change *change, const char *reason)
{
    forget(change);
    if (!change->uncounted)
        change->uncounted = g_strdup(reason);
}

/* Base or head has none: in its words. */
static void give_up_unseen(ph_allocation_change *change, const char *side,
                           const ph_allocations *allocations)
{
    g_autofree char *reason =
        g_strdup_printf("what %s allocates is not seen: %s", side, allocations->unseen);

    ph_allocation_change_give_up(change, reason);
}

/* Without what differs from run to run. */
static ph_allocations *exact_counts(const ph_allocations *allocations)
{
    ph_allocations *exact = ph_allocations_copy(allocations);

    exact->peak_resident_bytes = 0;
    return exact;
}

static void add_draw(ph_allocation_change *change, const ph_allocations *base,
                     const ph_allocations *head)
{
    for (guint id = 0; id < PH_ALLOCATION_COUNTS; id++) {
        const double more = ph_allocations_more(base, head, (ph_allocation_count_id)id);

        change->least[id] = change->draws ? fmin(change->least[id], more) : more;
        change->most[id] = change->draws ? fmax(change->most[id], more) : more;
    }
    if (!change->draws) {
        change->base = exact_counts(base);
        change->head = exact_counts(head);
    }
    change->draws++;
}

void ph_allocation_change_take(ph_allocation_change *change, const ph_allocations *base,
                               const ph_allocations *head)
{
    if (change->uncounted)
        return;
    if (base->unseen)
        give_up_unseen(change, "base", base);
    else if (head->unseen)
        give_up_unseen(change, "head", head);
    else if (base->items != head->items)
        ph_allocation_change_give_up(change, "base and head were not given the same");
    else
        add_draw(change, base, head);
}

gboolean ph_allocation_change_is_counted(const ph_allocation_change *change)
{
    return change->base && change->head;
}

static ph_allocation_difference difference_of(const ph_allocation_change *change)
{
    gboolean is_same = TRUE, is_any_more = FALSE, is_any_less = FALSE;

    for (guint id = 0; id < PH_ALLOCATION_COUNTS; id++) {
        if (change->least[id] > 0.0)
            return PH_ALLOCATION_DIFFERENCE_MORE;
        is_same = is_same && change->least[id] == 0.0 && change->most[id] == 0.0;
        is_any_more = is_any_more || change->most[id] > 0.0;
        is_any_less = is_any_less || change->most[id] < 0.0;
    }
    if (is_same)
        return PH_ALLOCATION_DIFFERENCE_SAME;
    return is_any_less && !is_any_more ? PH_ALLOCATION_DIFFERENCE_LESS
                                       : PH_ALLOCATION_DIFFERENCE_VARIES;
}

/* Of which count head has the largest share more. */
static ph_allocation_count_id worst_of(const ph_allocation_change *change)
{
    guint worst = 0;

    for (guint id = 1; id < PH_ALLOCATION_COUNTS; id++)
        if (change->least[id] > change->least[worst])
            worst = id;
    return (ph_allocation_count_id)worst;
}

/* And of which the largest share less. */
static ph_allocation_count_id best_of(const ph_allocation_change *change)
{
    guint best = 0;

    for (guint id = 1; id < PH_ALLOCATION_COUNTS; id++)
        if (change->most[id] < change->most[best])
            best = id;
    return (ph_allocation_count_id)best;
}

void ph_allocation_change_judge(ph_allocation_change *change, const ph_allocation_rule *rule)
{
    if (!ph_allocation_change_is_counted(change))
        return;

    const double more = change->least[worst_of(change)];
    change->difference = difference_of(change);
    change->verdict = PH_VERDICT_PASS;
    if (rule->warn > 0.0 && more > rule->warn)
        change->verdict = more > rule->fail ? PH_VERDICT_FAIL : PH_VERDICT_WARN;
}

/* To three digits, as one allocation more in a thousand may be few of all. */
static char *share_text(double share, const char *direction, ph_allocation_count_id id)
{
    return g_strdup_printf("%.3g %% %s %s", 100.0 * share, direction, ph_allocation_what(id));
}

char *ph_allocation_change_most_text(const ph_allocation_change *change)
{
    const ph_allocation_count_id worst = worst_of(change);

    return share_text(change->least[worst], "more", worst);
}

char *ph_allocation_change_text(const ph_allocation_change *change, const ph_allocation_rule *rule)
{
    const ph_allocation_count_id best = best_of(change);
    const double limit = 100.0 * (change->verdict == PH_VERDICT_FAIL ? rule->fail : rule->warn);
    g_autofree char *more = NULL;

    if (!ph_allocation_change_is_counted(change) ||
        change->difference == PH_ALLOCATION_DIFFERENCE_SAME)
        return NULL;
    if (change->difference == PH_ALLOCATION_DIFFERENCE_LESS)
        return share_text(-change->most[best], "fewer", best);
    if (change->difference == PH_ALLOCATION_DIFFERENCE_VARIES)
        return g_strdup("as many allocations as chance will have it");
    more = ph_allocation_change_most_text(change);
    if (limit == 0.0)
        return g_steal_pointer(&more);
    return g_strdup_printf("%s, %s %g %%", more,
                           change->verdict == PH_VERDICT_PASS ? "not beyond" : "beyond", limit);
}

void ph_allocation_change_weigh(const ph_allocation_change *change, const ph_allocation_rule *rule,
                                ph_verdict *verdict, char **why)
{
    g_autofree char *more = ph_allocation_change_text(change, rule);
    g_autofree char *before = NULL;

    if (!ph_allocation_change_is_counted(change) || change->verdict <= PH_VERDICT_PASS)
        return;
    *verdict = MAX(*verdict, change->verdict);
    before = *why;
    *why = g_strdup_printf("%s; %s", more, before);
}
