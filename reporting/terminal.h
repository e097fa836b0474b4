/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a run shows on a terminal: the summary, and one line per benchmark while it goes on. */
#ifndef PH_TERMINAL_H
#define PH_TERMINAL_H

#include <glib.h>
#include <stdio.h>

#include "model/measurement.h"
#include "verdict/judgement.h"

/* The whole summary; its last word is the verdict in brackets. */
void ph_terminal_summary(FILE *to, const ph_measurement *measurement, const ph_judgement *judgement,
                         gboolean has_colour);

/* One plain line on a benchmark that is complete. */
void ph_terminal_benchmark(FILE *to, const ph_measurement *measurement, const char *benchmark);

/* "Performance Report: DISPLAY: 4.22 GiB/s, COMP-3: 571 MiB/s [PASS]"; the caller frees it. */
char *ph_report_line(const ph_measurement *measurement, ph_verdict verdict);

/* The escape sequence that begins a verdict's colour; "" for one without. Static. */
const char *ph_terminal_colour(ph_verdict verdict);

/* Whether to use colour on this stream: a terminal, and NO_COLOR is not set. */
gboolean ph_terminal_has_colour(FILE *stream);

#endif /* PH_TERMINAL_H */
