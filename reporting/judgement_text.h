/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A judgement on a terminal. */
#ifndef PH_REPORTING_JUDGEMENT_TEXT_H
#define PH_REPORTING_JUDGEMENT_TEXT_H

#include <glib.h>
#include <stdio.h>

#include "model/measurement.h"
#include "verdict/judgement.h"

/*
 * Floors, changes, warnings, notes, errors and what has no number, as far as there are any, and the
 * reason of a verdict that is not PASS; then the report line, whose last word is the verdict in
 * brackets.
 */
void ph_judgement_text(FILE *to, const ph_measurement *measurement, const ph_judgement *judgement,
                       gboolean has_colour);

/* Which measurement it is: time, commit, suite, host, and what copybook-rs was built from. */
void ph_judgement_heading(FILE *to, const char *title, const ph_measurement *measurement);

#endif /* PH_REPORTING_JUDGEMENT_TEXT_H */
