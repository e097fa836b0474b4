/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The line that a run comes down to. */
#ifndef PH_REPORTING_REPORT_LINE_H
#define PH_REPORTING_REPORT_LINE_H

#include "model/measurement.h"
#include "verdict/judgement.h"
#include "verdict/verdict.h"

/* "Performance Report: DISPLAY: 4.22 GiB/s, COMP-3: 571 MiB/s [PASS]"; where figures of own records
 * stand although their layout is not proven, how many, before the verdict. The caller frees it. */
char *ph_report_line(const ph_measurement *measurement, ph_verdict verdict);

/*
 * The same for a place with no report below it: how many figures are slower than the baseline's, of
 * how many, and how long it took, as far as that is known. The caller frees it.
 */
char *ph_report_status(const ph_measurement *measurement, const ph_judgement *judgement);

#endif /* PH_REPORTING_REPORT_LINE_H */
