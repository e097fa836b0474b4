/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a history costs: one of a million results is filled, where that is fast, and asked, where it
 * is kept. Figures for cost.py, no test: on each line a name, milliseconds as a clock has them and
 * as the CPU spent them, medians, and of how much.
 *
 *     history_cost PLACE fill|ask [RUNS [SERIES]]
 */
#include <glib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "error/error.h"
#include "history/history_clock.h"
#include "history/run_store.h"
#include "history/store_check.h"
#include "history/witness.h"

enum { RUNS = 5000, SERIES = 200, REPEATS = 9, RUNS_A_DAY = 4, RECENT_DAYS = 90 };

static const char host[] = "0123456789abcdef";
static const char suite[] = "critical";

static void stop(GError *error)
{
    (void)fprintf(stderr, "history_cost: %s\n", error->message);
    exit(1);
}

/* A document of the size that one of 200 series has, which deflates as one does. */
static GBytes *make_document(guint number, guint series)
{
    GString *text = g_string_new("{");

    g_string_append_printf(text, "\"number\": %u", number);
    for (guint i = 0; i < series; i++)
        g_string_append_printf(text, ", \"benchmark-%u\": {\"launch_ns\": [%.6f, %.6f, %.6f]}", i,
                               sin(i + number), cos(i * number), sin(i * 7.0 + number));
    g_string_append_c(text, '}');
    return g_string_free_to_bytes(text);
}

static ph_run_entry *make_entry(guint number, guint series, gboolean has_document)
{
    static const char method[] = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
    ph_run_entry *entry = ph_run_entry_new();
    g_autoptr(GBytes) document = make_document(number, has_document ? series : 0);

    entry->run->digest = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, document);
    entry->run->host = g_strdup(host);
    entry->run->suite = g_strdup(suite);
    entry->run->sha = g_strdup_printf("%040x", number / 2 + 1);
    entry->run->position = number / 2 + 1;
    entry->run->event = PH_RUN_EVENT_SCHEDULE;
    entry->run->keep = PH_RUN_KEEP_MAIN;
    if (has_document)
        entry->document = g_bytes_ref(document);
    for (guint i = 0; i < series; i++) {
        g_autofree char *benchmark = g_strdup_printf("benchmark-%03u/L2", i);
        const ph_series_key key = {
            (char *)host,          (char *)suite,    benchmark,      (char *)"kernel",
            (char *)"copybook-rs", PH_METRIC_ANCHOR, (char *)method,
        };

        ph_run_entry_add(entry, &key, sin(number) / 100 + i, 0.002, 10);
    }
    return entry;
}

/* The clock of the store, so that the runs come from days. */
static void set_day(guint number)
{
    g_autofree char *seconds =
        g_strdup_printf("%u", 1700000000 + number * (24 * 3600 / RUNS_A_DAY));

    (void)g_setenv("PERFHARNESS_NOW", seconds, TRUE);
}

static void add(ph_run_store *store, guint number, guint series, gboolean has_document)
{
    g_autoptr(ph_run_entry) entry = make_entry(number, series, has_document);
    GError *error = NULL;
    ph_run_added added;

    set_day(number);
    if (!ph_run_store_add_run(store, entry, &added, NULL, &error))
        stop(error);
}

/* What both clocks say. */
typedef struct instant {
    double wall_ms;
    double cpu_ms;
} instant;

static instant now(void)
{
    struct timespec cpu;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
    return (instant){ (double)g_get_monotonic_time() / 1000,
                      (double)cpu.tv_sec * 1000 + (double)cpu.tv_nsec / 1e6 };
}

static gint compare(gconstpointer a, gconstpointer b)
{
    const double first = *(const double *)a, second = *(const double *)b;

    return first < second ? -1 : first > second;
}

/* What is asked of a store, and gives a number of what came. */
typedef guint (*question)(ph_run_store *store, gint64 since_us);

static guint ask_trend(ph_run_store *store, gint64 since_us)
{
    GError *error = NULL;
    g_autoptr(ph_trend) trend = ph_run_store_trend(store, SERIES / 2, since_us, &error);

    if (!trend)
        stop(error);
    return trend->points->len;
}

static gboolean count_points(const ph_trend *trend, gpointer data)
{
    *(guint *)data += trend->points->len;
    return TRUE;
}

static guint ask_overview(ph_run_store *store, gint64 since_us)
{
    GError *error = NULL;
    guint points = 0;

    if (!ph_run_store_overview(store, &(ph_series_query){ .host = host, .suite = suite }, since_us,
                               count_points, &points, &error))
        stop(error);
    return points;
}

