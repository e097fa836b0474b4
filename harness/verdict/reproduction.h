/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What was measured once, and what became of it when it was measured again: fact by fact, which are
 * the same, which are not, and which of these are no wonder.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_VERDICT_REPRODUCTION_H
#define PH_HARNESS_VERDICT_REPRODUCTION_H

#include "verdict/comparison_document.h"
#include "verdict/verdict.h"

/*
 * One list: identifier, word, what people are shown. What is to be expected follows from another
 * difference, which its reason names; it is a difference all the same.
 */
#define PH_REPRODUCED_LIST(X)                                                                      \
    X(SAME, "same", "same")                                                                        \
    X(UNKNOWN, "unknown", "cannot tell")                                                           \
    X(EXPECTED, "expected", "to be expected")                                                      \
    X(DIFFERS, "differs", "differs")

typedef enum ph_reproduced {
#define X(name, word, shown) PH_REPRODUCED_##name,
    PH_REPRODUCED_LIST(X)
#undef X
        PH_REPRODUCED_COUNT,
} ph_reproduced;

const char *ph_reproduced_word(ph_reproduced reproduced);
const char *ph_reproduced_shown(ph_reproduced reproduced);

/* Owns its texts, which are printable. */
typedef struct ph_reproduction_fact {
    char *what;     /* "host", "copybook-rs: library", "comp3/L2, native". */
    char *recorded; /* NULL: it is not recorded, or not there. */
    char *found;
    ph_reproduced reproduced;
    char *why; /* A clause; NULL: there is no more to say. */
} ph_reproduction_fact;

typedef struct ph_reproduction {
    GPtrArray *facts;       /* ph_reproduction_fact. */
    gboolean is_host_other; /* Figures are then no wonder. */
    gboolean is_harness_other;
    gboolean is_seed_other;   /* Data are then other ones, and so are answers. */
    GHashTable *other_builds; /* char *: roles whose library is another one. */
} ph_reproduction;

ph_reproduction *ph_reproduction_new(void);
void ph_reproduction_free(ph_reproduction *reproduction);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_reproduction, ph_reproduction_free)

/* Add a fact. Texts are copied; recorded, found and why may be NULL. */
void ph_reproduction_add(ph_reproduction *reproduction, const char *what, const char *recorded,
                         const char *found, ph_reproduced reproduced, const char *why);

/* The same of two texts: the same, or it differs; what was not recorded, or is not known here,
 * cannot be told. TRUE: they are the same. */
gboolean ph_reproduction_add_text(ph_reproduction *reproduction, const char *what,
                                  const char *recorded, const char *found);

/* A build, and how it was made; where what is known of it is NULL, nothing is. */
void ph_reproduction_add_build(ph_reproduction *reproduction, const char *role,
                               const ph_build_identity *recorded, const ph_build_identity *found);

/*
 * What a run of the same measured: states and answers, which are exact; what is allocated, which is
 * exact of the same library; and figures, which are the same where their 95 % intervals overlap.
 * Both verdicts are by the same limits.
 */
void ph_reproduction_add_run(ph_reproduction *reproduction, const ph_measurement *recorded,
                             const ph_measurement *found, ph_verdict recorded_verdict,
                             ph_verdict found_verdict);

/* The same of a comparison: verdicts, work, which is exact, and slowdowns. */
void ph_reproduction_add_comparison(ph_reproduction *reproduction,
                                    const ph_contrast_report *recorded,
                                    const ph_contrast_report *found);

/* Of all facts: DIFFERS where any differs, be it to be expected; else UNKNOWN where any is; else
 * SAME. */
ph_reproduced ph_reproduction_outcome(const ph_reproduction *reproduction);

/* How many facts came out so. */
guint ph_reproduction_count(const ph_reproduction *reproduction, ph_reproduced reproduced);

/* 0 the same, 3 it differs, 4 it cannot be told. */
ph_exit ph_reproduction_exit(const ph_reproduction *reproduction);

#endif /* PH_HARNESS_VERDICT_REPRODUCTION_H */
