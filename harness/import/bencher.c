/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Bencher: its Metric Format, which is one run, and what its API answers: a query of "perf", a
 * report, or a list of reports.
 */
#include <math.h>
#include <string.h>

#include "document/document.h"
#include "document/json_member.h"
#include "document/timestamp.h"
#include "error/error.h"
#include "import/formats.h"

/* A measure that has its name as a slug has its units, too. */
static const char *units_of_slug(const char *slug)
{
    static const struct {
        const char *slug, *units;
    } built_in[] = {
        { "latency", "ns" },
        { "throughput", "ops/s" },
        { "build-time", "s" },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(built_in); i++)
        if (strcmp(slug, built_in[i].slug) == 0)
            return built_in[i].units;
    return "";
}

/* "NAME"; "NAME: MEASURE" where it is no latency, of which there may be several. */
static void add_value(ph_imported_history *to, ph_imported_run *run, const char *benchmark,
                      const char *slug, const char *units, double value)
{
    g_autofree char *name = strcmp(slug, "latency") == 0
                                ? g_strdup(benchmark)
                                : g_strdup_printf("%s: %s", benchmark, slug);

    ph_imported_run_add(to, run, name, value > 0.0 ? value : NAN, units);
}

static void take_metrics(ph_imported_history *to, const cJSON *document)
{
    ph_imported_run *run = ph_imported_history_add(to, "", NULL, -1);
    const cJSON *benchmark, *measure;

    cJSON_ArrayForEach(benchmark, document)
    {
        cJSON_ArrayForEach(measure, benchmark)
            add_value(to, run, benchmark->string, measure->string, units_of_slug(measure->string),
                      ph_json_number(measure, "value"));
    }
}

/* -1 where it is none. */
static gint64 milliseconds_of(const char *text)
{
    g_autoptr(GDateTime) time = text ? ph_timestamp_read(text) : NULL;

    return time ? g_date_time_to_unix(time) * 1000 + g_date_time_get_microsecond(time) / 1000 : -1;
}

/* A run: what was measured in one iteration of one report on one testbed. */
static ph_imported_run *run_of(ph_imported_history *to, GHashTable *runs, const cJSON *place,
                               const cJSON *at, const char *report)
{
    const char *testbed = ph_json_text(ph_json_member(place, "testbed"), "name");
    g_autofree char *key =
        g_strdup_printf("%s\n%.0f\n%s", report, ph_json_number(at, "iteration"), testbed);
    ph_imported_run *run = (ph_imported_run *)g_hash_table_lookup(runs, key);
    const char *commit = ph_json_text(ph_json_member(at, "version"), "hash");

    if (run)
        return run;
    run = ph_imported_history_add(to, "", commit, milliseconds_of(ph_json_text(at, "start_time")));
    run->testbed = g_strdup(testbed);
    run->branch = g_strdup(ph_json_text(ph_json_member(place, "branch"), "name"));
    g_hash_table_insert(runs, g_steal_pointer(&key), run);
    return run;
}

static gint by_time(gconstpointer a, gconstpointer b)
{
    const ph_imported_run *first = *(const ph_imported_run *const *)a;
    const ph_imported_run *second = *(const ph_imported_run *const *)b;

    return first->started_ms < second->started_ms ? -1 : first->started_ms > second->started_ms;
}

static void take_perf(ph_imported_history *to, const cJSON *document)
{
    g_autoptr(GHashTable) runs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    const cJSON *line, *at;

    cJSON_ArrayForEach(line, ph_json_member(document, "results"))
    {
        const cJSON *measure = ph_json_member(line, "measure");
        const char *benchmark = ph_json_text(ph_json_member(line, "benchmark"), "name");

        cJSON_ArrayForEach(at, ph_json_member(line, "metrics"))
            add_value(to, run_of(to, runs, line, at, ph_json_text(at, "report")), benchmark,
                      ph_json_text(measure, "slug"), ph_json_text(measure, "units"),
                      ph_json_number(ph_json_member(at, "metric"), "value"));
    }
    g_ptr_array_sort(to->runs, by_time);
}

static void take_report_result(ph_imported_history *to, ph_imported_run *run, const cJSON *result)
{
    const char *benchmark = ph_json_text(ph_json_member(result, "benchmark"), "name");
    const cJSON *entry;

    cJSON_ArrayForEach(entry, ph_json_member(result, "measures"))
    {
        const cJSON *measure = ph_json_member(entry, "measure");

        add_value(to, run, benchmark, ph_json_text(measure, "slug"), ph_json_text(measure, "units"),
                  ph_json_number(ph_json_member(entry, "metric"), "value"));
    }
}

static void take_report(ph_imported_history *to, const cJSON *report)
{
    const cJSON *branch = ph_json_member(report, "branch");
    const cJSON *version = ph_json_member(ph_json_member(branch, "head"), "version");
    const gint64 started_ms = milliseconds_of(ph_json_text(report, "start_time"));
    const cJSON *iteration, *result;

    cJSON_ArrayForEach(iteration, ph_json_member(report, "results"))
    {
        ph_imported_run *run =
            ph_imported_history_add(to, "", ph_json_text(version, "hash"), started_ms);

        run->testbed = g_strdup(ph_json_text(ph_json_member(report, "testbed"), "name"));
        run->branch = g_strdup(ph_json_text(branch, "name"));
        cJSON_ArrayForEach(result, iteration) take_report_result(to, run, result);
    }
}

static gboolean is_of_api(const cJSON *document)
{
    return cJSON_IsObject(ph_json_member(document, "project")) &&
           cJSON_IsArray(ph_json_member(document, "results"));
}

static void take_answer(ph_imported_history *to, const cJSON *document)
{
    const char *project = ph_json_text(ph_json_member(document, "project"), "slug");

    to->source = project ? g_strconcat("bencher ", project, NULL) : NULL;
    if (ph_json_member(document, "testbed"))
        take_report(to, document);
    else
        take_perf(to, document);
}

static gboolean take_list(ph_imported_history *to, const cJSON *list, const char *path,
                          const char *schemas, GError **error)
{
    const cJSON *report;

    cJSON_ArrayForEach(report, list)
    {
        if (!ph_import_is_valid(report, path, schemas, "bencher-report", error))
            return FALSE;
        g_clear_pointer(&to->source, g_free);
        take_answer(to, report);
    }
    g_ptr_array_sort(to->runs, by_time);
    return TRUE;
}

static gboolean is_array(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '[';
}

gboolean ph_import_bencher_history(const char *path, const char *schemas, ph_imported_history *to,
                                   GError **error)
{
    gsize length = 0;
    g_autofree char *text = ph_document_text(path, &length, error);
    const gboolean is_list = text && is_array(text);
    cJSON *document = !text     ? NULL
                      : is_list ? ph_document_parse_array(path, text, length, error)
                                : ph_document_parse(path, text, length, error);
    const gboolean is_answer = document && is_of_api(document);
    const char *schema = !is_answer                            ? "bencher-metrics"
                         : ph_json_member(document, "testbed") ? "bencher-report"
                                                               : "bencher-perf";
    gboolean is_taken =
        document && (is_list || ph_import_is_valid(document, path, schemas, schema, error));

    if (is_taken && is_list)
        is_taken = take_list(to, document, path, schemas, error);
    else if (is_taken && is_answer)
        take_answer(to, document);
    else if (is_taken)
        take_metrics(to, document);
    cJSON_Delete(document);
    return is_taken;
}
