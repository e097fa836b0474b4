/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The specification's perf.json, plain or ours. */
#include <string.h>

#include "document/perf_document.h"
#include "import/formats.h"

/* In its plain shape there are two figures; in ours, those two are the headline's. */
static void add_headline(ph_imported *to, const ph_measurement *measurement, const char *name,
                         const char *benchmark)
{
    const ph_result *result =
        ph_result_measured(measurement->results, benchmark, "kernel", PH_HEADLINE_SUBJECT);

    if (result)
        ph_imported_add(to, name, result->throughput_mib_s);
    else
        ph_imported_remark(to, "%s: the file gives no number", name);
}

gboolean ph_import_spec(const char *path, const char *schemas, ph_imported *to, GError **error)
{
    g_autoptr(ph_measurement) measurement = ph_perf_document_read(path, schemas, error);

    if (!measurement)
        return FALSE;
    to->timestamp = g_strdup(measurement->timestamp);
    to->commit = g_strdup(measurement->commit);
    to->fingerprint = g_strdup(ph_measurement_fingerprint(measurement));
    add_headline(to, measurement, "display_gibs", PH_HEADLINE_DISPLAY);
    add_headline(to, measurement, "comp3_mibs", PH_HEADLINE_COMP3);
    for (guint i = 0; i < measurement->errors->len; i++)
        ph_imported_remark(to, "the file has an error: %s", (char *)measurement->errors->pdata[i]);
    return TRUE;
}
