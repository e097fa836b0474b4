/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * validation.log: each proof, floor and change with value, limit, verdict and why, then warnings,
 * notes, errors and the verdict on all of it; one line each.
 */
#ifndef PH_REPORTING_VALIDATION_LOG_H
#define PH_REPORTING_VALIDATION_LOG_H

#include <glib.h>

#include "model/measurement.h"
#include "verdict/judgement.h"

/* The whole text; the caller frees it. */
char *ph_validation_log(const ph_measurement *measurement, const ph_judgement *judgement);

#endif /* PH_REPORTING_VALIDATION_LOG_H */
