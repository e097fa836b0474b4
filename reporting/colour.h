/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Verdicts, and what has no number, in colour on a terminal. */
#ifndef PH_REPORTING_COLOUR_H
#define PH_REPORTING_COLOUR_H

#include <glib.h>
#include <stdio.h>

#include "model/measurement.h"
#include "verdict/verdict.h"

/* The escape sequence that ends any colour. */
#define PH_COLOUR_END "\033[0m"

/* The escape sequence that begins a verdict's colour; "" for one without. Static. */
const char *ph_colour_of(ph_verdict verdict);

/* A verdict's word in its colour; the state of a result that has no number, red unless that is
 * expected. Plain without has_colour. The caller frees them. */
char *ph_colour_verdict(ph_verdict verdict, gboolean has_colour);
char *ph_colour_state(const ph_result *result, gboolean has_colour);

/* Whether to use colour on this stream: a terminal that is not dumb, and NO_COLOR is not set. */
gboolean ph_colour_is_wanted(FILE *stream);

#endif /* PH_REPORTING_COLOUR_H */
