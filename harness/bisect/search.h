/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Which commit of a line made the difference between its ends? The search alone: what compares two
 * commits is a function of the caller's.
 *
 * Every commit in the middle is compared with base, so that what each is from base can be set
 * beside the others. The search goes on in the half that holds more of the difference. Where
 * several commits made it, that leads to one that is large, and what it makes of the whole is said.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_BISECT_SEARCH_H
#define PH_HARNESS_BISECT_SEARCH_H

#include "verdict/bisection.h"

/* A commit that makes a smaller share of the difference is not the one that made it. */
#define PH_BISECT_MOST (2.0 / 3.0)

/* So many commits may be too noisy to tell before no more are tried. */
enum { PH_BISECT_UNTOLD_MAX = 3 };

/* What is to be compared. */
typedef struct ph_bisect_question {
    ph_bisection_step step;
    guint base, head; /* Positions; base is the earlier one. */
    /*
     * As a logarithm: a smaller difference is called the same. In the middle, what decides is
     * whether it lies above or below: whoever measures may stop once that is known.
     */
    double floor;
} ph_bisect_question;

/*
 * Compare.
 *
 * @param ret  Receives the answer, without a figure unless there is one; the reason is the
 *             search's to free.
 * @return FALSE and error: the search ends.
 */
typedef gboolean ph_bisect_compare(const ph_bisect_question *question, ph_bisection_answer *ret,
                                   gpointer data, GError **error);

/* Of a line of commits, what is known before it is searched. */
typedef struct ph_bisect_line {
    guint commits;             /* Behind base, at least one: head is the last of them. */
    ph_bisection_answer whole; /* Of base and head; its reason is not looked at. */
    double floor;              /* As a logarithm, above 0: smaller differences are none. */
} ph_bisect_line;

/*
 * Search it. Compared are at most as many as a search by halves takes (the logarithm of the commits
 * to the base 2, rounded up) beside those that tell nothing, and at last what was found, again.
 *
 * @return FALSE and error as the function has it; then *ret is nothing to go by.
 */
gboolean ph_bisect_search(const ph_bisect_line *line, ph_bisect_compare *compare, gpointer data,
                          ph_bisection_finding *ret, GError **error);

#endif /* PH_HARNESS_BISECT_SEARCH_H */
