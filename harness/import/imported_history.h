/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Runs of others over time, as they stand in their files. Nothing in them was proven here, and they
 * are never put beside what was. Texts are as they were found: whoever prints them escapes them.
 *
 * One thread at a time for each object; no state.
 */
#ifndef PH_HARNESS_IMPORT_IMPORTED_HISTORY_H
#define PH_HARNESS_IMPORT_IMPORTED_HISTORY_H

#include <glib.h>

/*
 * What a value is the time of, from its unit: identifier and word. Speeds become times, so that
 * more is slower in all of them.
 */
#define PH_IMPORTED_OF_LIST(X)                                                                     \
    X(ITERATION, "ns an iteration")                                                                \
    X(MIB, "ns a MiB")

typedef enum ph_imported_of {
#define X(identifier, word) PH_IMPORTED_OF_##identifier,
    PH_IMPORTED_OF_LIST(X)
#undef X
        PH_IMPORTED_OF_COUNT,
} ph_imported_of;

const char *ph_imported_of_word(ph_imported_of of);

/*
 * The time that a value in such a unit is: of an iteration or of a MiB.
 *
 * @param value  More than 0.
 * @return ns; NAN for a unit of neither.
 */
double ph_imported_ns(double value, const char *unit, ph_imported_of *ret);

typedef struct ph_imported_value {
    char *name; /* No other of its run has it. */
    ph_imported_of of;
    double ns;
} ph_imported_value;

/* Texts but for the suite: NULL where their file does not say. */
typedef struct ph_imported_run {
    char *suite;
    char *testbed; /* What they call where it was measured. */
    char *commit;  /* As they name it. */
    char *branch;
    char *summary;     /* Of the commit's message, the first line. */
    gint64 started_ms; /* Unix milliseconds; -1: their file does not say. */
    GPtrArray *values; /* ph_imported_value. */
    GHashTable *names; /* Of the values, borrowed from them. */
} ph_imported_run;

typedef struct ph_imported_history {
    char *source;         /* What their file says it is of; NULL: it does not. */
    GPtrArray *runs;      /* ph_imported_run, oldest first of each suite. */
    guint of_other_units; /* So many values are no times and no speeds, or none above 0. */
    guint of_same_name;   /* So many have the name of another of their run. */
} ph_imported_history;

ph_imported_history *ph_imported_history_new(void);
void ph_imported_history_free(ph_imported_history *history);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_imported_history, ph_imported_history_free)

/* Append a run without values; its texts are copied. Borrowed. */
ph_imported_run *ph_imported_history_add(ph_imported_history *history, const char *suite,
                                         const char *commit, gint64 started_ms);

/* Append a value to one of its runs, or count why it is none. */
void ph_imported_run_add(ph_imported_history *history, ph_imported_run *run, const char *name,
                         double value, const char *unit);

#endif /* PH_HARNESS_IMPORT_IMPORTED_HISTORY_H */
