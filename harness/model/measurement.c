/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/measurement.h"

#include <math.h>
#include <string.h>

#include "error/error.h"
#include "perfharness/require.h"

const char *ph_state_name(ph_state state)
{
    PH_REQUIRE(state <= PH_STATE_FAILED);

    static const char *const names[] = { "pending", "measured", "void", "failed" };

    return names[state];
}

const char *ph_expectation_name(ph_expectation expectation)
{
    PH_REQUIRE(expectation <= PH_EXPECT_KNOWN_FAULT);

    static const char *const names[] = {
#define X(id, name) (name),
        PH_EXPECTATION_LIST(X)
#undef X
    };

    return names[expectation];
}

GArray *ph_result_launches(const ph_result *result)
{
    GArray *launches = g_array_new(FALSE, FALSE, sizeof(double));

    for (guint i = 0; i < result->launch_ns->len; i++) {
        const double ns = g_array_index(result->launch_ns, double, i);

        if (isfinite(ns))
            g_array_append_val(launches, ns);
    }
    return launches;
}

gboolean ph_result_is_excused(const ph_result *result)
{
    return result->state == PH_STATE_VOID && result->expectation != PH_EXPECT_NUMBER;
}

char *ph_result_failure(const ph_result *result)
{
    g_autofree char *failed =
        result->records_failed
            ? g_strdup_printf("%" G_GUINT64_FORMAT " records failed: ", result->records_failed)
            : g_strdup("");

    return g_strdup_printf("%s, %s, %s level: %s: %s%s", result->benchmark, result->subject,
                           result->level, ph_state_name(result->state), failed, result->reason);
}

const char *ph_result_void_remark(const ph_result *result)
{
    static const char *const remarks[] = {
        [PH_EXPECT_NUMBER] = "",
        [PH_EXPECT_VOID] = " (as expected)",
        [PH_EXPECT_KNOWN_FAULT] = " (a known fault)",
    };

    return result->state == PH_STATE_VOID ? remarks[result->expectation] : "";
}

static void comparison_free(gpointer data)
{
    ph_comparison *comparison = data;

    g_free(comparison->benchmark);
    g_free(comparison->level);
    g_free(comparison->base);
    g_free(comparison->head);
    g_free(comparison);
}

void ph_subject_info_free(gpointer data)
{
    ph_subject_info *info = data;

    g_free(info->name);
    g_free(info->version);
    g_free(info->build);
    g_free(info->chosen);
    g_free(info->path);
    g_clear_pointer(&info->built_from, ph_build_identity_free);
    g_free(info);
}

static void result_free(gpointer data)
{
    ph_result *result = data;

    g_free(result->benchmark);
    g_free(result->workload);
    g_free(result->working_set);
    g_free(result->record_format);
    g_free(result->level);
    g_free(result->subject);
    g_free(result->reason);
    g_free(result->checksum);
    g_clear_pointer(&result->layout, ph_record_layout_free);
    g_free(result->float_format);
    g_clear_pointer(&result->threads, ph_thread_use_free);
    g_free(result->controls);
    g_free(result->redefines);
    g_clear_pointer(&result->latency, ph_latency_free);
    g_clear_pointer(&result->allocations, ph_allocations_free);
    g_clear_pointer(&result->stored, ph_stored_free);
    g_free(result->referee);
    if (result->launch_ns)
        g_array_unref(result->launch_ns);
    g_free(result);
}

ph_measurement *ph_measurement_new(void)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    ph_measurement *measurement = g_new0(ph_measurement, 1);

    measurement->timestamp = g_date_time_format(now, "%Y-%m-%dT%H:%M:%SZ");
    measurement->subjects = g_ptr_array_new_with_free_func(ph_subject_info_free);
    measurement->results = g_ptr_array_new_with_free_func(result_free);
    measurement->limits = g_ptr_array_new_with_free_func(result_free);
    measurement->comparisons = g_ptr_array_new_with_free_func(comparison_free);
    measurement->warnings = g_ptr_array_new_with_free_func(g_free);
    measurement->threshold_warnings = g_ptr_array_new_with_free_func(g_free);
    measurement->errors = g_ptr_array_new_with_free_func(g_free);
    ph_noise_init(&measurement->facts.noise);
    return measurement;
}

gboolean ph_result_is_too_busy(const ph_result *result)
{
    return result->state == PH_STATE_FAILED &&
           (g_strcmp0(result->reason, PH_TOO_BUSY) == 0 ||
            g_strcmp0(result->reason, PH_TOO_BUSY_REFEREE) == 0);
}

