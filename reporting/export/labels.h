/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The labels of a series of OpenMetrics. */
#ifndef PH_REPORTING_EXPORT_LABELS_H
#define PH_REPORTING_EXPORT_LABELS_H

#include <glib.h>

/* Add NAME="VALUE" to others, where there is a value; whatever it holds, it ends where it should.
 */
void ph_export_add_label(GString *labels, const char *name, const char *value);

#endif /* PH_REPORTING_EXPORT_LABELS_H */
