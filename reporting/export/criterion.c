/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * criterion's folder: GROUP/FUNCTION/new/ with benchmark.json, estimates.json and sample.json. It
 * estimates by the bootstrap, and so is done here: over launches, from a fixed seed, so that the
 * same run gives the same files.
 */
#include <math.h>

#include "export/parts.h"
#include "export/shapes.h"
#include "model/statistics.h"

enum { RESAMPLES = 1000, SEED = 1, FOLDER_CHARACTERS_MAX = 64 };
#define CONFIDENCE        0.95
#define DEVIATION_OF_NORM 1.4826 /* criterion scales the median absolute deviation like this. */

/* May sort the array. */
typedef double statistic(GArray *values);

static double mean_of(GArray *values)
{
    return ph_mean(values);
}

static double median_of(GArray *values)
{
    return ph_quantile(values, 0.5);
}

static double deviation_of(GArray *values)
{
    return ph_standard_deviation(values);
}

static double median_deviation_of(GArray *values)
{
    const double median = ph_quantile(values, 0.5);
    GArray *distances = g_array_sized_new(FALSE, FALSE, sizeof(double), values->len);
    double deviation;

    for (guint i = 0; i < values->len; i++) {
        const double distance = fabs(g_array_index(values, double, i) - median);

        g_array_append_val(distances, distance);
    }
    deviation = ph_quantile(distances, 0.5) * DEVIATION_OF_NORM;
    g_array_unref(distances);
    return deviation;
}

static const struct {
    const char *name;
    statistic *of;
} statistics[] = {
    { "mean", mean_of },
    { "median", median_of },
    { "median_abs_dev", median_deviation_of },
    { "std_dev", deviation_of },
};

/* The statistic of so many resamples. */
static GArray *bootstrap(const GArray *launches, statistic *of)
{
    GArray *found = g_array_sized_new(FALSE, FALSE, sizeof(double), RESAMPLES);
    GArray *resample = g_array_new(FALSE, FALSE, sizeof(double));
    g_autoptr(GRand) random = g_rand_new_with_seed(SEED);

    g_array_set_size(resample, launches->len);
    for (guint i = 0; i < RESAMPLES; i++) {
        double value;

        for (guint at = 0; at < launches->len; at++) {
            const gint32 drawn = g_rand_int_range(random, 0, (gint32)launches->len);

            g_array_index(resample, double, at) = g_array_index(launches, double, drawn);
        }
        value = of(resample);
        g_array_append_val(found, value);
    }
    g_array_unref(resample);
    return found;
}

static void add_estimate(cJSON *to, const char *name, const GArray *launches, statistic *of)
{
    GArray *resampled = bootstrap(launches, of);
    GArray *values = g_array_copy((GArray *)launches);
    cJSON *estimate = cJSON_AddObjectToObject(to, name);
    cJSON *interval = cJSON_AddObjectToObject(estimate, "confidence_interval");

    cJSON_AddNumberToObject(interval, "confidence_level", CONFIDENCE);
    cJSON_AddNumberToObject(interval, "lower_bound",
                            ph_quantile(resampled, (1.0 - CONFIDENCE) / 2.0));
    cJSON_AddNumberToObject(interval, "upper_bound",
                            ph_quantile(resampled, (1.0 + CONFIDENCE) / 2.0));
    cJSON_AddNumberToObject(estimate, "point_estimate", of(values));
    cJSON_AddNumberToObject(estimate, "standard_error", ph_standard_deviation(resampled));
    g_array_unref(values);
    g_array_unref(resampled);
}

static cJSON *estimates_of(const GArray *launches)
{
    cJSON *estimates = cJSON_CreateObject();

    for (gsize i = 0; i < G_N_ELEMENTS(statistics); i++)
        add_estimate(estimates, statistics[i].name, launches, statistics[i].of);
    cJSON_AddNullToObject(estimates, "slope"); /* Only of samples of different length. */
    return estimates;
}