gboolean ph_is_too_busy_error(const char *error)
{
    return ph_error_code_of(error) == PH_ERROR_ENVIRONMENT &&
           (g_str_has_suffix(error, PH_TOO_BUSY) || g_str_has_suffix(error, PH_TOO_BUSY_REFEREE));
}

void ph_result_forget_launches(ph_result *result, guint kept)
{
    g_array_set_size(result->launch_ns, kept);
    if (result->latency)
        ph_latency_forget_launches(result->latency, kept);
}

void ph_result_make_room(ph_result *result, guint launches)
{
    const double missing = NAN;

    while (result->launch_ns->len < launches)
        g_array_append_val(result->launch_ns, missing);
    if (result->latency)
        ph_latency_make_room(result->latency, launches);
}

gboolean ph_result_is_cut_short(const ph_result *result)
{
    return result->state == PH_STATE_FAILED && result->cause == PH_ERROR_TIMEOUT;
}

gboolean ph_result_drift(const ph_measurement *measurement, const ph_result *result, ph_drift *ret)
{
    const ph_sustained_benchmark *benchmark =
        measurement->sustained ? ph_sustained_find(measurement->sustained, result->benchmark)
                               : NULL;

    return benchmark && result->state == PH_STATE_MEASURED &&
           ph_drift_of(benchmark, result->launch_ns, ret);
}

gboolean ph_result_is_encoding(const ph_result *result)
{
    const ph_workload *workload = ph_workload_find(result->workload);

    return workload && workload->is_encoding;
}

guint ph_result_copybook_lines(const ph_result *result)
{
    const ph_workload *workload = ph_workload_find(result->workload);
    const size_t length = workload ? ph_workload_copybook(workload, NULL, 0) : 0;
    g_autofree char *text = g_malloc0(length + 1);
    guint lines = 0;

    if (workload)
        (void)ph_workload_copybook(workload, text, length + 1);
    for (const char *end = text; (end = strchr(end, '\n')); end++)
        lines++;
    return lines;
}

void ph_measurement_free(ph_measurement *measurement)
{
    g_free(measurement->timestamp);
    g_free(measurement->commit);
    g_free(measurement->suite);
    g_free(measurement->harness.version);
    g_free(measurement->harness.commit);
    g_ptr_array_unref(measurement->subjects);
    g_ptr_array_unref(measurement->results);
    g_ptr_array_unref(measurement->limits);
    g_clear_pointer(&measurement->anchor, ph_anchor_free);
    g_clear_pointer(&measurement->sustained, ph_sustained_free);
    g_ptr_array_unref(measurement->comparisons);
    g_ptr_array_unref(measurement->warnings);
    g_ptr_array_unref(measurement->threshold_warnings);
    g_ptr_array_unref(measurement->errors);
    g_clear_pointer(&measurement->fitness, g_ptr_array_unref);
    g_free(measurement->facts.cpus_bound);
    g_free(measurement->facts.nodes_bound);
    g_free(measurement->facts.nodes_missing);
    g_free(measurement->facts.caches_assumed);
    g_free(measurement->referee.unsandboxed);
    g_clear_pointer(&measurement->recipe, ph_recipe_free);
    cJSON_Delete(measurement->system);
    cJSON_Delete(measurement->files.storage);
    cJSON_Delete(measurement->files.own_storage);
    g_free(measurement);
}

/* Subjects choose what their messages hold. */
static char *format_printable(const char *format, va_list arguments)
{
    g_autofree char *text = g_strdup_vprintf(format, arguments);

    return ph_error_printable(text);
}

void ph_measurement_warn(ph_measurement *measurement, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    g_ptr_array_add(measurement->warnings, format_printable(format, arguments));
    va_end(arguments);
}

void ph_measurement_fail(ph_measurement *measurement, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    g_ptr_array_add(measurement->errors, format_printable(format, arguments));
    va_end(arguments);
}

ph_result *ph_result_find(const GPtrArray *results, const char *benchmark, const char *level,
                          const char *subject)
{
    for (guint i = 0; i < results->len; i++) {
        ph_result *result = results->pdata[i];

        if (strcmp(result->benchmark, benchmark) == 0 && strcmp(result->level, level) == 0 &&
            strcmp(result->subject, subject) == 0)
            return result;
    }
    return NULL;
}

