/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a build makes of the constructs of COBOL's data descriptions, each judged beside what is
 * right.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_MODEL_CONFORMANCE_H
#define PH_HARNESS_MODEL_CONFORMANCE_H

#include <glib.h>

#include "perfharness/construct.h"

/* Identifier, name. */
#define PH_CONFORMITY_LIST(X)                                                                      \
    X(RIGHT, "right")     /* Laid out, and decoded, as COBOL has it; a mistake: refused. */        \
    X(REFUSED, "refused") /* Valid, and refused, or its record is. */                              \
    X(WRONG, "wrong")     /* Laid out or decoded otherwise; a mistake: read. */                    \
    X(RANDOM, "random")   /* Not the same in all processes. */                                     \
    X(CRASHED, "crashed") /* A process that was asked died or hung. */

typedef enum ph_conformity {
#define X(id, name) PH_CONFORMITY_##id,
    PH_CONFORMITY_LIST(X)
#undef X
        PH_CONFORMITY_COUNT,
} ph_conformity;

const char *ph_conformity_name(ph_conformity conformity);

/* One construct. Texts are printable, and owned. */
typedef struct ph_construct_result {
    const ph_construct *construct; /* Static. */
    ph_conformity conformity;
    /* What it does instead, as a sentence goes on behind its name: "refuses it: …", or the first
     * difference with the rule that it breaks. NULL: it is right. */
    char *found;
    char *field;       /* Path of the first item that differs; NULL where it is not about one. */
    guint differences; /* WRONG, RANDOM: how many, where there are most. */
    /* In so many of the processes that were asked it is not right. Values are asked for once more,
     * in one process, where the layout is right in all; what is not right of them counts as all. */
    guint processes;
    guint asked; /* Processes. */
} ph_construct_result;

/* Owns all of it but constructs. */
typedef struct ph_conformance {
    char *build;    /* As it is named for others. */
    char *version;  /* What the library says of itself... */
    char *compiled; /* ...and of how it was built. */
    char *reader;   /* What says what is right: "perfharness 0.1.0". */
    /* It describes no layouts: the lengths of its records are all that can be compared. */
    gboolean is_undescribed;
    guint processes;    /* So many asked each construct, unless one of them crashed. */
    GPtrArray *results; /* ph_construct_result, in the order of the constructs. */
} ph_conformance;

ph_conformance *ph_conformance_new(void);
void ph_conformance_free(ph_conformance *conformance);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_conformance, ph_conformance_free)

/* Add a result to fill in. Borrowed. */
ph_construct_result *ph_conformance_add(ph_conformance *conformance, const ph_construct *construct);

guint ph_conformance_count(const ph_conformance *conformance, ph_conformity conformity);

/* The same among the constructs of one part; and how many these are. */
guint ph_conformance_count_in(const ph_conformance *conformance, ph_construct_part part,
                              ph_conformity conformity);
guint ph_conformance_count_of(const ph_conformance *conformance, ph_construct_part part);

#endif /* PH_HARNESS_MODEL_CONFORMANCE_H */
