/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a run's own figures say that is out of line: for summaries. */
#ifndef PH_RUN_NOTES_H
#define PH_RUN_NOTES_H

#include <glib.h>

#include "measure/measurement.h"

/* One line each, without an end; empty for a quiet run. Free with g_ptr_array_unref(). */
GPtrArray *ph_run_notes(const ph_run_facts *facts);

/* The share of sampling time that is not inside timed blocks; NAN when it is not known. */
double ph_run_harness_share(const ph_run_facts *facts);

#endif /* PH_RUN_NOTES_H */
