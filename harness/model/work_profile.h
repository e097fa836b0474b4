/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Where the work of one counted call goes: instructions by function, by stack, and by what they are
 * spent on.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_MODEL_WORK_PROFILE_H
#define PH_HARNESS_MODEL_WORK_PROFILE_H

#include <glib.h>

#include "protocol/cpu_event.h"

/* What instructions are spent on. Identifier; word for programs; for people. */
#define PH_COST_CLASS_LIST(X)                                                                      \
    X(ALLOCATOR, "allocator", "allocator")                                                         \
    X(JSON, "json", "JSON text")                                                                   \
    X(MAPS, "maps", "maps")                                                                        \
    X(CODE_PAGE, "code_page", "code page")                                                         \
    X(DECIMALS, "decimals", "decimals")                                                            \
    X(REST, "rest", "the rest")

typedef enum ph_cost_class {
#define X(id, word, words) PH_COST_##id,
    PH_COST_CLASS_LIST(X)
#undef X
        PH_COST_CLASS_COUNT,
} ph_cost_class;

const char *ph_cost_class_word(ph_cost_class cost);
const char *ph_cost_class_words(ph_cost_class cost);

typedef struct ph_profiled_function {
    char *name;           /* As people know it, printable. */
    char *place;          /* FILE:LINE where it is declared; NULL: not known. */
    char *library;        /* The file's name whose code it is. */
    gboolean is_measured; /* Of the subject, not of what that uses. */
    double self;          /* Instructions of the call: of its own lines, */
    double inclusive;     /* and with all that it calls, however deep; each once. */
    guint index;          /* Among all, from 0: by self, the largest first. */
} ph_profiled_function;

/* A function as it was reached: by the frames above it. */
typedef struct ph_work_frame ph_work_frame;
struct ph_work_frame {
    ph_work_frame *caller; /* NULL: of the root. */
    ph_profiled_function
        *function;      /* Borrowed from the profile; NULL: of the root, which is all. */
    ph_cost_class cost; /* What its self is spent on. */
    double self, total; /* Instructions of the call. */
    GPtrArray *callees; /* ph_work_frame, owned: the largest total first. */
};

typedef struct ph_work_profile {
    char *benchmark, *level;
    char *subject, *version; /* The latter may be NULL. */
    double items;            /* That the call was of: more than 0. */
    gboolean is_kernel;      /* They are cells of a column; else records. */
    double instructions;     /* Of the call: the selves of all. */
    double costs[PH_COST_CLASS_COUNT];
    GPtrArray *functions; /* ph_profiled_function, owned. */
    ph_work_frame *root;
    gboolean has_inlined;   /* The library says what is inlined into what. */
    char *chosen_otherwise; /* How another way to work was counted than is taken here, in words;
                               NULL: it was not. */
    /* What the CPU counted of another call of the same: NULL where nobody lends its counters. */
    char *events_missing; /* Why; NULL: they are there. */
    double events[PH_CPU_EVENT_COUNT];
} ph_work_profile;

ph_work_profile *ph_work_profile_new(void);
void ph_work_profile_free(ph_work_profile *profile);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_work_profile, ph_work_profile_free)

/* Takes the texts over; its sums are ph_work_profile_add_up()'s. Borrowed. */
ph_profiled_function *ph_work_profile_add_function(ph_work_profile *profile, char *name,
                                                   char *place, char *library);

/* The frame of a function below one, made where it is not there yet. Borrowed. */
ph_work_frame *ph_work_frame_below(ph_work_frame *caller, ph_profiled_function *function,
                                   ph_cost_class cost);

/*
 * From the selves of all frames: their totals, the functions' sums, costs and instructions, and the
 * order of frames and functions, of which those go that took nothing.
 */
void ph_work_profile_add_up(ph_work_profile *profile);

/*
 * Every frame with a self, with its callers from the outermost but the root (depth of them; 0: what
 * is the root's own), in an order that is the same whenever it is asked. Instructions are whole
 * ones, rounded so that their sum is that of all; where they come to 0, it is left out.
 */
typedef void ph_work_stack_visitor(const ph_work_frame *const *frames, guint depth,
                                   guint64 instructions, gpointer data);
void ph_work_profile_each_stack(const ph_work_profile *profile, ph_work_stack_visitor *visit,
                                gpointer data);

/* "record" or "cell". */
const char *ph_work_profile_item(const ph_work_profile *profile);

#endif /* PH_HARNESS_MODEL_WORK_PROFILE_H */
