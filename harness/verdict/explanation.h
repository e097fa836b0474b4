/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Which functions do more work in head than in base, and which less: where a change of the work
 * comes from. Instructions are those of one counted call, by the item.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_VERDICT_EXPLANATION_H
#define PH_HARNESS_VERDICT_EXPLANATION_H

#include <glib.h>

/* So many functions of each origin are named at most. */
enum { PH_EXPLANATION_FUNCTIONS_MAX = 20 };

/* Whose code a function is. One list: identifier, word for programs. */
#define PH_FUNCTION_ORIGIN_LIST(X)                                                                 \
    X(MEASURED, "measured") /* Of what is compared. */                                             \
    X(OTHER, "other")       /* Of what that uses: Rust's libraries, other crates, libc. */

typedef enum ph_function_origin {
#define X(name, word) PH_FUNCTION_##name,
    PH_FUNCTION_ORIGIN_LIST(X)
#undef X
        PH_FUNCTION_ORIGIN_COUNT,
} ph_function_origin;

const char *ph_function_origin_word(ph_function_origin origin);

/* One function's instructions an item in one build, wherever it is inlined; all 0: it is not run.
 * self <= inclusive; of measured functions, self <= own. */
typedef struct ph_function_work {
    double self;      /* Of its own lines. */
    double own;       /* And of what other code does for it, but for what is called from there of
                         measured code. Of other code 0: whoever it is done for has it. */
    double inclusive; /* Of its own lines and of all that it calls. */
} ph_function_work;

typedef struct ph_function_change {
    char *name;  /* As people know it, printable. */
    char *place; /* FILE:LINE where it is declared, in head where it has it; NULL: not known. */
    ph_function_origin origin;
    ph_function_work base, head;
} ph_function_change;

typedef struct ph_explanation {
    double base, head;    /* Instructions an item: the selves of all functions. */
    GPtrArray *functions; /* ph_function_change: measured ones first, each by how much it changed,
                             the largest first. */
    double base_rest, head_rest; /* The selves of all that are not among them. */
    guint rest_count;            /* So many are not that ran. */
    gboolean has_inlined;        /* Both builds say what is inlined into what. */
} ph_explanation;

ph_explanation *ph_explanation_new(void);
void ph_explanation_free(ph_explanation *explanation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_explanation, ph_explanation_free)

/* Adds an empty one to the explanation, and returns it, borrowed. */
ph_function_change *ph_explanation_add(ph_explanation *explanation, const char *name,
                                       ph_function_origin origin);

/* By how much it changed, as functions are ordered by it: of measured ones its own, of others its
 * self. More than 0: head does more. */
double ph_function_growth(const ph_function_change *change);

/* How it changed. One list: identifier, word. */
#define PH_FUNCTION_FATE_LIST(X)                                                                   \
    X(SAME, "same")                                                                                \
    X(GREW, "grew")                                                                                \
    X(SHRANK, "shrank")                                                                            \
    X(CAME, "new")                                                                                 \
    X(WENT, "gone")

typedef enum ph_function_fate {
#define X(name, word) PH_FUNCTION_##name,
    PH_FUNCTION_FATE_LIST(X)
#undef X
        PH_FUNCTION_FATE_COUNT,
} ph_function_fate;

const char *ph_function_fate_word(ph_function_fate fate);

ph_function_fate ph_function_fate_of(const ph_function_change *change);

#endif /* PH_HARNESS_VERDICT_EXPLANATION_H */
