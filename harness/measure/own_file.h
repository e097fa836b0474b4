/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The user's own records in the file where they are. It is read, and nothing else; what a subject
 * made of all of it is compared with what the reference says, in a worker of its own.
 *
 * From the main thread only: it runs the default main context, and binds the thread that calls.
 */
#ifndef PH_HARNESS_MEASURE_OWN_FILE_H
#define PH_HARNESS_MEASURE_OWN_FILE_H

#include <sys/stat.h>

#include "measure/plan.h"
#include "measure/worker_process.h"

/* What is smaller is over before a clock, or a disk, has anything to say. */
#define PH_OWN_FILE_BYTES_MIN (UINT64_C(1) << 20)

typedef struct ph_own_file {
    const ph_own_data *data; /* Borrowed. */
    int descriptor;          /* To read. Owned. */
    struct stat status;      /* As it was opened. */
    uint64_t records;        /* In it; 0: not known yet, as what follows. */
    gboolean has_floats;
    double line_factor; /* Bytes of JSON for a byte of records, by the first of them. */
} ph_own_file;

/* Open it. NULL and error (PH_ERROR_DATA): it cannot be read, it is too small, or nobody would say
 * how much of it is in the page cache. */
ph_own_file *ph_own_file_new(const ph_own_data *data, GError **error);
void ph_own_file_free(ph_own_file *file);

uint64_t ph_own_file_bytes(const ph_own_file *file);

/*
 * Look at all of its records.
 *
 * @param host  What workers are started by.
 * @return FALSE and error: PH_ERROR_DATA when it is not made of such records, or the reference
 *         knows nothing of them; PH_ERROR_ENVIRONMENT, or as ph_worker_is_stopped().
 */
gboolean ph_own_file_survey(ph_own_file *file, const ph_worker_host *host, GError **error);

/* FALSE and error (PH_ERROR_DATA): somebody has written to it, or put another in its place. */
gboolean ph_own_file_check(const ph_own_file *file, GError **error);

/*
 * Are these lines, from a descriptor's beginning, what all of its records must decode to?
 *
 * @param writer     Who wrote them: differences may be expected of him.
 * @param ret_wrong  Receives a phrase that says what is wrong, for the caller to free; NULL:
 *                   nothing is.
 * @return FALSE and error as above.
 */
gboolean ph_own_file_prove(const ph_own_file *file, const ph_worker_host *host, const char *writer,
                           int lines, char **ret_wrong, GError **error);

#endif /* PH_HARNESS_MEASURE_OWN_FILE_H */
