/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What one process made of a construct, and what many of them come to.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_CONFORMANCE_CONSTRUCT_JUDGE_H
#define PH_HARNESS_CONFORMANCE_CONSTRUCT_JUDGE_H

#include "model/conformance.h"

/* What one process said of a construct's copybook. Borrowed; texts are whatever the subject says.
 */
typedef struct ph_construct_answer {
    gboolean is_read;        /* Else it refuses it. */
    double record_length;    /* 0: it varies. */
    const char *description; /* NULL: none. */
    gsize length;            /* Of that. */
    const char *code;        /* Why it refuses it, or fails to describe it; "" otherwise. */
    const char *reason;
} ph_construct_answer;

typedef struct ph_construct_judge ph_construct_judge;

ph_construct_judge *ph_construct_judge_new(void);
void ph_construct_judge_free(ph_construct_judge *judge);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_construct_judge, ph_construct_judge_free)

/*
 * Add what another process answers. FALSE and error (PH_ERROR_DATA) when the copybooks' reader does
 * not take the construct as its list says that it must.
 */
gboolean ph_construct_judge_take(ph_construct_judge *judge, ph_construct_result *result,
                                 const ph_construct_answer *answer, GError **error);

/* A process was ended by it: "was killed by signal 11 (Segmentation fault)". */
void ph_construct_judge_take_end(ph_construct_result *result, const char *how);

#endif /* PH_HARNESS_CONFORMANCE_CONSTRUCT_JUDGE_H */