/* Most of these runs have no document; a chain that is not whole is another matter. */
static void hear_fault(const char *fault, gpointer data)
{
    (void)data;
    if (g_str_has_prefix(fault, "receipt"))
        stop(g_error_new_literal(PH_ERROR, PH_ERROR_CHANGED, fault));
}

static guint ask_receipts(ph_run_store *store, gint64 since_us)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) witnesses = ph_witnesses_new();
    ph_store_check check = { .chain = "", .witnesses = witnesses, .found = hear_fault };

    (void)since_us;
    if (!ph_store_check_run(&check, store, &error))
        stop(error);
    return (guint)check.receipts;
}

/* Several times of the same. */
typedef struct timing {
    double wall_ms[REPEATS];
    double cpu_ms[REPEATS];
} timing;

static void note(timing *times, guint i, instant begin)
{
    const instant end = now();

    times->wall_ms[i] = end.wall_ms - begin.wall_ms;
    times->cpu_ms[i] = end.cpu_ms - begin.cpu_ms;
}

static void print(const char *name, timing *times, guint count)
{
    qsort(times->wall_ms, REPEATS, sizeof *times->wall_ms, compare);
    qsort(times->cpu_ms, REPEATS, sizeof *times->cpu_ms, compare);
    (void)printf("%s %.3f %.3f %u\n", name, times->wall_ms[REPEATS / 2], times->cpu_ms[REPEATS / 2],
                 count);
}

static void measure(const char *name, ph_run_store *store, question ask, gint64 since_us)
{
    timing times;
    guint count = 0;

    for (guint i = 0; i < REPEATS; i++) {
        const instant begin = now();

        count = ask(store, since_us);
        note(&times, i, begin);
    }
    print(name, &times, count);
}

static void fill(ph_run_store *store, guint runs, guint series)
{
    const instant begin = now();
    instant end;

    for (guint i = 0; i < runs; i++)
        add(store, i, series, FALSE);
    end = now();
    (void)printf("fill %.3f %.3f %u\n", end.wall_ms - begin.wall_ms, end.cpu_ms - begin.cpu_ms,
                 runs * series);
}

static void measure_adding(ph_run_store *store, guint runs, guint series)
{
    timing times;

    for (guint i = 0; i < REPEATS; i++) {
        const instant begin = now();

        add(store, runs + i, series, TRUE);
        note(&times, i, begin);
    }
    print("add", &times, series);
}

static ph_run_store *open_store(const ph_store_place *place)
{
    GError *error = NULL;
    g_autofree char *note = NULL;
    ph_run_store *store = ph_run_store_open(place, PH_STORE_WRITE, &note, &error);

    if (!store)
        stop(error);
    return store;
}

static void measure_opening(const ph_store_place *place)
{
    timing times;

    for (guint i = 0; i < REPEATS; i++) {
        const instant begin = now();

        ph_run_store_close(open_store(place));
        note(&times, i, begin);
    }
    print("open", &times, 1);
}

static void measure_all(const ph_store_place *place, ph_run_store *store, guint runs, guint series)
{
    struct rusage usage;
    gint64 since_us;

    measure_opening(place);
    measure_adding(store, runs, series);
    since_us = ph_history_now_us() - RECENT_DAYS * G_TIME_SPAN_DAY;
    measure("trend-of-90-days", store, ask_trend, since_us);
    measure("trend", store, ask_trend, 0);
    measure("overview-of-90-days", store, ask_overview, since_us);
    measure("receipts", store, ask_receipts, 0);
    (void)getrusage(RUSAGE_SELF, &usage);
    (void)printf("memory-kib %ld 0 0\n", usage.ru_maxrss);
}

int main(int argc, char **argv)
{
    const guint runs = argc > 3 ? (guint)g_ascii_strtoull(argv[3], NULL, 10) : RUNS;
    const guint series = argc > 4 ? (guint)g_ascii_strtoull(argv[4], NULL, 10) : SERIES;
    GError *error = NULL;
    ph_store_place *place = ph_store_place_choose(argc > 1 ? argv[1] : "", &error);
    ph_run_store *store;

    if (!place)
        stop(error);
    store = open_store(place);
    if (argc > 2 && strcmp(argv[2], "fill") == 0)
        fill(store, runs, series);
    else
        measure_all(place, store, runs, series);
    ph_run_store_close(store);
    ph_store_place_free(place);
    return 0;
}
