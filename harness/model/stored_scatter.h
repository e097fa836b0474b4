/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Whether calls on files repeat from launch to launch, as they do on a quiet disk. No state. */
#ifndef PH_HARNESS_MODEL_STORED_SCATTER_H
#define PH_HARNESS_MODEL_STORED_SCATTER_H

#include "model/measurement.h"

/* A sentence with each that does not, by how much; NULL: all do, or there are none. The caller
 * frees it. */
char *ph_stored_scatter(const ph_measurement *measurement);

#endif /* PH_HARNESS_MODEL_STORED_SCATTER_H */
