/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a run shows on a terminal: the summary, and one line per benchmark while it goes on. */
#ifndef PH_REPORTING_TERMINAL_H
#define PH_REPORTING_TERMINAL_H

#include <glib.h>
#include <stdio.h>

#include "model/measurement.h"
#include "verdict/judgement.h"

typedef struct ph_terminal_style {
    gboolean has_colour;
    gboolean is_verbose; /* How each library was built, what it allocates, what the referee saw. */
} ph_terminal_style;

/* The whole summary; its last word is the verdict in brackets. */
void ph_terminal_summary(FILE *to, const ph_measurement *measurement, const ph_judgement *judgement,
                         ph_terminal_style style);

/* A plain sentence on a benchmark that is complete. */
void ph_terminal_benchmark(FILE *to, const ph_measurement *measurement, const char *benchmark);

#endif /* PH_REPORTING_TERMINAL_H */
