/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Asking subject libraries what they are, each in a worker that may be lost. */
#ifndef PH_HARNESS_MEASURE_DISCOVER_H
#define PH_HARNESS_MEASURE_DISCOVER_H

#include "measure/run.h"

/* A subject as it can be measured: one variant of a library that was loaded. */
typedef struct ph_found_subject {
    const ph_run_subject *source; /* Borrowed from the request. */
    char *name;                   /* With its variant. */
    uint32_t operations;          /* PH_OPERATION_*; for a missing library, all of them. */
    char *unavailable;            /* Why it cannot be measured, or NULL. */
    gboolean is_crashed;          /* It died, or hung, while it was loaded. */
    ph_record_layout *layout;     /* Of own records, beside its own; NULL: not compared. Owned. */
    char *refusal; /* Why it cannot read their copybook, which others can; or NULL. */
    /* The worker loads it, and nothing is asked: a variant of the anchor, or the reference where
     * own records are measured by another layout than their copybook's. */
    gboolean is_left_out;
} ph_found_subject;

/*
 * Ask every library. The measurement receives the subjects, and an error or a warning for each that
 * cannot be used.
 *
 * @param own_data  The user's records, which must be readable, and their copybook by a subject; or
 *                  NULL.
 * @return ph_found_subject, owned by the array; NULL and error when no worker can be run or the
 *         user's data cannot be used.
 */
GPtrArray *ph_discover(const ph_run_request *request, const ph_own_data *own_data,
                       ph_measurement *measurement, GError **error);

/* The same of the user's copybook alone: his data is not looked at, and nothing is recorded. */
gboolean ph_discover_check_copybook(const ph_run_request *request, const ph_own_data *own_data,
                                    GError **error);

/* The arguments that tell a worker of a subject, and of the user's records: of their copybook, as
 * it was read before, alone. */
void ph_add_subject_arguments(GPtrArray *arguments, const ph_run_subject *subject);
void ph_add_copybook_arguments(GPtrArray *arguments, const ph_own_data *own_data);
void ph_add_own_data_arguments(GPtrArray *arguments, const ph_own_data *own_data);

/* What a benchmark decodes: generated data, or the user's. */
void ph_add_data_arguments(GPtrArray *arguments, const ph_benchmark *benchmark);

/* What a worker says in PH_EVENT_LAID_OUT of a subject whose layout is this one, or ought to be:
 * the first difference stays. */
void ph_take_layout(ph_record_layout *layout, const cJSON *event);

#endif /* PH_HARNESS_MEASURE_DISCOVER_H */
