/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "made_up_run.h"

#include <math.h>

#define INPUT_BYTES 1048576.0

static void suite_threshold_free(gpointer data)
{
    ph_suite_threshold *threshold = data;

    g_free(threshold->suite);
    g_free(threshold);
}

ph_thresholds *ph_made_up_thresholds(void)
{
    ph_thresholds *thresholds = g_new0(ph_thresholds, 1);
    ph_suite_threshold *critical = g_new0(ph_suite_threshold, 1);

    *thresholds = (ph_thresholds){
        .display_floor_mb_s = 80.0,
        .comp3_floor_mb_s = 40.0,
        .regression_threshold = 0.05,
        .record_display_floor_mb_s = NAN,
        .record_comp3_floor_mb_s = NAN,
        .display_target_gib_s = 4.0,
        .comp3_target_mib_s = 500.0,
        .safety_margin_multiplier = 10.0,
        .benchmark_timeout_minutes = 30.0,
        .suites = g_ptr_array_new_with_free_func(suite_threshold_free),
        .budgets = g_ptr_array_new_with_free_func(g_free),
    };
    critical->suite = g_strdup("critical");
    critical->regression_threshold = 0.02;
    g_ptr_array_add(thresholds->suites, critical);
    return thresholds;
}

ph_measurement *ph_made_up_run(const char *timestamp, const char *fingerprint)
{
    ph_measurement *run = ph_measurement_new();

    g_free(run->timestamp);
    run->timestamp = g_strdup(timestamp);
    run->system = cJSON_CreateObject();
    if (fingerprint)
        cJSON_AddStringToObject(run->system, "fingerprint", fingerprint);
    return run;
}

ph_subject_info *ph_made_up_subject(ph_measurement *run, const char *version)
{
    ph_subject_info *info = g_new0(ph_subject_info, 1);

    info->name = g_strdup(PH_HEADLINE_SUBJECT);
    info->version = g_strdup(version);
    info->build = g_strdup("release");
    info->chosen = g_strdup("");
    info->built_from = ph_build_identity_new();
    g_ptr_array_add(run->subjects, info);
    return info;
}

ph_result *ph_made_up_figure(ph_measurement *run, const char *benchmark, double mib_s)
{
    ph_result *result = g_new0(ph_result, 1);

    result->benchmark = g_strdup(benchmark);
    result->workload = g_strdup(benchmark);
    result->level = g_strdup("kernel");
    result->subject = g_strdup(PH_HEADLINE_SUBJECT);
    result->state = PH_STATE_MEASURED;
    result->cause = PH_ERROR_COUNT; /* None is known. */
    result->input_bytes = (uint64_t)INPUT_BYTES;
    result->launch_ns = g_array_new(FALSE, FALSE, sizeof(double));
    result->throughput_mib_s = mib_s;
    result->median_ns = 1e9 / mib_s;
    result->ci95_ns = (ph_interval){ NAN, NAN };
    g_ptr_array_add(run->results, result);
    return result;
}

void ph_made_up_anchor(ph_measurement *run, char digit, const char *options)
{
    ph_build_identity *identity = ph_build_identity_new();

    identity->release = g_strdup("0.8.1");
    identity->library_sha256 = g_strnfill(64, digit);
    run->anchor = ph_anchor_new("old.so", options, identity);
}

void ph_made_up_launches(ph_result *result, guint launches, double spread)
{
    for (guint i = 0; i < launches; i++) {
        const double place = launches > 1 ? 2.0 * i / (launches - 1) - 1.0 : 0.0;
        const double ns = result->median_ns * exp(place * spread);

        g_array_append_val(result->launch_ns, ns);
    }
    result->ci95_ns = ph_log_mean_interval(result->launch_ns);
}
