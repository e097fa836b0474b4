/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A referee's process and the memory that it shares with us: started as a worker is, on the same
 * CPU as the thread that asks it for turns, and timed by the kernel's clock of its CPU time.
 *
 * From the main thread only: it binds the thread that calls, from start to end.
 */
#ifndef PH_HARNESS_MEASURE_REFEREE_PROCESS_H
#define PH_HARNESS_MEASURE_REFEREE_PROCESS_H

#include "measure/orphans.h"
#include "measure/worker_spawn.h"
#include "protocol/stream.h"
#include "protocol/turn.h"

typedef struct ph_referee_process {
    const ph_worker_host *host; /* Borrowed. */
    GSubprocess *process;
    ph_orphans orphans; /* Of the process. */
    ph_turn_memory memory;
    uint8_t *slots;   /* Of the memory; only we can write to it. */
    uint8_t *windows; /* The referee writes to it at any time. */
    int talk;
    clockid_t clock;
    ph_turn_arms arms; /* As it names them: texts end. */
    double turns_ns;   /* CPU time in turns so far... */
    double gaps_ns;    /* ...and between them, where it should have slept. */
    double last_ns;
    ph_binding_readback binding; /* Its own, when it was started. */
    gboolean is_bound;           /* The thread that asks. */
    guint threads_seen;          /* Of the process at a time, at most, where it may have several. */
    int own_delay; /* Of that thread, and of the referee's: what tells how long each waited for a
                      CPU; -1: nothing does. */
    int delay;
} ph_referee_process;

typedef enum ph_turn_end {
    PH_TURN_TAKEN,
    PH_TURN_DIED, /* It ended, closed its socket, or said what it was not asked for. */
    PH_TURN_HUNG, /* It did not answer within the host's time for a hanging call. */
    PH_TURN_OVER, /* The user gave up, or the run's time is over. */
} ph_turn_end;

/*
 * Start it and wait until it has said what it can be asked for. NULL and error:
 * PH_ERROR_ENVIRONMENT when it cannot be started or bound, PH_ERROR_SUBJECT_CRASH when it ends or
 * hangs before that, or as ph_worker_is_stopped() has it.
 *
 * @param arguments  NULL-terminated: the command and what it is to load.
 */
ph_referee_process *ph_referee_process_start(const ph_worker_host *host,
                                             const char *const *arguments,
                                             const ph_turn_memory *memory, GError **error);

/* What it works on in place of that memory: of ours, both open still. */
typedef struct ph_referee_files {
    int input;  /* For reading. */
    int output; /* For writing. */
} ph_referee_files;

/* The same for calls on files. */
ph_referee_process *ph_referee_process_start_on_files(const ph_worker_host *host,
                                                      const char *const *arguments,
                                                      const ph_referee_files *files,
                                                      GError **error);

/* Ends it, however it is, with all that it has started, and frees it. Returns how many processes it
 * left. */
guint ph_referee_process_end(ph_referee_process *process);

/* How it has died: "was killed by signal 11 (Segmentation fault)"; what it did, if it lives, which
 * it then does no more. The caller frees it. */
char *ph_referee_process_how_died(ph_referee_process *process);

/* One turn, and the CPU time that the referee took since the last one: what it does before it is
 * asked is its work, too. */
ph_turn_end ph_referee_process_turn(ph_referee_process *process, const ph_turn *turn,
                                    ph_turn_reply *ret, double *ret_cpu_ns);

/* Of a call on files: what the kernel counted, and what went by, from our asking to its answer. */
typedef struct ph_stream_times {
    double cpu_ns;
    double wall_ns;
} ph_stream_times;

/* One such call, which may take so long. Where its files stand is for the caller. */
ph_turn_end ph_referee_process_stream(ph_referee_process *process, const ph_stream_turn *turn,
                                      ph_stream_reply *ret, gint64 timeout_us,
                                      ph_stream_times *times);

/* How long so far the thread that asks, and the referee's, could have run and others had the CPU;
 * ns. NAN: the kernel does not say. */
double ph_referee_process_delay_ns(const ph_referee_process *process);

/* How often so far the referee waited for something, as for being asked, or asleep. NAN: likewise.
 */
double ph_referee_process_waits(const ph_referee_process *process);

/* Where in our memory a slot begins. */
uint8_t *ph_referee_process_slot(const ph_referee_process *process, guint index);

/* Did it work between its turns, or have other threads than the one that answers, or more than it
 * was told, or one of those that works now, between two turns? What it does, for the caller to
 * free. NULL: it did not. */
char *ph_referee_process_hides_work(const ph_referee_process *process);

#endif /* PH_HARNESS_MEASURE_REFEREE_PROCESS_H */
