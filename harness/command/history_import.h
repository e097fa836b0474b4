/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What `perfharness history import` reads. */
#ifndef PH_HARNESS_COMMAND_HISTORY_IMPORT_H
#define PH_HARNESS_COMMAND_HISTORY_IMPORT_H

#include <glib.h>

#include "command/manual_list.h"

#define PH_HISTORY_IMPORT_BASELINES "baselines"

/* Of --from: baselines, and the formats of import/imported.h that have runs over time. Free with
 * g_strfreev(). */
char **ph_history_import_formats(void);

/* What each of them is. */
void ph_history_import_describe(ph_manual_list *list);

#endif /* PH_HARNESS_COMMAND_HISTORY_IMPORT_H */
