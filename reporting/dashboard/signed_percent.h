/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Shares in per cent, with their sign. Any thread; no state. Texts are the caller's to free. */
#ifndef PH_REPORTING_DASHBOARD_SIGNED_PERCENT_H
#define PH_REPORTING_DASHBOARD_SIGNED_PERCENT_H

#include <glib.h>

#include "model/statistics.h"

/* "+5.21 %", "−0.3 %"; what is rounded to nothing has no sign: "0.0 %". "" without a number. Before
 * the % no line ends. */
char *ph_signed_percent(double percent, int decimals);

/* "+4.98 … +5.40 %"; "" without numbers. */
char *ph_signed_percent_interval(ph_interval percent, int decimals);

#endif /* PH_REPORTING_DASHBOARD_SIGNED_PERCENT_H */
