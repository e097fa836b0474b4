/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Runs that are to become a baseline, as files: each is known by the SHA-256 of its bytes, so that
 * an entry says which ones it is based on.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_BASELINE_RUN_FILE_H
#define PH_HARNESS_BASELINE_RUN_FILE_H

#include <glib.h>

#include "model/measurement.h"

typedef struct ph_run_file {
    char *path;
    char *sha256;
    ph_measurement *run;
} ph_run_file;

/* Read a perf.json. NULL and error as ph_perf_document_read() has it. */
ph_run_file *ph_run_file_read(const char *path, const char *schemas, GError **error);

void ph_run_file_free(ph_run_file *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_run_file, ph_run_file_free)

/* An array that owns what is put into it: ph_run_file. */
GPtrArray *ph_run_files_new(void);

/* Their runs, in the same order, borrowed: ph_measurement. */
GPtrArray *ph_run_files_runs(const GPtrArray *files);

#endif /* PH_HARNESS_BASELINE_RUN_FILE_H */
