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

/* When somebody asks for it: identifier, word. */
#define PH_COLOUR_WHEN_LIST(X)                                                                     \
    X(AUTO, "auto")                                                                                \
    X(ALWAYS, "always")                                                                            \
    X(NEVER, "never")

typedef enum ph_colour_when {
#define X(identifier, word) PH_COLOUR_##identifier,
    PH_COLOUR_WHEN_LIST(X)
#undef X
        PH_COLOUR_WHEN_COUNT,
} ph_colour_when;

/* "auto", ... */
const char *ph_colour_when_word(ph_colour_when when);

/* PH_COLOUR_WHEN_COUNT: there is no such word. */
ph_colour_when ph_colour_when_of(const char *word);

/* The same as somebody asked for it. */
gboolean ph_colour_is_wanted_when(FILE *stream, ph_colour_when when);

#endif /* PH_REPORTING_COLOUR_H */