const ph_result *ph_result_measured(const GPtrArray *results, const char *benchmark,
                                    const char *level, const char *subject)
{
    const ph_result *result = ph_result_find(results, benchmark, level, subject);

    return result && result->state == PH_STATE_MEASURED ? result : NULL;
}

const ph_result *ph_result_on_one_thread(const GPtrArray *results, const ph_result *result)
{
    for (guint i = 0; i < results->len && ph_thread_use_count(result->threads) > 1; i++) {
        const ph_result *other = results->pdata[i];

        if (ph_thread_use_count(other->threads) == 1 &&
            strcmp(other->workload, result->workload) == 0 &&
            strcmp(other->level, result->level) == 0 &&
            strcmp(other->subject, result->subject) == 0)
            return other;
    }
    return NULL;
}

gboolean ph_result_is_same_work(const ph_result *one, const ph_result *other)
{
    return strcmp(one->benchmark, other->benchmark) == 0 && strcmp(one->level, other->level) == 0;
}

double ph_measurement_of_reference(const ph_measurement *measurement, const ph_result *result)
{
    const ph_result *reference = ph_result_measured(measurement->results, result->benchmark,
                                                    result->level, PH_REFERENCE_SUBJECT);

    if (!reference || reference == result || result->state != PH_STATE_MEASURED)
        return NAN;
    return result->throughput_mib_s / reference->throughput_mib_s;
}

const ph_comparison *ph_comparison_find(const GPtrArray *comparisons, const char *benchmark,
                                        const char *level, const char *base, const char *head)
{
    for (guint i = 0; i < comparisons->len; i++) {
        const ph_comparison *comparison = comparisons->pdata[i];

        if (strcmp(comparison->benchmark, benchmark) == 0 &&
            strcmp(comparison->level, level) == 0 && strcmp(comparison->base, base) == 0 &&
            strcmp(comparison->head, head) == 0)
            return comparison;
    }
    return NULL;
}

const char *ph_measurement_status(const ph_measurement *measurement)
{
    if (measurement->errors->len)
        return "failure";
    return measurement->warnings->len + measurement->threshold_warnings->len ? "warning"
                                                                             : "success";
}

const char *ph_measurement_fingerprint(const ph_measurement *measurement)
{
    return cJSON_GetStringValue(
        cJSON_GetObjectItemCaseSensitive(measurement->system, "fingerprint"));
}

const char *ph_measurement_machine(const ph_measurement *measurement)
{
    return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(measurement->system, "machine"));
}

static const char *system_text(const ph_measurement *measurement, const char *section,
                               const char *member)
{
    return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(
        cJSON_GetObjectItemCaseSensitive(measurement->system, section), member));
}

const char *ph_measurement_kernel(const ph_measurement *measurement)
{
    return system_text(measurement, "kernel", "release");
}

const char *ph_measurement_microcode(const ph_measurement *measurement)
{
    return system_text(measurement, "cpu", "microcode");
}

const char *ph_measurement_core_kind(const ph_measurement *measurement)
{
    return system_text(measurement, "cpu", "core_kind");
}

const ph_subject_info *ph_subject_info_find(const GPtrArray *subjects, const char *name)
{
    for (guint i = 0; i < subjects->len; i++) {
        const ph_subject_info *info = subjects->pdata[i];

        if (strcmp(info->name, name) == 0)
            return info;
    }
    return NULL;
}

const ph_subject_info *ph_measurement_subject(const ph_measurement *measurement, const char *name)
{
    return ph_subject_info_find(measurement->subjects, name);
}

gboolean ph_subject_is_same_library(const ph_subject_info *a, const ph_subject_info *b)
{
    return a->built_from && b->built_from && a->built_from->library_sha256 &&
           g_strcmp0(a->built_from->library_sha256, b->built_from->library_sha256) == 0;
}

char *ph_subject_release(const ph_subject_info *info)
{
    const char *version =
        info->built_from && info->built_from->release ? info->built_from->release : info->version;
    const gsize length = strcspn(version, "+");

    return length ? g_strndup(version, length) : NULL;
}

const char *ph_measurement_headline_commit(const ph_measurement *measurement)
{
    const ph_subject_info *info = ph_measurement_subject(measurement, PH_HEADLINE_SUBJECT);

    return info && info->built_from && info->built_from->commit ? info->built_from->commit
                                                                : measurement->commit;
}

double ph_mb_s(double mib_s)
{
    return mib_s * 1.048576;
}
