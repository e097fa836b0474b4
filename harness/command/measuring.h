/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the commands that measure have in common: their options, the CPU and the subjects these
 * name, and the signals that end a measurement in order.
 */
#ifndef PH_MEASURING_H
#define PH_MEASURING_H

#include <glib.h>

#include "measure/run.h"
#include "settings/thresholds.h"
#include "system/binding.h"

/* As given on the command line; there is one command a process. */
typedef struct ph_measuring_options {
    char **subjects;
    char *isa;
    gint launches; /* G_MININT: not given. */
    gint sample_ms;
    gint64 seed;
    gint cpu;               /* G_MININT: not given. */
    double timeout_minutes; /* G_MAXDOUBLE: not given. */
    double hang_timeout_s;
    char *thresholds_path;
    char *output_folder;
} ph_measuring_options;

extern ph_measuring_options ph_measuring;

/* For the option table of such a command. */
#define PH_MEASURING_ENTRIES                                                                       \
    { "subject",                                                                                   \
      0,                                                                                           \
      0,                                                                                           \
      G_OPTION_ARG_STRING_ARRAY,                                                                   \
      &ph_measuring.subjects,                                                                      \
      "Measure this library too, or in place of the subject of that name; only a NAME: no others " \
      "(may be repeated)",                                                                         \
      "NAME[=FILE]" },                                                                             \
        { "isa",                                                                                   \
          0,                                                                                       \
          0,                                                                                       \
          G_OPTION_ARG_STRING,                                                                     \
          &ph_measuring.isa,                                                                       \
          "Instruction set of the native reference: scalar, avx2, avx512, neon (default: the "     \
          "best "                                                                                  \
          "this CPU has)",                                                                         \
          "NAME" },                                                                                \
        { "launches",                                                                              \
          0,                                                                                       \
          0,                                                                                       \
          G_OPTION_ARG_INT,                                                                        \
          &ph_measuring.launches,                                                                  \
          "Processes started per benchmark (default: the suite's, or 10)",                         \
          "N" },                                                                                   \
        { "sample-ms",                                                                             \
          0,                                                                                       \
          0,                                                                                       \
          G_OPTION_ARG_INT,                                                                        \
          &ph_measuring.sample_ms,                                                                 \
          "Time for timed blocks per launch (default: 200)",                                       \
          "N" },                                                                                   \
        { "seed",                                                                                  \
          0,                                                                                       \
          0,                                                                                       \
          G_OPTION_ARG_INT64,                                                                      \
          &ph_measuring.seed,                                                                      \
          "Seed of the generated data (default: 1)",                                               \
          "N" },                                                                                   \
        { "cpu",                                                                                   \
          0,                                                                                       \
          0,                                                                                       \
          G_OPTION_ARG_INT,                                                                        \
          &ph_measuring.cpu,                                                                       \
          "CPU to measure on (default: the last one this process may use)",                        \
          "N" },                                                                                   \
        { "timeout",                                                                               \
          0,                                                                                       \
          0,                                                                                       \
          G_OPTION_ARG_DOUBLE,                                                                     \
          &ph_measuring.timeout_minutes,                                                           \
          "End the run after so many minutes and keep what is finished (default: the "             \
          "thresholds')",                                                                          \
          "MINUTES" },                                                                             \
        { "hang-timeout",                                                                          \
          0,                                                                                       \
          0,                                                                                       \
          G_OPTION_ARG_DOUBLE,                                                                     \
          &ph_measuring.hang_timeout_s,                                                            \
          "Stop a subject whose one call lasts longer (default: 10)",                              \
          "SECONDS" },                                                                             \
        { "thresholds",                                                                            \
          0,                                                                                       \
          0,                                                                                       \
          G_OPTION_ARG_FILENAME,                                                                   \
          &ph_measuring.thresholds_path,                                                           \
          "Floors, thresholds and timeout (default: config/thresholds.toml)",                      \
          "FILE" },                                                                                \
    {                                                                                              \
        "output-dir", 0, 0, G_OPTION_ARG_FILENAME, &ph_measuring.output_folder,                    \
            "Where the artefacts go (default: perf-report)", "FOLDER"                              \
    }

/* Refuse a number that is out of range (PH_ERROR_USAGE). */
gboolean ph_measuring_check(GError **error);

/* An option that is wrong, in the words of format. Always FALSE. */
gboolean ph_measuring_refuse(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Where a measurement takes place. */
typedef struct ph_measuring_place {
    ph_binder *binder;
    guint cpu;
    ph_cpu_caches caches; /* Of that CPU. */
} ph_measuring_place;

/* NULL and error when this process cannot measure on the CPU asked for. */
ph_measuring_place *ph_measuring_place_new(GError **error);
void ph_measuring_place_free(ph_measuring_place *place);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_measuring_place, ph_measuring_place_free)

/* A measurement about to begin: from here on SIGINT and SIGTERM end it in order. */
typedef struct ph_measuring_session {
    ph_run_request request; /* plan, launches and log are the caller's to set. */
    GPtrArray *subjects;
    ph_thresholds *thresholds;
    char *worker;
    gboolean is_interrupted;
    guint signals[2];
} ph_measuring_session;

/* Moves this process off the measured CPU, where there is another. NULL and error: subjects,
 * thresholds. */
ph_measuring_session *ph_measuring_session_new(const ph_measuring_place *place, GError **error);
void ph_measuring_session_free(ph_measuring_session *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_measuring_session, ph_measuring_session_free)

#endif /* PH_MEASURING_H */
