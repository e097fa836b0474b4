/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Files of a benchmark: its input on a disk, and one that subjects write to. What we make has no
 * name, so nothing of it is left behind, however this process ends. The user's own input is read
 * where it is: never written to, moved or cut; only its pages are dropped from the page cache.
 *
 * From the main thread only: it runs the default main context, and binds the thread that calls.
 */
#ifndef PH_HARNESS_MEASURE_STORED_DATA_H
#define PH_HARNESS_MEASURE_STORED_DATA_H

#include "measure/own_file.h"
#include "measure/plan.h"
#include "measure/proven_sums.h"
#include "measure/referee_process.h"
#include "measure/stored_truth.h"

struct ph_stored_data {
    char *folder;
    char *name; /* Of the workload, or the user's file. */
    gboolean is_encoding;
    ph_stored_truth *truth; /* Of what we make; owned. NULL: of the user's own, */
    ph_own_file *own;       /* which is this. Owned. */
    ph_proven_sums *proven; /* Owned. */
    int input;              /* -1: they are not made yet. */
    int output;
    ph_referee_files given; /* The same, opened once more: what a subject gets. */
    uint64_t input_bytes;
};

/* Files in a folder, of so many bytes of records each. Nothing is made yet. */
ph_stored_data *ph_stored_data_new(const char *folder, const ph_workload *workload,
                                   uint64_t record_bytes);

/* The user's own, and what is made of it in a folder. NULL and error as ph_own_file_new(). */
ph_stored_data *ph_stored_data_new_own(const char *folder, const ph_own_data *own, GError **error);

void ph_stored_data_free(ph_stored_data *data);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_stored_data, ph_stored_data_free)

/* Records, and bytes of them, which speeds are in. Of the user's own the first is 0 before
 * ph_own_file_survey(). */
uint64_t ph_stored_data_records(const ph_stored_data *data);
uint64_t ph_stored_data_record_bytes(const ph_stored_data *data);

/* Bytes that its input takes in the folder, about, and its output at most while it is measured. */
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

/* FALSE and error (PH_ERROR_DATA): the user's own input is not what it was. */
gboolean ph_stored_data_check_input(const ph_stored_data *data, GError **error);

/*
 * Is what was written right? What is the same as what was right before is not looked at again.
 *
 * @param writer     The subject that wrote it.
 * @param ret_wrong  Receives a phrase that says what is not, for the caller to free; NULL: it is.
 * @return FALSE and error when that cannot be found out: PH_ERROR_STORAGE, as
 *         ph_own_file_prove(), or as ph_worker_is_stopped().
 */
gboolean ph_stored_data_prove(ph_stored_data *data, const ph_worker_host *host, const char *writer,
                              char **ret_wrong, GError **error);

/* What was written is on the disk. */
gboolean ph_stored_data_sync(ph_stored_data *data, GError **error);

/* Bytes that were written. */
uint64_t ph_stored_data_output_bytes(const ph_stored_data *data);

/* Nothing is in the output any more: the disk has its room back. */
void ph_stored_data_forget_output(ph_stored_data *data);

#endif /* PH_HARNESS_MEASURE_STORED_DATA_H */
