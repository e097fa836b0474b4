/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Asking every subject for every vector, and comparing the answers with what is expected. */
#ifndef PH_HARNESS_VECTORS_VECTOR_RUN_H
#define PH_HARNESS_VECTORS_VECTOR_RUN_H

#include <glib.h>

#include "measure/run.h"
#include "vectors/vector_file.h"

/* One subject for one instruction set. */
typedef struct ph_vector_score {
    char *subject;
    char *isa; /* "default" where the subject offers no choice. */
    guint agreed;
    guint disagreed;
    guint unsupported;  /* It cannot do such a thing at all: no disagreement. */
    GPtrArray *reasons; /* ph_vector_reason: why, each once, in the order of the rows. */
} ph_vector_score;

/* Why a subject cannot be asked for some rows. */
typedef struct ph_vector_reason {
    char *text;      /* In the subject's words, or ours. */
    guint first_row; /* The first of them. */
    guint rows;
} ph_vector_reason;

typedef struct ph_vector_disagreement {
    const ph_vector *vector;      /* Borrowed from the file. */
    const ph_vector_score *score; /* Borrowed from the result. */
    char *got;
} ph_vector_disagreement;

typedef struct ph_vector_result {
    GPtrArray *scores;        /* ph_vector_score. */
    GPtrArray *disagreements; /* ph_vector_disagreement, by subject and row. */
    GPtrArray *errors;        /* char *: subjects that could not be asked. */
} ph_vector_result;

/*
 * Ask, in one worker per library. A subject that crashes or hangs on a cell gave the answer CRASH,
 * and is asked for the others again. NULL and error when no worker can be run.
 */
ph_vector_result *ph_vector_run(const ph_worker_host *host, const GPtrArray *subjects,
                                const ph_vector_file *file, GError **error);
void ph_vector_result_free(ph_vector_result *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_vector_result, ph_vector_result_free)

/* TRUE when a subject of this name disagrees anywhere. */
gboolean ph_vector_result_disagrees(const ph_vector_result *result, const char *subject);

#endif /* PH_HARNESS_VECTORS_VECTOR_RUN_H */
