/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* JUnit XML as an export: the report of that name. */
#include "export/shapes.h"

char *ph_export_junit(const ph_report *report, GError **error)
{
    (void)error;
    return ph_report_junit(report);
}
