/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What becomes of a comparison in which something exact could not be counted: it goes on without.
 *
 * One thread at a time for each report; no state.
 */
#ifndef PH_HARNESS_COMPARE_UNCOUNTED_H
#define PH_HARNESS_COMPARE_UNCOUNTED_H

#include <glib.h>

#include "verdict/contrast.h"

/*
 * Say it: an error of the report where time was over, else a note.
 *
 * @param what   "work is not counted".
 * @param cause  Why. Borrowed.
 * @return FALSE and error, a copy of cause (PH_ERROR_INTERRUPTED): the comparison does not go on.
 */
gboolean ph_uncounted_say(ph_contrast_report *report, const char *what, const GError *cause,
                          GError **error);

#endif /* PH_HARNESS_COMPARE_UNCOUNTED_H */
