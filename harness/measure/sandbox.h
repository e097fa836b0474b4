/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The sandbox of workers: what the code that is measured, which runs in them, may ask the kernel.
 * Seccomp programs, made once: the worker installs the first before it loads any subject, as
 * constructors act, and the second once all are opened.
 *
 * The first: no process and, unless a benchmark is of several, no thread, no signal but to itself,
 * nothing of another process' memory, no file opened for writing, no byte written but to the event
 * stream, to standard error and to the one file that the harness gave it for output, no socket, no
 * other CPU or priority. The second: no new code (PROT_EXEC). A worker also gives up its
 * capabilities, but for reading files, and this process lets none of its user look into it: a
 * subject that could read our memory would find the right answers there, and in our environment the
 * tokens of a CI.
 *
 * From the main thread only.
 */
#ifndef PH_HARNESS_MEASURE_SANDBOX_H
#define PH_HARNESS_MEASURE_SANDBOX_H

#include <glib.h>
#include <stdint.h>

typedef struct ph_sandbox ph_sandbox;

typedef enum ph_sandbox_stage {
    PH_SANDBOX_BEFORE_LOADING,
    PH_SANDBOX_AFTER_OPENING,
    /* In place of both where valgrind runs the worker: it writes files and makes code in the same
     * process. Nothing is timed there. */
    PH_SANDBOX_UNDER_VALGRIND,
    /* In place of the first where subjects may decode on several threads: what starts one of this
     * process, which then may do what this one may, on the same CPUs. */
    PH_SANDBOX_WITH_THREADS,
    PH_SANDBOX_STAGES,
} ph_sandbox_stage;

/*
 * Make the programs, and try in a child if they can be installed here. Never NULL: where they
 * cannot, the sandbox is off. Free with ph_sandbox_free().
 */
ph_sandbox *ph_sandbox_new(void);
void ph_sandbox_free(ph_sandbox *sandbox);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_sandbox, ph_sandbox_free)

/* Whether workers that are given this one are confined; NULL is none. */
gboolean ph_sandbox_is_on(const ph_sandbox *sandbox);

/* Why it is off, to stand behind PH_SANDBOX_OFF; NULL where it is on, or is none. Borrowed. */
const char *ph_sandbox_why_off(const ph_sandbox *sandbox);

#define PH_SANDBOX_OFF "subjects are not confined: "

/* The program of a stage, of a sandbox that is on: a descriptor of its own, for the caller to
 * close, to be read from offset 0 (struct sock_filter one after the other). -1 and errno. */
int ph_sandbox_program(const ph_sandbox *sandbox, ph_sandbox_stage stage);

/* How this machine's kernel calls a system call: "clone3"; the caller frees it. */
char *ph_sandbox_call_name(uint32_t number);

/* Of the libseccomp that runs: "2.5.4"; the caller frees it. */
char *ph_sandbox_library_version(void);

#endif /* PH_HARNESS_MEASURE_SANDBOX_H */
