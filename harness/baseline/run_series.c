/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "baseline/run_series.h"

#include <string.h>

#include "baseline/promotion.h"
#include "document/timestamp.h"
#include "verdict/core_kind.h"
#include "verdict/release.h"

static void free_series(gpointer data)
{
    ph_run_series *series = data;

    g_ptr_array_unref(series->files);
    g_free(series->fingerprint);
    g_free(series->suite);
    g_free(series);
}

/* By host, suite and time. */
static gint compare_files(gconstpointer a, gconstpointer b)
{
    const ph_run_file *file_a = *(ph_run_file *const *)a, *file_b = *(ph_run_file *const *)b;
    const int by_host =
        strcmp(ph_measurement_fingerprint(file_a->run), ph_measurement_fingerprint(file_b->run));
    const int by_suite = strcmp(file_a->run->suite, file_b->run->suite);

    return by_host    ? by_host
           : by_suite ? by_suite
                      : ph_promotion_compare_times(file_a->run, file_b->run);
}

static gboolean is_of(const ph_run_series *series, const ph_run_file *file)
{
    return strcmp(series->fingerprint, ph_measurement_fingerprint(file->run)) == 0 &&
           strcmp(series->suite, file->run->suite) == 0;
}

static gboolean has_file(const ph_run_series *series, const ph_run_file *file)
{
    for (guint i = 0; i < series->files->len; i++)
        if (strcmp(((ph_run_file *)series->files->pdata[i])->sha256, file->sha256) == 0)
            return TRUE;
    return FALSE;
}

static ph_run_series *add_series(GPtrArray *all, const ph_run_file *first)
{
    ph_run_series *series = g_new0(ph_run_series, 1);

    series->files = ph_run_files_new();
    series->fingerprint = g_strdup(ph_measurement_fingerprint(first->run));
    series->suite = g_strdup(first->run->suite);
    g_ptr_array_add(all, series);
    return series;
}

GPtrArray *ph_run_series_split(GPtrArray *files)
{
    GPtrArray *all = g_ptr_array_new_with_free_func(free_series);
    ph_run_series *series = NULL;

    g_ptr_array_sort(files, compare_files);
    while (files->len) {
        g_autoptr(ph_run_file) file = g_ptr_array_steal_index(files, 0);

        if (!series || !is_of(series, file))
            series = add_series(all, file);
        if (!has_file(series, file))
            g_ptr_array_add(series->files, g_steal_pointer(&file));
    }
    g_ptr_array_unref(files);
    return all;
}

static gboolean is_alike(const ph_run_file *file, const ph_run_file *newest)
{
    g_autofree char *release = ph_release_obstacle((ph_placed_run){ file->run, "in it" },
                                                   (ph_placed_run){ newest->run, "in the newest" });
    g_autofree char *core_kind = ph_core_kind_obstacle(
        (ph_placed_run){ file->run, "in it" }, (ph_placed_run){ newest->run, "in the newest" });

    return !release && !core_kind;
}

static gboolean is_newer(const ph_run_file *file, GDateTime *time)
{
    g_autoptr(GDateTime) made = ph_timestamp_read(file->run->timestamp);

    return g_date_time_compare(made, time) > 0;
}

void ph_run_series_narrow(ph_run_series *series, GDateTime *rejected, guint count)
{
    GPtrArray *files = series->files;

    for (guint i = files->len; i > 0; i--) {
        const ph_run_file *file = files->pdata[i - 1], *newest = files->pdata[files->len - 1];
        const gboolean is_rejected = rejected && !is_newer(file, rejected);

        if (!is_rejected && is_alike(file, newest))
            continue;
        if (is_rejected)
            series->of_rejected++;
        else
            series->of_others++;
        g_ptr_array_remove_index(files, i - 1);
    }
    if (files->len > count)
        g_ptr_array_remove_range(files, 0, files->len - count);
}
