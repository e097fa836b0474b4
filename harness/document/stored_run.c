/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "document/stored_run.h"

#include "document/document.h"
#include "document/json_member.h"
#include "document/perf_document.h"
#include "platform/path.h"

void ph_stored_run_complete(ph_measurement *measurement, const char *perf_path, const char *schemas)
{
    g_autofree char *folder = g_path_get_dirname(perf_path);
    g_autofree char *path = ph_path_join(folder, "system-info.json", NULL);
    g_autofree char *kind = NULL;
    const char *fingerprint = ph_measurement_fingerprint(measurement);
    cJSON *system = fingerprint ? ph_document_read_valid(path, schemas, &kind, NULL) : NULL;

    if (!system)
        return;
    if (g_strcmp0(fingerprint, ph_json_text(system, "fingerprint")) != 0) {
        cJSON_Delete(system);
        return;
    }
    cJSON_Delete(measurement->system);
    measurement->system = system;
}

ph_measurement *ph_stored_run_read(const char *perf_path, const char *schemas, GError **error)
{
    ph_measurement *measurement = ph_perf_document_read(perf_path, schemas, error);

    if (measurement)
        ph_stored_run_complete(measurement, perf_path, schemas);
    return measurement;
}
