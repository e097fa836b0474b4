/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* validation.log: each floor with value, limit, margin, verdict and why, one line each. */
#ifndef PH_VALIDATION_LOG_H
#define PH_VALIDATION_LOG_H

#include <glib.h>

#include "measure/measurement.h"
#include "verdict/floors.h"

/* The whole text; the caller frees it. */
char *ph_validation_log(const ph_measurement *measurement, const GArray *floor_checks);

#endif /* PH_VALIDATION_LOG_H */
