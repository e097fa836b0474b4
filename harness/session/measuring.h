/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the commands that measure have in common: their options, the CPU and the subjects these
 * name, and the signals that end a measurement in order.
 */
#ifndef PH_HARNESS_SESSION_MEASURING_H
#define PH_HARNESS_SESSION_MEASURING_H

#include <glib.h>

#include "error/interruption.h"
#include "measure/run.h"
#include "measure/sandbox.h"
#include "settings/thresholds.h"
#include "system/binding.h"
#include "system/cpu_choice.h"
#include "system/host_lock.h"

/* As given on the command line. */
typedef struct ph_measuring_options {
    char **subjects; /* NULL: not given, as for isa and thresholds_path. */
    char *isa;
    gint launches; /* G_MININT: not given, as for the next. */
    gint sample_ms;
    gint cpu; /* PH_CPU_USUAL: not given. */
    gint64 seed;
    double timeout_minutes; /* G_MAXDOUBLE: not given. */
    double hang_timeout_s;
    double wait_s;
    char *thresholds_path;
    char *caches; /* For tests: what working sets are planned for in place of the CPU's caches. */
} ph_measuring_options;

/* Option tables: of every command that measures, and of those that measure several subjects. */
extern const GOptionEntry ph_measuring_entries[];
extern const GOptionEntry ph_measuring_subject_entries[];

/* What these, and those of planning.h, take, as ph_command.values has it. */
char **ph_measuring_values(const char *option);

/*
 * What the two tables were parsed into: a process has one command, whose run() takes it from here
 * and hands it on. It does not change once the command line is parsed.
 */
const ph_measuring_options *ph_measuring_given(void);

/* Refuse a number that is out of range, or an instruction set there is none of (PH_ERROR_USAGE). */
gboolean ph_measuring_check(const ph_measuring_options *options, GError **error);

/* The same for a noise floor in percent and a chance of false calls. */
gboolean ph_measuring_check_rule(double floor_percent, double alpha, GError **error);

/* What was given, or else the command's own. */
guint ph_measuring_launches(const ph_measuring_options *options, guint usual);
guint ph_measuring_sample_ms(const ph_measuring_options *options, guint usual);

/* Where a measurement takes place. */
typedef struct ph_measuring_place {
    ph_binder *binder;
    ph_cpu_choice *choice; /* Of this CPU, made before this process left it. */
    guint cpu;
    ph_cpu_caches caches; /* Of that CPU, or as --caches has them. */
    char *caches_assumed; /* The latter as text; NULL: they are the CPU's. Owned. */
} ph_measuring_place;

/* NULL and error when this process cannot measure on the CPU asked for. */
ph_measuring_place *ph_measuring_place_new(const ph_measuring_options *options, GError **error);
void ph_measuring_place_free(ph_measuring_place *place);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_measuring_place, ph_measuring_place_free)

/* Where they are not the CPU's caches: a clause that says so; else NULL. The caller frees it. */
char *ph_measuring_caches_note(const ph_measuring_place *place);

/* The same on standard error, of what has no other place for it. */
void ph_measuring_say_caches(const ph_measuring_place *place);

/* A measurement about to begin: SIGINT, SIGTERM and SIGHUP end it in order. */
typedef struct ph_measuring_session {
    ph_run_request request; /* launches and log are the caller's to set. */
    GPtrArray *subjects;
    ph_thresholds *thresholds;
    /* No other measurement on this host as long as it is held. NULL: nothing is timed. */
    ph_host_lock *lock;
    ph_sandbox *sandbox; /* Its workers'. */
    char *worker;
    const ph_interruption *interruption; /* Borrowed. */
} ph_measuring_session;

/*
 * The subjects of the installation and of the command line, as --subject and --isa select them.
 *
 * @param usual  Where no --subject is given, what is selected instead, NULL-terminated; NULL: all.
 * @return As ph_subjects_find().
 */
GPtrArray *ph_measuring_subjects(const ph_measuring_options *options, const char *const *usual,
                                 GError **error);

/*
 * Takes the subjects over (NULL: an error is set already). Moves this process off the measured CPU,
 * where there is another, looks whether the user's copybook can be read, and then waits for another
 * measurement on this host to end. What else can be refused is looked at before: nobody waits for
 * what is soon seen.
 *
 * @param place  NULL: nothing is timed. Then no CPU is bound or left, and the host is not locked.
 * @param interruption  What ends the wait, and the measurement. Borrowed for the session's life.
 * @param plan  ph_benchmark, borrowed; empty: what is measured is said later.
 * @return NULL and error when the settings, or the user's data, cannot be used, or the host is not
 *         free.
 */
ph_measuring_session *ph_measuring_session_new(const ph_measuring_options *options,
                                               const ph_measuring_place *place,
                                               const GPtrArray *plan, GPtrArray *subjects,
                                               const ph_interruption *interruption, GError **error);
void ph_measuring_session_free(ph_measuring_session *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_measuring_session, ph_measuring_session_free)

#endif /* PH_HARNESS_SESSION_MEASURING_H */
