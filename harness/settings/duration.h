/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A length of time as people write it. No state. */
#ifndef PH_HARNESS_SETTINGS_DURATION_H
#define PH_HARNESS_SETTINGS_DURATION_H

#include <glib.h>

/* "90s", "60m", "1.5h", above 0 and a week at most. FALSE: it is none. */
gboolean ph_duration_read(const char *text, double *ret_s);

#endif /* PH_HARNESS_SETTINGS_DURATION_H */
