/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is shown while a run goes on: a bar with the time left on a terminal, else plain lines. */
#ifndef PH_HARNESS_SESSION_PROGRESS_H
#define PH_HARNESS_SESSION_PROGRESS_H

#include "measure/run.h"

/* Writes to standard error; the observer is valid for the rest of the program. */
ph_run_observer ph_progress_observer(void);

/* Whether the observer draws a bar: standard error is a terminal. */
gboolean ph_progress_has_bar(void);

/* Remove the bar from the screen; only where the observer draws one (its launch is set). */
void ph_progress_clear(void);

#endif /* PH_HARNESS_SESSION_PROGRESS_H */
