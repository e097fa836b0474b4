/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is to be known of the figures of `perfharness limits`. */
#include <math.h>
#include <string.h>

#include "figure.h"
#include "limits_table.h"

/* What is streamed and no more than so many times what a cache holds may lie in it in part. */
enum { CACHE_TIMES = 4 };

/* A smaller working set that is slower than a larger one by less than that is not worth a word. */
#define SLOWER_MIN 0.05

static double call_ns(const ph_result *result)
{
    return result->median_ns * (double)result->call_bytes / (double)result->input_bytes;
}

static gboolean has_calls(const ph_result *result)
{
    return result->state == PH_STATE_MEASURED && result->working_set && result->call_bytes > 0 &&
           result->input_bytes > 0;
}

/* What two lengths of calls say a call costs before its first byte; NAN: nothing is to be said. */
static double set_up_ns(const ph_result *small, const ph_result *large)
{
    const double small_bytes = (double)small->call_bytes, large_bytes = (double)large->call_bytes;
    const double ns_per_byte = (call_ns(large) - call_ns(small)) / (large_bytes - small_bytes);

    return call_ns(small) - ns_per_byte * small_bytes;
}

/* The same work in the next larger working set; NULL: there is none. */
static const ph_result *find_larger(const GPtrArray *results, guint index)
{
    const ph_result *small = results->pdata[index];

    for (guint i = index + 1; i < results->len; i++) {
        const ph_result *large = results->pdata[i];

        if (has_calls(large) && strcmp(large->workload, small->workload) == 0 &&
            strcmp(large->subject, small->subject) == 0 &&
            strcmp(large->level, small->level) == 0 && large->input_bytes > small->input_bytes)
            return large;
    }
    return NULL;
}

static char *bytes_text(uint64_t bytes)
{
    const double kib = (double)bytes / 1024.0;

    return kib < 1024.0 ? g_strdup_printf("%.3g KiB", kib)
                        : g_strdup_printf("%.4g MiB", kib / 1024.0);
}

/* NULL: it is not slower, or its calls are no shorter. */
static char *slower_note(const ph_result *small, const ph_result *large)
{
    const double slower = 1.0 - small->throughput_mib_s / large->throughput_mib_s;
    g_autofree char *change = ph_figure_change(slower);
    g_autofree char *bytes = bytes_text(small->call_bytes);
    g_autofree char *larger_bytes = bytes_text(large->call_bytes);
    g_autofree char *time = NULL;

    if (!(slower >= SLOWER_MIN))
        return NULL;
    if (small->call_bytes >= large->call_bytes)
        return g_strdup_printf("%s, %s: %s is %s than in %s, in calls of as many bytes",
                               small->workload, small->working_set, small->subject, change,
                               large->working_set);
    time = ph_figure_time(set_up_ns(small, large));
    return g_strdup_printf("%s, %s: %s is %s than in %s, where a call is of %s and not of %s: what "
                           "a call costs before its first byte is about %s of its %.0f ns",
                           small->workload, small->working_set, small->subject, change,
                           large->working_set, larger_bytes, bytes, time, call_ns(small));
}

static void add_slower(const ph_measurement *measurement, GPtrArray *notes)
{
    const GPtrArray *results = measurement->results;

    for (guint i = 0; i < results->len; i++) {
        const ph_result *large = has_calls(results->pdata[i]) ? find_larger(results, i) : NULL;
        char *note = large ? slower_note(results->pdata[i], large) : NULL;

        if (note)
            g_ptr_array_add(notes, note);
    }
}

/* What is read in order is no more than that of all benchmarks which are to come from memory. */
static uint64_t streamed_bytes(const ph_measurement *measurement)
{
    uint64_t bytes = 0;

    for (guint i = 0; i < measurement->results->len; i++) {
        const ph_result *result = measurement->results->pdata[i];

        if (has_calls(result) && (strcmp(result->working_set, "stream") == 0 ||
                                  strcmp(result->working_set, "DRAM") == 0))
            bytes = MAX(bytes, result->input_bytes);
    }
    return bytes;
}

static void add_cached(const ph_measurement *measurement, uint64_t l3_bytes, GPtrArray *notes)
{
    const uint64_t bytes = streamed_bytes(measurement);
    g_autofree char *text = bytes_text(bytes), *cache = bytes_text(l3_bytes);

    if (bytes == 0 || l3_bytes == 0 || bytes >= CACHE_TIMES * l3_bytes)
        return;
    g_ptr_array_add(
        notes, bytes <= l3_bytes
                   ? g_strdup_printf("DRAM, stream: %s may lie within the L3 cache, which has %s "
                                     "(if others leave it): then it is the cache that is measured",
                                     text, cache)
                   : g_strdup_printf("DRAM, stream: %s is less than four times the L3 cache of "
                                     "%s: some of it may lie there, and memcpy be faster than "
                                     "memory is",
                                     text, cache));
}

GPtrArray *ph_limits_notes(const ph_measurement *measurement, uint64_t l3_bytes)
{
    GPtrArray *notes = g_ptr_array_new_with_free_func(g_free);

    add_slower(measurement, notes);
    add_cached(measurement, l3_bytes, notes);
    return notes;
}
