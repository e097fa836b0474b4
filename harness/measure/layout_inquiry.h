/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Asking a build how it lays out a record, in fresh processes, and comparing each answer with what
 * the copybook says.
 *
 * From the main thread only: it runs the default main context.
 */
#ifndef PH_HARNESS_MEASURE_LAYOUT_INQUIRY_H
#define PH_HARNESS_MEASURE_LAYOUT_INQUIRY_H

#include "answer/layout_difference.h"
#include "measure/run.h"
#include "model/layout_against.h"

/* All borrowed. */
typedef struct ph_layout_inquiry {
    const ph_worker_host *host;
    const ph_run_subject *subject;
    const ph_own_data *own_data;  /* Its copybook, and how that was read; no data. */
    const ph_layout_truth *truth; /* What was read. */
    guint processes;              /* How many are asked. One that hangs is the last. */
} ph_layout_inquiry;

/*
 * Ask. A process that refuses the copybook, dies, hangs or describes nonsense is counted in ret's
 * failures.
 *
 * @param ret  New (ph_layout_against_new()).
 * @return     FALSE and error when no worker can be run, the library cannot be loaded or reads no
 *             copybooks (PH_ERROR_SUBJECT_LOAD), or the user gives up.
 */
gboolean ph_layout_inquire(const ph_layout_inquiry *inquiry, ph_layout_against *ret,
                           GError **error);

#endif /* PH_HARNESS_MEASURE_LAYOUT_INQUIRY_H */
