/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a machine can detect: from launches of a build compared with itself, the spread between and
 * within them, and from these the smallest slowdown that a comparison of so many seconds finds.
 */
#ifndef PH_HARNESS_COMPARE_CAPABILITY_H
#define PH_HARNESS_COMPARE_CAPABILITY_H

#include "verdict/contrast.h"

/* Chance that a slowdown of the size named is found, by both sets of launches. */
#define PH_CAPABILITY_POWER 0.9

/* With fewer there is nothing to tell how launches differ. */
#define PH_CAPABILITY_LAUNCHES_MIN 3

/* What keeps it from detecting less. */
typedef enum ph_binding_term {
    PH_BINDING_FLOOR,    /* The noise floor: smaller differences are not called. */
    PH_BINDING_LAUNCHES, /* Launches differ: more of them would help, longer ones would not. */
    PH_BINDING_BLOCKS,   /* Blocks within a launch differ: longer launches would help, too. */
} ph_binding_term;

/* "noise floor", ... */
const char *ph_binding_term_name(ph_binding_term term);

typedef struct ph_spread {
    double between; /* Standard deviation between launches, of the logarithm; 0: not to be seen. */
    double within;  /* What the blocks of one launch leave of it, after their median. */
    double launch_s;
    guint launches; /* It was taken from. */
} ph_spread;

typedef struct ph_detectable {
    double seconds;
    guint launches; /* That fit, in each of the two sets; fewer than 3: nothing is detected. */
    double lost;    /* Smallest share of lost throughput that is found; NAN: none. */
    ph_binding_term term;
} ph_detectable;

/* Split the variance of a contrast's first set. FALSE when it has fewer than 3 launches. */
gboolean ph_spread_of(const ph_contrast *contrast, ph_spread *ret);

/* Both parts in words. The caller frees it. */
char *ph_spread_text(const ph_spread *spread);

/* What a comparison detects in so many seconds, at the rule's alpha and noise floor. */
ph_detectable ph_detectable_in(const ph_spread *spread, const ph_slowdown_rule *rule,
                               double seconds);

/* What a proof counted: comparisons of each kind, and what they called. */
typedef struct ph_injection_count {
    guint tries;
    guint found;       /* Of the injected slowdown. */
    guint false_calls; /* Where there was none. */
} ph_injection_count;

/*
 * Whether the counts bear out what is claimed: PH_CAPABILITY_POWER of the slowdowns found, alpha of
 * false calls. FALSE where chance alone would give so few finds, or so many false calls, less than
 * once in a hundred proofs.
 */
gboolean ph_proof_holds(const ph_injection_count *count, double alpha);

#endif /* PH_HARNESS_COMPARE_CAPABILITY_H */
