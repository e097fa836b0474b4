/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A change as a bar of a terminal's blocks, in eighths of a column.
 *
 * Any thread; no state.
 */
#ifndef PH_REPORTING_CHANGE_BAR_H
#define PH_REPORTING_CHANGE_BAR_H

#include <glib.h>

/*
 * "████▎": as long as the change is large, whichever way it goes; what is none, or is no number,
 * has no bar.
 *
 * @param change   A share.
 * @param longest  The change whose bar takes all the columns: that of what stands beside it. Above
 *                 0; larger ones are as long.
 * @return The caller frees it.
 */
char *ph_change_bar(double change, double longest, guint columns);

#endif /* PH_REPORTING_CHANGE_BAR_H */
