/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What else is known of work on files: where they were, and what was waited for.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_MODEL_STORED_H
#define PH_HARNESS_MODEL_STORED_H

#include <cjson/cJSON.h>
#include <glib.h>
#include <stdint.h>

/* Whether the input is in the page cache when a call begins. They are working sets, too. */
#define PH_STORED_WARM "warm"
#define PH_STORED_COLD "cold"
extern const char *const ph_stored_caches[2];

/* The levels of work on files, and of the device's own limits beside them. */
#define PH_LEVEL_NAME_DISK    "disk"
#define PH_LIMIT_DIRECT_READ  "direct-read"
#define PH_LIMIT_DIRECT_WRITE "direct-write"

/* Of a cold file at most so much is in the page cache, and of a warm one at least so much. */
#define PH_STORED_COLD_SHARE 0.001
#define PH_STORED_WARM_SHARE 0.999

/* A call that has a CPU for so much of the time that it does not wait for one is bound by that. */
#define PH_STORED_CPU_BOUND 0.9

/* Calls on a quiet disk repeat within this, as their standard deviation over their mean. */
#define PH_STORED_REPEAT_CV 0.03

/*
 * What is known of each call beside the time that went by, in nanoseconds: member of documents and
 * of ph_stored_times.
 */
#define PH_STORED_TIME_LIST(X)                                                                     \
    X(cpu_ns)    /* CPU time, by the kernel. */                                                    \
    X(waited_ns) /* That it could have run, and others had its CPU. */                             \
    X(synced_ns) /* Until what it wrote was on the disk, from its beginning. */

typedef struct ph_stored_times {
#define X(member) double member;
    PH_STORED_TIME_LIST(X)
#undef X
} ph_stored_times;

/* Of one result. */
typedef struct ph_stored {
    uint64_t read_bytes;    /* Its input. */
    uint64_t written_bytes; /* Its output. */
    double cached_share;    /* Of the input, when calls began: cold, the most; warm, the least. */
    /* double, by launch: NAN without a sample. */
    struct {
#define X(member) GArray *member;
        PH_STORED_TIME_LIST(X)
#undef X
    } launches;
    ph_stored_times median; /* Over launches. */
} ph_stored;

ph_stored *ph_stored_new(guint launches);
void ph_stored_free(ph_stored *stored);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_stored, ph_stored_free)

/* Take a launch's sample. */
void ph_stored_take(ph_stored *stored, guint launch, const ph_stored_times *times);

/* The medians, from the launches. */
void ph_stored_estimate(ph_stored *stored);

/* Of the time that a call took, the share that it had a CPU, not counted when others had it; NAN
 * where that is not known. */
double ph_stored_cpu_share(const ph_stored *stored, double median_ns);

/* "cpu", "disk": what the call waits for; NULL where that is not known. Static. */
const char *ph_stored_binds(const ph_stored *stored, double median_ns);

/* "256.0 MiB". The caller frees it. */
char *ph_stored_size_text(uint64_t bytes);

/* What a run's files were on. */
typedef struct ph_stored_facts {
    uint64_t file_bytes;   /* Of records in each that was made, as it was asked for; 0: none was. */
    uint64_t memory_bytes; /* What this process may have, for its page cache, too; 0: not known. */
    cJSON *storage;     /* Where they, or what is made of them, are: as in system-info.json. Owned;
                           NULL: there were no files. */
    uint64_t own_bytes; /* Of the user's own file, */
    cJSON *own_storage; /* and where it is. Owned; NULL: there was none. */
} ph_stored_facts;

#endif /* PH_HARNESS_MODEL_STORED_H */
