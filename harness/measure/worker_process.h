/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Starting a worker, bound to its CPU, and listening to it until it has ended, however it ends.
 *
 * From the main thread only: it runs the default main context, and binds the thread that calls.
 */
#ifndef PH_HARNESS_MEASURE_WORKER_PROCESS_H
#define PH_HARNESS_MEASURE_WORKER_PROCESS_H

#include <cjson/cJSON.h>
#include <glib.h>

#include "measure/worker_arguments.h"
#include "measure/worker_event.h"
#include "measure/worker_spawn.h"
#include "protocol/beacon.h"
#include "protocol/event.h"

typedef enum ph_worker_end {
    PH_WORKER_COMPLETE,    /* It said "done". */
    PH_WORKER_REFUSED,     /* It said why it cannot do this request. */
    PH_WORKER_CRASHED,     /* It died of a signal, or ended without "done"; it was stopped, as it
                              said what no worker says, or more than one does; it claims more time
                              than the kernel saw; or it left processes behind. */
    PH_WORKER_HUNG,        /* Stopped: a subject's call did not return. */
    PH_WORKER_TIMED_OUT,   /* Stopped: the run's deadline. */
    PH_WORKER_INTERRUPTED, /* Stopped: the user gave up. */
} ph_worker_end;

typedef struct ph_worker_outcome {
    ph_worker_end end;
    GPtrArray *events;       /* cJSON objects in the order they were said; of one that said what no
                                worker says, "ready" and "arms" only. Without those of records that
                                fail, which may be any number: they are heard, and not kept. */
    GString *log;            /* The lines as they came, for benchmark.log; likewise. */
    GString *standard_error; /* The last 16 KiB of it, valid UTF-8. */
    char *how;               /* How it ended: "was killed by signal 11 (Segmentation fault)". */
    ph_phase phase;          /* Where it was when it ended... */
    guint arm;               /* ...and whose code was running: 1 + index, 0 for its own. */
    uint64_t row;            /* Vectors: which row. */
    guint orphans; /* Processes that it left running. They are ended, and "how" says so. */
    ph_binding_readback binding;
} ph_worker_outcome;

/*
 * Run one worker. FALSE and error (PH_ERROR_ENVIRONMENT) only when it could not be started or
 * bound; everything else that can happen to it is an outcome. Blocks, running the default main
 * context.
 *
 * @param arguments  NULL-terminated, without the program's name and the beacon's descriptor.
 */
gboolean ph_worker_run(const ph_worker_host *host, const char *const *arguments,
                       ph_worker_outcome *ret, GError **error);

/* The same of one that gets a descriptor more, which is taken whatever comes of it. */
gboolean ph_worker_run_passing(const ph_worker_host *host, const char *const *arguments,
                               const ph_passed_descriptor *passed, ph_worker_outcome *ret,
                               GError **error);

/*
 * How a process ended that was waited for: "was killed by signal 11 (Segmentation fault)". The
 * caller frees it.
 *
 * @param host  What it was started by.
 * @param call  As its beacon has it, for what the sandbox ended it for; 0: not known.
 */
char *ph_worker_how_ended(const ph_worker_host *host, GSubprocess *process, uint32_t call);

/* TRUE when nothing is to be started any more, and what ends whatever runs: PH_WORKER_TIMED_OUT or
 * PH_WORKER_INTERRUPTED. */
gboolean ph_worker_is_over(const ph_worker_host *host, ph_worker_end *ret);

/* The error that ends a run when one of these ended a worker; FALSE when none did. */
gboolean ph_worker_is_stopped(ph_worker_end end, GError **error);

/* Hear of signals, and see: FALSE and error, as above, when nothing is to be started any more, or
 * gone on with. */
gboolean ph_worker_goes_on(const ph_worker_host *host, GError **error);

void ph_worker_outcome_clear(ph_worker_outcome *outcome);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ph_worker_outcome, ph_worker_outcome_clear)

/* The last event of this kind; NULL when there was none. Borrowed. */
const cJSON *ph_worker_event(const ph_worker_outcome *outcome, ph_event kind);

#endif /* PH_HARNESS_MEASURE_WORKER_PROCESS_H */
