/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Verdicts in colour on a terminal. */
#ifndef PH_REPORTING_COLOUR_H
#define PH_REPORTING_COLOUR_H

#include <glib.h>
#include <stdio.h>

#include "verdict/verdict.h"

/* The escape sequence that ends any colour. */
#define PH_COLOUR_END "\033[0m"

/* The escape sequence that begins a verdict's colour; "" for one without. Static. */
const char *ph_colour_of(ph_verdict verdict);

/* Whether to use colour on this stream: a terminal, and NO_COLOR is not set. */
gboolean ph_colour_is_wanted(FILE *stream);

#endif /* PH_REPORTING_COLOUR_H */
