/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/audit_sample.h"

#include <stdio.h>

#include "audit/sample.h"
#include "audit_report/audit_sample.h"
#include "command/command.h"
#include "error/error.h"
#include "error/unknown_word.h"

static const char text[] = "text", json[] = "json", csv[] = "csv";

const char *const ph_audit_sample_formats[] = { text, json, csv, NULL };

gboolean ph_audit_sample_check(const ph_audit_sample_request *request, GError **error)
{
    const ph_word_list known = { "format", "sample --format", NULL, ph_audit_sample_formats };

    if (request->format && !g_strv_contains(ph_audit_sample_formats, request->format))
        return ph_refuse_word(error, &known, request->format);
    if (request->seed < 0)
        return ph_refuse(error, PH_ERROR_USAGE,
                         "--seed %" G_GINT64_FORMAT ": 0 or more was expected", request->seed);
    return (request->size >= 1 && request->size <= PH_AUDIT_SAMPLE_MAX) ||
           ph_refuse(error, PH_ERROR_USAGE, "--size %d: 1 to %d was expected", request->size,
                     PH_AUDIT_SAMPLE_MAX);
}

void ph_audit_sample_show(const ph_audit_sample_request *request, const cJSON *report)
{
    cJSON *sample = ph_audit_sample(report, (guint64)request->seed, (guint)request->size);

    if (g_strcmp0(request->format, json) == 0) {
        ph_command_print_json(sample);
        return;
    }
    if (g_strcmp0(request->format, csv) == 0)
        ph_audit_sample_print_csv(stdout, sample);
    else
        ph_audit_sample_print(stdout, sample);
    cJSON_Delete(sample);
}
