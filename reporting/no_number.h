/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What has no number, and why: each reason once, with all that it is the reason of. */
#ifndef PH_REPORTING_NO_NUMBER_H
#define PH_REPORTING_NO_NUMBER_H

#include <glib.h>
#include <stdio.h>

#include "model/measurement.h"

/* Print a section of it; nothing where every result has a number. */
void ph_no_number_print(FILE *to, const ph_measurement *measurement, gboolean has_colour);

/*
 * The result that this text, an error of the measurement or what a verdict says of it, gives the
 * reason of, in the words of ph_result_failure(): the section has said it. NULL for none. Borrowed.
 */
const ph_result *ph_no_number_find(const ph_measurement *measurement, const char *text);

#endif /* PH_REPORTING_NO_NUMBER_H */
