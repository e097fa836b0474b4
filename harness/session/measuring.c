/* SPDX-License-Identifier: AGPL-3.0-or-later */
#define _GNU_SOURCE /* sched_setaffinity */
#include "session/measuring.h"

#include <sched.h>
#include <stdio.h>
#include <string.h>

#include "error/error.h"
#include "error/unknown_word.h"
#include "perfharness/isa.h"
#include "session/lock_doubt.h"
#include "session/planning.h"
#include "session/subjects.h"
#include "settings/installation.h"
#include "settings/suite.h"
#include "system/cpu_caches.h"

enum { SAMPLE_MS_MAX = 60000, SAMPLE_MS_USUAL = 200 };
#define WAIT_S_MAX   86400.0
#define WAIT_S_USUAL 600.0
#define ALPHA_MIN    1e-9
/* Numbers in JSON are doubles: above this a seed would not be read back as it was. */
#define SEED_MAX (G_GINT64_CONSTANT(1) << 53)

static ph_measuring_options given = {
    .launches = G_MININT,
    .sample_ms = G_MININT,
    .cpu = PH_CPU_USUAL,
    .seed = 1,
    .timeout_minutes = G_MAXDOUBLE,
    .hang_timeout_s = 10.0,
    .wait_s = WAIT_S_USUAL,
};

const GOptionEntry ph_measuring_entries[] = {
    { "launches", 0, 0, G_OPTION_ARG_INT, &given.launches,
      "Processes started per benchmark (default: as many as the suite or the command asks for)",
      "N" },
    { "sample-ms", 0, 0, G_OPTION_ARG_INT, &given.sample_ms,
      "Time for timed blocks per launch (default: 200; compare: 40)", "N" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &given.seed, "Seed of the generated data (default: 1)",
      "N" },
    { "cpu", 0, 0, G_OPTION_ARG_INT, &given.cpu, "CPU to measure on (" PH_CPU_USUAL_TEXT ")", "N" },
    { "timeout", 0, 0, G_OPTION_ARG_DOUBLE, &given.timeout_minutes,
      "End the run after so many minutes and keep what is finished (default: the thresholds')",
      "MINUTES" },
    { "hang-timeout", 0, 0, G_OPTION_ARG_DOUBLE, &given.hang_timeout_s,
      "Stop a subject whose one call lasts longer (default: 10)", "SECONDS" },
    { "wait", 0, 0, G_OPTION_ARG_DOUBLE, &given.wait_s,
      "Wait so long for another measurement on this host to end (default: 600)", "SECONDS" },
    { "thresholds", 0, 0, G_OPTION_ARG_FILENAME, &given.thresholds_path,
      "Floors, thresholds and timeout (default: config/thresholds.toml)", "FILE" },
    { "caches", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, &given.caches,
      "For tests: plan working sets for these caches, not for the CPU's", "L1,L2,L3" },
    G_OPTION_ENTRY_NULL
};

const GOptionEntry ph_measuring_subject_entries[] = {
    { "subject", 0, 0, G_OPTION_ARG_STRING_ARRAY, &given.subjects,
      "Measure this build too, or in place of the subject of that name; only a NAME: no others "
      "(may be repeated)",
      "NAME[=BUILD]" },
    { "isa", 0, 0, G_OPTION_ARG_STRING, &given.isa,
      "Instruction set of the native reference: " PH_ISA_NAMES " (default: the best this CPU has)",
      "NAME" },
    G_OPTION_ENTRY_NULL
};

const ph_measuring_options *ph_measuring_given(void)
{
    return &given;
}

/* Whether this CPU has it is the reference's to say: its results have the reason. */
static const char *const isa_names[] = {
#define X(identifier, name, separator) name,
    PH_ISA_LIST(X)
#undef X
        NULL,
};

char **ph_measuring_values(const char *option)
{
    if (g_strcmp0(option, "isa") == 0)
        return g_strdupv((char **)isa_names);
    return g_strcmp0(option, "subject") == 0 ? ph_subjects_names() : ph_planning_values(option);
}

static gboolean check_isa(const char *name, GError **error)
{
    const ph_word_list list = { "instruction set", "--isa", NULL, isa_names };

    return !name || g_strv_contains(isa_names, name) || ph_refuse_word(error, &list, name);
}

static gboolean check_caches(const char *asked, GError **error)
{
    ph_cpu_caches caches;

    return !asked || ph_cpu_caches_read(asked, &caches) ||
           ph_refuse(error, PH_ERROR_USAGE, "--caches %s: " PH_CPU_CACHES_EXPECTED, asked);
}

