/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Files of a benchmark: its input on a disk, and one that subjects write to. Neither has a name, so
 * nothing of them is left behind, however this process ends.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_MEASURE_STORED_DATA_H
#define PH_HARNESS_MEASURE_STORED_DATA_H

#include "measure/plan.h"
#include "measure/referee_process.h"
#include "measure/stored_truth.h"

struct ph_stored_data {
    char *folder;
    const ph_workload *workload;
    ph_stored_truth *truth; /* Owned. */
    int input;              /* -1: they are not made yet. */
    int output;
    ph_referee_files given; /* The same, opened once more: what a subject gets. */
    uint64_t input_bytes;
};

/* Files in a folder, of so many bytes of records each. Nothing is made yet. */
ph_stored_data *ph_stored_data_new(const char *folder, const ph_workload *workload,
                                   uint64_t record_bytes);
void ph_stored_data_free(ph_stored_data *data);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_stored_data, ph_stored_data_free)

/* Bytes that its input takes, about, and its output at most while it is measured. */
uint64_t ph_stored_data_input_need(ph_stored_data *data);
uint64_t ph_stored_data_output_need(ph_stored_data *data);

/* Make them, if they are not yet. FALSE and error: PH_ERROR_STORAGE, or as
 * ph_worker_is_stopped(). */
gboolean ph_stored_data_make(ph_stored_data *data, const ph_worker_host *host, GError **error);

/*
 * Before a call: nothing in the output, both at their beginning, and the input in the page cache or
 * not.
 *
 * @param ret_share  The share of the input that is there.
 */
gboolean ph_stored_data_begin(ph_stored_data *data, const ph_worker_host *host, gboolean is_cold,
                              double *ret_share, GError **error);

/* What was written is on the disk. */
gboolean ph_stored_data_sync(ph_stored_data *data, GError **error);

/* Bytes that were written. */
uint64_t ph_stored_data_output_bytes(const ph_stored_data *data);

/* Nothing is in the output any more: the disk has its room back. */
void ph_stored_data_forget_output(ph_stored_data *data);

#endif /* PH_HARNESS_MEASURE_STORED_DATA_H */
