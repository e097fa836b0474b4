/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reading what callgrind wrote of one region ("Callgrind Format Specification" in valgrind's
 * manual), written with the options that this adds. With these, callgrind keeps the functions apart
 * by who called them: a context is a function with all of its callers.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_EXPLAIN_CALLGRIND_PROFILE_H
#define PH_HARNESS_EXPLAIN_CALLGRIND_PROFILE_H

#include <glib.h>

/* Instructions at one place. Texts are the profile's: the same text is the same pointer. */
typedef struct ph_callgrind_cost {
    const char *object;   /* Path of the file whose code it is. */
    const char *function; /* Its linkage name. */
    const char *context;  /* The same and those of its callers: "INNERMOST'CALLER'…'OUTERMOST". */
    guint64 address;      /* As the file's own tables have it. */
    double instructions;
} ph_callgrind_cost;

typedef struct ph_callgrind_call {
    ph_callgrind_cost from; /* Its instructions are those of who is called, and of all they call. */
    const char *object, *function, *context; /* Who is called. */
} ph_callgrind_call;

/* What stands between the functions of a context. */
#define PH_CALLGRIND_CALLER '\''

/* Deeper calls lose their outermost callers. */
#define PH_CALLGRIND_CALLERS_MAX 200

typedef struct ph_callgrind_profile {
    double instructions; /* The region's, of all objects; more than 0. */
    GArray *costs;       /* ph_callgrind_cost: of the code itself. A place may stand twice. */
    GArray *calls;       /* ph_callgrind_call. */
    GStringChunk *texts;
} ph_callgrind_profile;

/* Add to valgrind's arguments (char *) those that make it write such a file. */
void ph_callgrind_profile_add_options(GPtrArray *arguments);

/* NULL and error (PH_ERROR_PARSE, PH_ERROR_STORAGE) when there is no such file or no total in it.
 */
ph_callgrind_profile *ph_callgrind_profile_read(const char *path, GError **error);
void ph_callgrind_profile_free(ph_callgrind_profile *profile);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_callgrind_profile, ph_callgrind_profile_free)

/*
 * Add the linkage names of the library's functions that took at least a hundredth of the
 * instructions in their own code (char *, newly allocated), unless they are there already.
 */
void ph_callgrind_profile_add_hot(const ph_callgrind_profile *profile, const char *library,
                                  GPtrArray *hot);

#endif /* PH_HARNESS_EXPLAIN_CALLGRIND_PROFILE_H */