gboolean ph_measuring_check(const ph_measuring_options *o, GError **error)
{
    if (o->launches != G_MININT && (o->launches < 1 || o->launches > PH_LAUNCHES_MAX))
        return ph_refuse(error, PH_ERROR_USAGE, "--launches %d: 1 to %d was expected", o->launches,
                         PH_LAUNCHES_MAX);
    if (o->sample_ms != G_MININT && (o->sample_ms < 1 || o->sample_ms > SAMPLE_MS_MAX))
        return ph_refuse(error, PH_ERROR_USAGE, "--sample-ms %d: 1 to %d was expected",
                         o->sample_ms, SAMPLE_MS_MAX);
    if (!check_isa(o->isa, error))
        return FALSE;
    if (o->seed < 0 || o->seed > SEED_MAX)
        return ph_refuse(error, PH_ERROR_USAGE,
                         "--seed %" G_GINT64_FORMAT ": 0 to 2^53 was expected", o->seed);
    if (o->timeout_minutes != G_MAXDOUBLE &&
        !(o->timeout_minutes > 0.0 && o->timeout_minutes <= PH_TIMEOUT_MINUTES_MAX))
        return ph_refuse(error, PH_ERROR_USAGE,
                         "--timeout %g: more than 0 and at most %g minutes was expected",
                         o->timeout_minutes, PH_TIMEOUT_MINUTES_MAX);
    if (!(o->hang_timeout_s > 0.0 && o->hang_timeout_s <= PH_TIMEOUT_MINUTES_MAX))
        return ph_refuse(error, PH_ERROR_USAGE,
                         "--hang-timeout %g: more than 0 and at most %g seconds was expected",
                         o->hang_timeout_s, PH_TIMEOUT_MINUTES_MAX);
    if (!(o->wait_s >= 0.0 && o->wait_s <= WAIT_S_MAX))
        return ph_refuse(error, PH_ERROR_USAGE, "--wait %g: 0 to %g seconds was expected",
                         o->wait_s, WAIT_S_MAX);
    return check_caches(o->caches, error);
}

gboolean ph_measuring_check_rule(double floor_percent, double alpha, GError **error)
{
    if (!(floor_percent > 0.0 && floor_percent <= 50.0))
        return ph_refuse(error, PH_ERROR_USAGE,
                         "--floor %g: more than 0 and at most 50 was expected", floor_percent);
    if (alpha > 0.0 && alpha < ALPHA_MIN)
        return ph_refuse(
            error, PH_ERROR_USAGE,
            "--alpha %g: at least %g was expected: nothing measured is as sure as that", alpha,
            ALPHA_MIN);
    if (!(alpha > 0.0 && alpha <= 0.5))
        return ph_refuse(error, PH_ERROR_USAGE,
                         "--alpha %g: more than 0 and at most 0.5 was expected", alpha);
    return TRUE;
}

guint ph_measuring_launches(const ph_measuring_options *options, guint usual)
{
    return options->launches != G_MININT ? (guint)options->launches : usual;
}

guint ph_measuring_sample_ms(const ph_measuring_options *options, guint usual)
{
    return options->sample_ms != G_MININT ? (guint)options->sample_ms : usual;
}

ph_measuring_place *ph_measuring_place_new(const ph_measuring_options *options, GError **error)
{
    g_autoptr(ph_measuring_place) place = g_new0(ph_measuring_place, 1);

    place->choice = ph_cpu_choose("", options->cpu, error);
    if (!place->choice)
        return NULL;
    place->binder = ph_binder_new(error);
    if (!place->binder)
        return NULL;
    place->cpu = place->choice->cpu;
    if (options->caches && ph_cpu_caches_read(options->caches, &place->caches))
        place->caches_assumed = ph_cpu_caches_text(place->caches);
    else
        place->caches = ph_binder_caches(place->binder, place->cpu);
    return g_steal_pointer(&place);
}

void ph_measuring_place_free(ph_measuring_place *place)
{
    g_clear_pointer(&place->binder, ph_binder_free);
    g_clear_pointer(&place->choice, ph_cpu_choice_free);
    g_free(place->caches_assumed);
    g_free(place);
}

char *ph_measuring_caches_note(const ph_measuring_place *place)
{
    if (!place->caches_assumed)
        return NULL;
    return g_strdup_printf("working sets are planned for caches of %s bytes (L1, L2, L3), as "
                           "--caches has them, and not for this CPU's",
                           place->caches_assumed);
}

void ph_measuring_say_caches(const ph_measuring_place *place)
{
    g_autofree char *note = ph_measuring_caches_note(place);

    if (note)
        (void)fprintf(stderr, "Note: %s\n", note);
}

static void leave_cpu(guint measured)
{
    cpu_set_t set;

    if (sched_getaffinity(0, sizeof(set), &set) == 0 && CPU_COUNT(&set) > 1) {
        CPU_CLR(measured, &set);
        (void)sched_setaffinity(0, sizeof(set), &set);
    }
}

