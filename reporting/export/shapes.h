/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The shapes, each in a file of its own: as ph_export_format has them. */
#ifndef PH_REPORTING_EXPORT_SHAPES_H
#define PH_REPORTING_EXPORT_SHAPES_H

#include <glib.h>

#include "report.h"
#include "verdict/comparison_document.h"

char *ph_export_spec(const ph_report *report, GError **error);
char *ph_export_receipt(const ph_report *report, GError **error);
char *ph_export_github_action_benchmark(const ph_report *report, GError **error);
char *ph_export_benchmark_run(const ph_report *report, GError **error);
char *ph_export_bencher(const ph_report *report, GError **error);
char *ph_export_gobench(const ph_report *report, GError **error);
char *ph_export_google_benchmark(const ph_report *report, GError **error);
char *ph_export_pyperf(const ph_report *report, GError **error);
GPtrArray *ph_export_criterion(const ph_report *report);
char *ph_export_junit(const ph_report *report, GError **error);
char *ph_export_openmetrics(const ph_report *report, GError **error);

/* Those of a comparison. */
char *ph_export_comparison_bencher(const ph_comparison_document *document);
char *ph_export_comparison_gobench(const ph_comparison_document *document);
char *ph_export_comparison_openmetrics(const ph_comparison_document *document);

#endif /* PH_REPORTING_EXPORT_SHAPES_H */
