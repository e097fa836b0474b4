/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the referee saw: a second process that does the same work on data made a moment before, has
 * every answer compared by the harness, and is timed by the kernel. A figure that its subject
 * claims counts only where that work took as long.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_MODEL_REFEREE_H
#define PH_HARNESS_MODEL_REFEREE_H

#include <glib.h>
#include <stdint.h>

#include "model/statistics.h"

/*
 * How a claim is held against what the referee saw, whose data are fresh and lie in the L2 cache.
 * Identifier; name in documents; what W / C may be at most and at least: beyond it is doubtful, and
 * where it is no noise, no number.
 *
 * Few data that are seen over and over, as two chunks of columns in the L1 cache or a user's small
 * file, are learnt by a CPU's branch predictors: code with many branches that is honest is a
 * quarter faster there than on data that it has not seen. The lines of records are up to ten times
 * as long as the records: those of the referee's slots, which it reads between the calls, are more
 * than an L2 cache holds, and code that writes as fast as the memory takes it was up to a tenth
 * slower there. Times of a program with sanitizers are no measure.
 */
#define PH_REFEREE_BOUND_LIST(X)                                                                   \
    X(EQUAL, "equal", 1.10, 0.75)                                                                  \
    X(LEARNABLE, "learnable", 1.50, 0.0)                                                           \
    X(NOT_FASTER, "not_faster", 1.10, 0.0)                                                         \
    X(LINES, "lines", 1.25, 0.0)                                                                   \
    X(INSTRUMENTED, "instrumented", 6.00, 0.0)

typedef enum ph_referee_bound {
#define X(id, name, most, least) PH_REFEREE_##id,
    PH_REFEREE_BOUND_LIST(X)
#undef X
        PH_REFEREE_BOUND_COUNT,
} ph_referee_bound;

/* Launches of a referee for each benchmark; as many again where a claim is doubtful, and twice as
 * many more before it is called a lie. */
#define PH_REFEREE_LAUNCHES 3

/*
 * Beside others' work on the same core it takes up to so many times as long. A claim beyond that is
 * a lie, however noisy it was; within it, a referee that had hardly a quiet turn cannot tell.
 */
#define PH_REFEREE_NOISE 4.0

/* All that it saw of one subject, for one pass over the input. */
typedef struct ph_seen_work {
    GArray *launch_ns; /* double: CPU time, by launch. Owned. */
    double fast_ns;    /* The fast turns of the fastest of them; INFINITY: none. */
    double elapsed_ns; /* At most, with the time that it sleeps; 0: none. */
    uint64_t calls;
    gboolean is_noisy; /* Others worked beside nearly all turns. */
} ph_seen_work;

void ph_seen_work_clear(ph_seen_work *work);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ph_seen_work, ph_seen_work_clear)

/* Of one result. */
typedef struct ph_referee {
    double work_ns; /* W: CPU time for one pass over the input, by the kernel's clock, shared among
                       the threads where there are several: the median over its launches. NAN: it
                       could not do the work; the result is void. */
    ph_interval work_range_ns; /* From the fast turns of the fastest of them, as nobody is ever
                                  faster than the work is, to the slowest. */
    double claim_ns;           /* C: the median of the timed launches. */
    ph_interval claim_ci95_ns; /* What is claimed is known to be in; NAN of a single launch. */
    double ratio;              /* W / C. 1.10: the claim is 10 % faster than the work. */
    guint launches;            /* That the referee made. */
    uint64_t calls;            /* In them; every answer was compared. */
    ph_referee_bound bound;
    gboolean
        is_alone; /* No other library was in the process: who is slow there is so by himself. */
    gboolean is_noisy; /* As in ph_seen_work. Not in documents: who measured has judged by it. */
} ph_referee;

/* Was a run refereed? Identifier, name in documents, what every report says of it or NULL. */
#define PH_REFEREE_MODE_LIST(X)                                                                    \
    X(ON, "on", NULL)                                                                              \
    X(OFF, "off", "without the referee (--no-referee): no figure is proven against its own subject")

typedef enum ph_referee_mode {
    PH_REFEREE_UNKNOWN, /* Of an early version, which had none. */
#define X(id, name, text) PH_REFEREE_MODE_##id,
    PH_REFEREE_MODE_LIST(X)
#undef X
} ph_referee_mode;

/* Of a whole run. */
typedef struct ph_referee_facts {
    ph_referee_mode mode;
    gboolean is_sandboxed; /* Subjects could not start processes, open files for writing, ... */
    char *unsandboxed;     /* Why not; NULL where they could not, or nothing is known. Owned. */
    double seconds;        /* That the referee took of the run; NAN: not known. */
} ph_referee_facts;

/* From what the referee saw, and what the timed launches took, double, for one pass over the input;
 * NULL where there is no launch of either. Sorts both. Free with g_free(). */
ph_referee *ph_referee_new(const ph_seen_work *work, GArray *claim_ns, ph_referee_bound bound);
ph_referee *ph_referee_copy(const ph_referee *referee);

/* Its name in documents ("on", "equal"); NULL for PH_REFEREE_UNKNOWN. Static. */
const char *ph_referee_mode_name(ph_referee_mode mode);
const char *ph_referee_bound_name(ph_referee_bound bound);

/* By its name; PH_REFEREE_UNKNOWN or PH_REFEREE_BOUND_COUNT for NULL and for what is none. */
ph_referee_mode ph_referee_mode_find(const char *name);
ph_referee_bound ph_referee_bound_find(const char *name);

/* What every report says of a run with this mode; NULL: nothing. Static. */
const char *ph_referee_mode_remark(ph_referee_mode mode);

/* Hold a claim against the work. */
typedef enum ph_referee_finding {
    PH_REFEREE_AGREES,
    PH_REFEREE_CLAIM_TOO_FAST, /* Than the work is. */
    PH_REFEREE_CLAIM_TOO_SLOW, /* Beside others, than alone. */
    PH_REFEREE_CANNOT_TELL,    /* Too fast, or it was the noise. */
} ph_referee_finding;

/*
 * Doubtful is a claim by the ratio alone. It is judged to be wrong where even the turns of the
 * referee that speak for it most are beyond the bound of the whole interval of what is claimed, as
 * far as that is no wider than 15 %. Nobody is ever faster than the work is, so a slow launch of
 * the referee is its own noise; where all of them are slow by PH_REFEREE_NOISE or less, and others
 * worked beside nearly all turns, it cannot tell.
 */
gboolean ph_referee_doubts(const ph_referee *referee);
ph_referee_finding ph_referee_judge(const ph_referee *referee);

/* How much faster than its work a claim of this spread would have to be to be found out: 0.12 is
 * 12 %. Of one that is honest. */
double ph_referee_share(const ph_referee *referee);

/* "claims 84 GiB/s; the referee saw 1.4 GiB/s": of a pass over so
 * many bytes. The caller frees it. NULL where it agrees. */
char *ph_referee_reason(const ph_referee *referee, uint64_t input_bytes);

#endif /* PH_HARNESS_MODEL_REFEREE_H */
