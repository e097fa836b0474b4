/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Starting a worker's process, bound to its CPU: with the environment and the descriptors that the
 * measured code may have, and no others.
 *
 * From the main thread only: it binds the thread that calls.
 */
#ifndef PH_HARNESS_MEASURE_WORKER_SPAWN_H
#define PH_HARNESS_MEASURE_WORKER_SPAWN_H

#include <cjson/cJSON.h>
#include <gio/gio.h>

#include "measure/sandbox.h"
#include "system/binding.h"
#include "system/memory_limit.h"

/* The same for all workers of a run. Borrowed. */
typedef struct ph_worker_host {
    const char *program; /* Path of perfharness-worker. */
    ph_binder *binder;   /* NULL: do not bind. */
    guint cpu;
    /* guint, cpu among them: what a worker is bound to whose subjects may decode on several
     * threads, and how many those are; NULL: to cpu alone, and they may start none. */
    const GArray *cpus;
    guint threads;
    const ph_sandbox *sandbox;     /* NULL: none; one that is off is as good as none. */
    ph_memory_limit *memory_limit; /* What all of them may have; NULL: no more than we. */
    gboolean is_counted;        /* Its instructions are: allocating is to take the same always. */
    gboolean is_interposed;     /* So is what is allocated, by PH_INTERPOSER beside the program. */
    gboolean is_under_valgrind; /* The program is valgrind, and the worker its first argument. */
    gint64 hang_timeout_us;     /* A subject whose one call lasts longer is hanging. */
    gint64 deadline_us;         /* g_get_monotonic_time() when the whole run must end; 0: none. */
    const gboolean *is_interrupted; /* Becomes TRUE when the user gives up. */
    /* Told each event as it is said, while the worker runs; NULL: nobody. */
    void (*heard)(gpointer data, const cJSON *event);
    gpointer heard_data;
} ph_worker_host;

/* What counts allocations: it is loaded before the C library. */
#define PH_INTERPOSER "perfharness-allocations.so"

/* A descriptor of ours that the worker gets, as which of its own: 10 and 11 are the sandbox's, and
 * 12 is the interposer's. */
typedef struct ph_passed_descriptor {
    int ours; /* Taken: closed here, whatever comes of it. */
    int theirs;
} ph_passed_descriptor;

/*
 * Start it, its output in pipes. NULL and error (PH_ERROR_ENVIRONMENT) when it cannot be started or
 * bound. Free with g_object_unref().
 *
 * @param arguments  NULL-terminated, without the program's name.
 */
GSubprocess *ph_worker_spawn(const ph_worker_host *host, const char *const *arguments,
                             const ph_passed_descriptor *passed, gsize passed_count,
                             ph_binding_readback *readback, GError **error);

#endif /* PH_HARNESS_MEASURE_WORKER_SPAWN_H */
