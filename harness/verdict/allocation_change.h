/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Does head allocate more than base for the same call? Counts are exact: one allocation more in a
 * thousand items is more. What chance decides is the same for both in a draw, and where it has a
 * part in the counts, what holds in every draw is said.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_VERDICT_ALLOCATION_CHANGE_H
#define PH_HARNESS_VERDICT_ALLOCATION_CHANGE_H

#include "model/allocations.h"
#include "verdict/verdict.h"

/* One list: identifier, word for programs. */
#define PH_ALLOCATION_DIFFERENCE_LIST(X)                                                           \
    X(SAME, "same")     /* All counts, in every draw. */                                           \
    X(MORE, "more")     /* One of them is more in every draw. */                                   \
    X(LESS, "less")     /* None is more in any, and one is less in every draw. */                  \
    X(VARIES, "varies") /* None of these. */

typedef enum ph_allocation_difference {
#define X(name, word) PH_ALLOCATION_DIFFERENCE_##name,
    PH_ALLOCATION_DIFFERENCE_LIST(X)
#undef X
        PH_ALLOCATION_DIFFERENCE_COUNT,
} ph_allocation_difference;

const char *ph_allocation_difference_word(ph_allocation_difference difference);

/* How a note begins that says why there is no count. */
#define PH_ALLOCATIONS_NOT_COMPARED "allocations are not compared"

/* Shares that more of it may be: 0.005 is 0.5 % more. Exactly as much is not beyond. */
typedef struct ph_allocation_rule {
    double warn; /* 0, as the next: nothing is judged. */
    double fail; /* At least as much. */
} ph_allocation_rule;

typedef struct ph_allocation_change {
    ph_allocations *base, *head; /* Of the first draw. Owned; NULL: they were not both counted. */
    guint draws;
    /* Over the draws, what head has more as ph_allocations_more() has it. */
    double least[PH_ALLOCATION_COUNTS], most[PH_ALLOCATION_COUNTS];
    ph_allocation_difference difference;
    ph_verdict verdict; /* PASS, WARN or FAIL. */
    char *uncounted;    /* Why there is no count; NULL: there is, or none was asked for. */
} ph_allocation_change;

void ph_allocation_change_clear(ph_allocation_change *change);

/* What both had in one more draw; of as many items. After one in which either was not seen there is
 * nothing to compare any more. */
void ph_allocation_change_take(ph_allocation_change *change, const ph_allocations *base,
                               const ph_allocations *head);

/* There is no count, for this reason; the first one stays. */
void ph_allocation_change_give_up(ph_allocation_change *change, const char *reason);

gboolean ph_allocation_change_is_counted(const ph_allocation_change *change);

/* Difference and verdict, over all draws. */
void ph_allocation_change_judge(ph_allocation_change *change, const ph_allocation_rule *rule);

/*
 * "0.10 % more allocations, not beyond 0.5 %": of what is judged worst. NULL where there is no
 * count or nothing differs. The caller frees it.
 */
char *ph_allocation_change_text(const ph_allocation_change *change, const ph_allocation_rule *rule);

/* "0.10 % more allocations": of the count of which head has the largest share more; there is one.
 * The caller frees it. */
char *ph_allocation_change_most_text(const ph_allocation_change *change);

/*
 * More allocations than are allowed are no better than a slowdown is: where the change is WARN or
 * FAIL, the verdict is at least that, and why, which is replaced, begins with it.
 */
void ph_allocation_change_weigh(const ph_allocation_change *change, const ph_allocation_rule *rule,
                                ph_verdict *verdict, char **why);

#endif /* PH_HARNESS_VERDICT_ALLOCATION_CHANGE_H */
