/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the shapes of an exported run have in common. Texts and arrays are the caller's to free. */
#ifndef PH_EXPORT_SHAPES_H
#define PH_EXPORT_SHAPES_H

#include <cjson/cJSON.h>
#include <glib.h>

#include "model/measurement.h"
#include "report.h"

#define PH_NS_PER_S 1e9

/* "comp3/stream/kernel/copybook-rs": no other result of a run has it. Printable. */
char *ph_export_name(const ph_result *result);

/* The results that are measured, ph_result, borrowed. Free with g_ptr_array_unref(). */
GPtrArray *ph_export_measured(const ph_measurement *measurement);

/* The launches that gave a sample, ns. Free with g_array_unref(). */
GArray *ph_export_launches(const ph_result *result);

double ph_export_bytes_per_second(const ph_result *result);

/* Printed with an end of line; the document is freed. */
char *ph_export_json(cJSON *document);

char *ph_export_spec(const ph_report *report, GError **error);
char *ph_export_receipt(const ph_report *report, GError **error);
char *ph_export_github_action_benchmark(const ph_report *report, GError **error);
char *ph_export_bencher(const ph_report *report, GError **error);
char *ph_export_gobench(const ph_report *report, GError **error);
char *ph_export_google_benchmark(const ph_report *report, GError **error);
char *ph_export_pyperf(const ph_report *report, GError **error);
GPtrArray *ph_export_criterion(const ph_report *report);
char *ph_export_junit(const ph_report *report, GError **error);
char *ph_export_openmetrics(const ph_report *report, GError **error);

#endif /* PH_EXPORT_SHAPES_H */
