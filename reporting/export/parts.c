/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "export/parts.h"

#include <math.h>

#include "error/error.h"

void ph_export_file_free(ph_export_file *file)
{
    g_free(file->path);
    g_free(file->text);
    g_free(file);
}

char *ph_export_name(const ph_result *result)
{
    g_autofree char *name =
        g_strdup_printf("%s/%s/%s", result->benchmark, result->level, result->subject);

    return ph_error_printable(name);
}

GPtrArray *ph_export_measured(const ph_measurement *measurement)
{
    GPtrArray *measured = g_ptr_array_new();

    for (guint i = 0; i < measurement->results->len; i++) {
        ph_result *result = measurement->results->pdata[i];

        if (result->state == PH_STATE_MEASURED)
            g_ptr_array_add(measured, result);
    }
    return measured;
}

const ph_build_identity *ph_export_built_from(const ph_measurement *measurement,
                                              const char *subject)
{
    const ph_subject_info *info = ph_measurement_subject(measurement, subject);

    return info ? info->built_from : NULL;
}

void ph_export_add_release(cJSON *object, const ph_measurement *measurement, const char *subject)
{
    const ph_build_identity *built_from = ph_export_built_from(measurement, subject);

    if (built_from && built_from->release)
        cJSON_AddStringToObject(object, "copybook_rs_release", built_from->release);
    if (built_from && built_from->commit)
        cJSON_AddStringToObject(object, "copybook_rs_commit", built_from->commit);
}

void ph_export_add_referee(cJSON *object, const ph_measurement *measurement)
{
    const char *mode = ph_referee_mode_name(measurement->referee.mode);

    if (mode)
        cJSON_AddStringToObject(object, "referee", mode);
}

double ph_export_referee_ratio(const ph_result *result)
{
    return result->referee ? result->referee->ratio : NAN;
}

double ph_export_bytes_per_second(const ph_result *result)
{
    return result->throughput_mib_s * PH_BYTES_PER_MIB;
}

static double share_of_memcpy(const ph_measurement *measurement, const ph_result *result)
{
    (void)measurement;
    return result->share_of_memcpy;
}

static double output_share_of_memcpy(const ph_measurement *measurement, const ph_result *result)
{
    (void)measurement;
    return result->output_bytes ? result->output_share_of_memcpy : NAN;
}

const ph_export_share ph_export_shares[PH_EXPORT_SHARES] = {
    { "share_of_memcpy", "Speed over that of memcpy with the same input.", share_of_memcpy },
    { "output_share_of_memcpy", "Of records: of their lines, over the speed of memcpy.",
      output_share_of_memcpy },
    { "share_of_reference", "Speed over that of the C reference at the same level.",
      ph_measurement_of_reference },
};

void ph_export_add_shares(cJSON *object, const ph_measurement *measurement, const ph_result *result)
{
    for (gsize i = 0; i < PH_EXPORT_SHARES; i++) {
        const double value = ph_export_shares[i].value(measurement, result);

        if (isfinite(value))
            cJSON_AddNumberToObject(object, ph_export_shares[i].name, value);
    }
}

char *ph_export_json(cJSON *document)
{
    char *printed = cJSON_Print(document);
    char *text = g_strconcat(printed, "\n", NULL);

    cJSON_free(printed);
    cJSON_Delete(document);
    return text;
}