/* The native reference takes its instruction set as an option of its own. */
static gboolean force_isa(const GPtrArray *subjects, const char *isa, GError **error)
{
    for (guint i = 0; i < subjects->len; i++) {
        ph_run_subject *subject = subjects->pdata[i];

        if (strcmp(subject->name, PH_REFERENCE_SUBJECT) == 0) {
            subject->options = g_strconcat("isa=", isa, NULL);
            return TRUE;
        }
    }
    return ph_refuse(
        error, PH_ERROR_USAGE,
        "--isa %s: the subject " PH_REFERENCE_SUBJECT " is not among those to be measured", isa);
}

/* When it ends: the command line is stronger than the settings. */
static gint64 deadline_us(const ph_measuring_options *options, const ph_thresholds *thresholds)
{
    const double minutes = options->timeout_minutes != G_MAXDOUBLE
                               ? options->timeout_minutes
                               : thresholds->benchmark_timeout_minutes;

    return g_get_monotonic_time() + (gint64)(minutes * 60e6);
}

GPtrArray *ph_measuring_subjects(const ph_measuring_options *options, const char *const *usual,
                                 GError **error)
{
    const char *const *asked = (const char *const *)options->subjects;
    g_autoptr(GPtrArray) subjects = ph_subjects_find(asked ? asked : usual, error);

    if (!subjects || (options->isa && !force_isa(subjects, options->isa, error)))
        return NULL;
    return g_steal_pointer(&subjects);
}

static void say_who_measures(const char *holder)
{
    (void)fprintf(stderr, "Waiting for another measurement on this host to end: %s\n", holder);
}

static gboolean lock_host(ph_measuring_session *session, double wait_s, GError **error)
{
    g_autofree char *path = ph_host_lock_path();
    const ph_host_lock_terms terms = { wait_s, PH_HOST_LOCK_STRANGER_WAIT_S, say_who_measures,
                                       &session->interruption->is_interrupted };

    session->lock = ph_host_lock_take(path, g_get_prgname(), &terms, error);
    if (session->lock)
        ph_lock_doubt_say(session->lock, "");
    return session->lock != NULL;
}

/* Without its deadline: that begins once the host is free. */
static ph_run_request request_of(const ph_measuring_options *options,
                                 const ph_measuring_place *place,
                                 const ph_measuring_session *session)
{
    return (ph_run_request){
        .subjects = session->subjects,
        .limits = ph_run_limits,
        .is_refereed = TRUE,
        .sample_ms = ph_measuring_sample_ms(options, SAMPLE_MS_USUAL),
        .seed = (uint64_t)options->seed,
        .host = { .program = session->worker,
                  .binder = place ? place->binder : NULL,
                  .cpu = place ? place->cpu : 0,
                  .sandbox = session->sandbox,
                  .hang_timeout_us = (gint64)(options->hang_timeout_s * 1e6),
                  .is_interrupted = &session->interruption->is_interrupted },
    };
}

ph_measuring_session *ph_measuring_session_new(const ph_measuring_options *options,
                                               const ph_measuring_place *place,
                                               const GPtrArray *plan, GPtrArray *subjects,
                                               const ph_interruption *interruption, GError **error)
{
    g_autoptr(GPtrArray) owned = subjects;
    g_autoptr(ph_thresholds) thresholds = NULL;
    g_autoptr(ph_measuring_session) session = NULL;

    if (!subjects)
        return NULL;
    thresholds = ph_installation_thresholds(options->thresholds_path, error);
    if (!thresholds)
        return NULL;
    session = g_new0(ph_measuring_session, 1);
    session->interruption = interruption;
    session->worker = ph_installation_worker();
    session->sandbox = ph_sandbox_new();
    session->subjects = g_steal_pointer(&owned);
    session->thresholds = g_steal_pointer(&thresholds);
    session->request = request_of(options, place, session);
    session->request.plan = plan;
    if (place)
        leave_cpu(place->cpu);
    if (!ph_run_check_copybook(&session->request, error) ||
        (place && !lock_host(session, options->wait_s, error)))
        return NULL;
    session->request.host.deadline_us = deadline_us(options, session->thresholds);
    return g_steal_pointer(&session);
}

void ph_measuring_session_free(ph_measuring_session *session)
{
    g_clear_pointer(&session->subjects, g_ptr_array_unref);
    g_clear_pointer(&session->thresholds, ph_thresholds_free);
    g_clear_pointer(&session->lock, ph_host_lock_release);
    ph_sandbox_free(session->sandbox);
    g_free(session->worker);
    g_free(session);
}
