/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Where chains end, as notes of reports and comments: others keep those, and
 * `perfharness verify --witness` takes what they say.
 */
#ifndef PH_HARNESS_COMMAND_WITNESS_NOTE_H
#define PH_HARNESS_COMMAND_WITNESS_NOTE_H

#include <glib.h>

#include "model/measurement.h"

/*
 * Add a note for the history that PERFHARNESS_STORE names, and one for the history of the baseline
 * of a run's host and suite. What is not there, or cannot be read now, has none.
 *
 * @param notes     char *.
 * @param run       NULL: of no run, and so of no baseline.
 * @param baseline  A FILE or a FOLDER; NULL: none.
 */
void ph_witness_notes_add(GPtrArray *notes, const ph_measurement *run, const char *baseline);

#endif /* PH_HARNESS_COMMAND_WITNESS_NOTE_H */
