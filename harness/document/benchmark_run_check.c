/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "document/benchmark_run_check.h"

#include "document/json_member.h"
#include "error/error.h"

static gboolean check_count(const cJSON *coverage, const char *name, uint64_t expected,
                            GError **error)
{
    return ph_json_count(coverage, name) == expected ||
           ph_refuse(error, PH_ERROR_SCHEMA,
                     "/summary/coverage/%s: %" G_GUINT64_FORMAT " was expected, as /metrics has it",
                     name, expected);
}

gboolean ph_benchmark_run_check(const cJSON *document, GError **error)
{
    const cJSON *metrics = ph_json_member(document, "metrics"), *metric;
    const cJSON *summary = ph_json_member(document, "summary");
    const cJSON *coverage = ph_json_member(summary, "coverage");
    const char *worst = ph_json_text(ph_json_member(summary, "worst_metric"), "name");
    gboolean has_worst = worst == NULL;
    uint64_t measured = 0;

    cJSON_ArrayForEach(metric, metrics)
    {
        measured += cJSON_IsNumber(ph_json_member(metric, "value")) ? 1 : 0;
        has_worst = has_worst || g_strcmp0(worst, ph_json_text(metric, "name")) == 0;
    }
    if (!check_count(coverage, "asked_for", (uint64_t)cJSON_GetArraySize(metrics), error) ||
        !check_count(coverage, "measured", measured, error))
        return FALSE;
    return has_worst || ph_refuse(error, PH_ERROR_SCHEMA,
                                  "/summary/worst_metric/name: the name of one of /metrics was "
                                  "expected");
}