static cJSON *sample_of(const GArray *launches)
{
    cJSON *sample = cJSON_CreateObject();
    cJSON *iterations, *times;

    cJSON_AddStringToObject(sample, "sampling_mode", "Flat");
    iterations = cJSON_AddArrayToObject(sample, "iters");
    times = cJSON_AddArrayToObject(sample, "times");
    for (guint i = 0; i < launches->len; i++) {
        cJSON_AddItemToArray(iterations, cJSON_CreateNumber(1.0));
        cJSON_AddItemToArray(times, cJSON_CreateNumber(g_array_index(launches, double, i)));
    }
    return sample;
}

static cJSON *benchmark_of(const ph_result *result, const char *group, const char *folder)
{
    g_autofree char *full = g_strconcat(group, "/", result->subject, NULL);
    cJSON *benchmark = cJSON_CreateObject();

    cJSON_AddStringToObject(benchmark, "group_id", group);
    cJSON_AddStringToObject(benchmark, "function_id", result->subject);
    cJSON_AddNullToObject(benchmark, "value_str");
    cJSON_AddNumberToObject(cJSON_AddObjectToObject(benchmark, "throughput"), "Bytes",
                            (double)result->input_bytes);
    cJSON_AddStringToObject(benchmark, "full_id", full);
    cJSON_AddStringToObject(benchmark, "directory_name", folder);
    cJSON_AddStringToObject(benchmark, "title", full);
    return benchmark;
}

/* A name as a folder's: what criterion does, and no dot in front. */
static char *folder_name(const char *name)
{
    GString *folder = g_string_new(NULL);

    for (const char *at = name; *at && folder->len < FOLDER_CHARACTERS_MAX; at++) {
        const gboolean is_plain = g_ascii_isalnum(*at) || *at == '-' || (*at == '.' && at > name);

        g_string_append_c(folder, is_plain ? *at : '_');
    }
    return g_string_free(folder, FALSE);
}

/* Two names may be one as a folder's: then the second is numbered. */
static char *own_folder(GHashTable *taken, const char *group, const char *subject)
{
    g_autofree char *upper = folder_name(group);
    g_autofree char *lower = folder_name(subject);
    char *folder = g_strconcat(upper, "/", lower, NULL);

    for (guint number = 2; g_hash_table_contains(taken, folder); number++) {
        g_free(folder);
        folder = g_strdup_printf("%s/%s-%u", upper, lower, number);
    }
    g_hash_table_add(taken, g_strdup(folder));
    return folder;
}

static void add_file(GPtrArray *tree, const char *folder, const char *name, cJSON *document)
{
    ph_export_file *file = g_new0(ph_export_file, 1);

    file->path = g_strconcat(folder, "/new/", name, NULL);
    file->text = ph_export_json(document);
    g_ptr_array_add(tree, file);
}

static void add_result(GPtrArray *tree, GHashTable *taken, const ph_result *result)
{
    g_autofree char *printable = ph_error_printable(result->benchmark);
    g_autofree char *group = g_strconcat(printable, "/", result->level, NULL);
    GArray *launches = ph_result_launches(result);

    if (launches->len) {
        g_autofree char *folder = own_folder(taken, group, result->subject);

        add_file(tree, folder, "benchmark.json", benchmark_of(result, group, folder));
        add_file(tree, folder, "estimates.json", estimates_of(launches));
        add_file(tree, folder, "sample.json", sample_of(launches));
    }
    g_array_unref(launches);
}

GPtrArray *ph_export_criterion(const ph_report *report)
{
    g_autoptr(GPtrArray) measured = ph_export_measured(report->measurement);
    g_autoptr(GHashTable) taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GPtrArray *tree = g_ptr_array_new_with_free_func((GDestroyNotify)ph_export_file_free);

    for (guint i = 0; i < measured->len; i++)
        add_result(tree, taken, measured->pdata[i]);
    return tree;
}
