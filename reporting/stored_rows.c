/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "stored_rows.h"

#include <math.h>
#include <string.h>

#include "colour.h"
#include "columns.h"
#include "figure.h"
#include "model/stored_scatter.h"
#include "report_value.h"
#include "text_table.h"

/* Columns, from the left. */
enum { BENCHMARK_BEGINS = 2, SUBJECT_BEGINS = 4, TEXT_BEGINS = 2, TEXT_GOES_ON = 4 };

gboolean ph_is_stored_result(const ph_result *result)
{
    return strcmp(result->level, PH_LEVEL_NAME_DISK) == 0;
}

char *ph_stored_binds_text(const ph_result *result)
{
    const char *binds = result->stored ? ph_stored_binds(result->stored, result->median_ns) : NULL;
    g_autofree char *share = NULL;

    if (!binds)
        return g_strdup("-");
    share = ph_figure_share(ph_stored_cpu_share(result->stored, result->median_ns));
    return g_strdup_printf(strcmp(binds, "cpu") == 0 ? "CPU %s" : "disk, CPU %s", share);
}

char *ph_stored_of_limit(const ph_measurement *measurement, const ph_result *result,
                         const char *limit)
{
    const ph_result *roof =
        ph_result_measured(measurement->limits, result->benchmark, "limit", limit);
    const gboolean is_read = strcmp(limit, PH_LIMIT_DIRECT_READ) == 0;
    uint64_t bytes;

    if (!roof || !result->stored)
        return g_strdup("-");
    bytes = is_read ? result->stored->read_bytes : result->stored->written_bytes;
    return ph_figure_share((double)bytes / result->median_ns /
                           ((double)roof->input_bytes / roof->median_ns));
}

static void add_measured(ph_text_table *table, const ph_measurement *measurement,
                         const ph_result *result)
{
    const double ratio = ph_measurement_of_reference(measurement, result);

    ph_text_table_take_row(table, g_strdup(result->subject),
                           ph_figure_rate(result->throughput_mib_s), ph_figure_interval(result),
                           ph_figure_share(ph_stored_cpu_share(result->stored, result->median_ns)),
                           ph_stored_of_limit(measurement, result, PH_LIMIT_DIRECT_READ),
                           ph_stored_of_limit(measurement, result, PH_LIMIT_DIRECT_WRITE),
                           isfinite(ratio) ? ph_figure_change(1.0 - ratio) : g_strdup(""), NULL);
}

static void add_row(ph_text_table *table, const ph_measurement *measurement,
                    const ph_result *result, gboolean has_colour)
{
    if (result->state == PH_STATE_MEASURED)
        add_measured(table, measurement, result);
    else
        ph_text_table_take_row(table, g_strdup(result->subject),
                               ph_colour_state(result, has_colour), g_strdup(""), g_strdup(""),
                               g_strdup(""), g_strdup(""), g_strdup(""), NULL);
}

/* "file-comp3/cold: the device reads 2310 and writes 1204 MiB/s". */
static char *heading(const ph_measurement *measurement, const char *benchmark)
{
    const ph_result *read =
        ph_result_measured(measurement->limits, benchmark, "limit", PH_LIMIT_DIRECT_READ);
    const ph_result *write =
        ph_result_measured(measurement->limits, benchmark, "limit", PH_LIMIT_DIRECT_WRITE);
    g_autofree char *read_rate = read ? ph_figure_rate(read->throughput_mib_s) : NULL;
    g_autofree char *write_rate = write ? ph_figure_rate(write->throughput_mib_s) : NULL;

    if (!read || !write)
        return g_strdup(benchmark);
    return g_strdup_printf("%s: the device reads %s and writes %s MiB/s", benchmark, read_rate,
                           write_rate);
}

static gboolean is_first(const GPtrArray *results, guint index)
{
    for (guint i = 0; i < index; i++)
        if (ph_result_is_same_work(results->pdata[i], results->pdata[index]))
            return FALSE;
    return TRUE;
}

static void add_benchmark(ph_text_table *table, const ph_measurement *measurement,
                          const ph_result *first, gboolean has_colour)
{
    g_autofree char *text = heading(measurement, first->benchmark);

    ph_text_table_add_words(table, BENCHMARK_BEGINS, text);
    for (guint i = 0; i < measurement->results->len; i++)
        if (ph_result_is_same_work(measurement->results->pdata[i], first))
            add_row(table, measurement, measurement->results->pdata[i], has_colour);
}

static const char *storage_text(const cJSON *storage, const char *member)
{
    return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(storage, member));
}

/* "The files are on ext4, /dev/nvme0n1p2: Samsung SSD 980, not rotating, scheduler none." */
static char *storage_sentence(const char *what, const cJSON *storage)
{
    const char *filesystem = storage_text(storage, "filesystem");
    const char *device = storage_text(storage, "device");
    const char *model = storage_text(storage, "model");
    const char *scheduler = storage_text(storage, "scheduler");
    const cJSON *rotational = cJSON_GetObjectItemCaseSensitive(storage, "rotational");
    const char *turns = !cJSON_IsBool(rotational)  ? "of a kind that is not known"
                        : cJSON_IsTrue(rotational) ? "said to rotate"
                                                   : "not rotating";
    g_autofree char *text =
        g_strdup_printf("%s on %s, %s: %s, %s, scheduler %s.", what, filesystem ? filesystem : "?",
                        device ? device : "?", model ? model : "no model known", turns,
                        scheduler ? scheduler : "?");

    if (cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(storage, "is_in_memory")))
        return g_strdup_printf("%s on %s, which is in memory: there is no disk.", what, filesystem);
    if (g_strcmp0(filesystem, "overlay") == 0)
        return g_strdup_printf("%s on overlay, which lies over another file system: nobody says "
                               "which disk is below.",
                               what);
    return ph_error_printable(text);
}

static char *size_sentence(const char *what, uint64_t bytes, uint64_t memory_bytes)
{
    g_autofree char *file = ph_stored_size_text(bytes);
    g_autofree char *memory = ph_stored_size_text(memory_bytes);

    if (!memory_bytes)
        return g_strdup_printf("%s has %s of records.", what, file);
    return g_strdup_printf("%s has %s of records, beside %s of memory: %s", what, file, memory,
                           bytes < memory_bytes ? "what is written stays in the page cache."
                                                : "no page cache holds it.");
}

static gboolean is_one_place(const cJSON *a, const cJSON *b)
{
    return g_strcmp0(storage_text(a, "device"), storage_text(b, "device")) == 0 &&
           g_strcmp0(storage_text(a, "mount_point"), storage_text(b, "mount_point")) == 0;
}

static void add_places(GPtrArray *notes, const ph_stored_facts *facts)
{
    if (facts->own_storage)
        g_ptr_array_add(notes, storage_sentence("Your file is", facts->own_storage));
    if (facts->file_bytes)
        g_ptr_array_add(notes, storage_sentence("The files are", facts->storage));
    else if (!is_one_place(facts->own_storage, facts->storage))
        g_ptr_array_add(notes, storage_sentence("What is made of it is", facts->storage));
    if (facts->own_storage)
        g_ptr_array_add(notes, size_sentence("It", facts->own_bytes, facts->memory_bytes));
    if (facts->file_bytes)
        g_ptr_array_add(notes,
                        size_sentence(facts->own_storage ? "Each file that was made" : "Each",
                                      facts->file_bytes, facts->memory_bytes));
}

/* Calls of several launches, which repeat. */
static gboolean repeats(const ph_measurement *measurement)
{
    guint launches = 0;

    for (guint i = 0; i < measurement->results->len; i++) {
        const ph_result *result = measurement->results->pdata[i];

        if (result->stored && result->state == PH_STATE_MEASURED)
            launches = MAX(launches, result->launch_ns->len);
    }
    return launches > 1;
}

/* What a run has warned of is said there. */
static void add_repetition(GPtrArray *notes, const ph_measurement *measurement)
{
    g_autofree char *scatter = ph_stored_scatter(measurement);

    if (scatter &&
        !g_ptr_array_find_with_equal_func(measurement->warnings, scatter, g_str_equal, NULL))
        g_ptr_array_add(notes, g_strdup_printf("%c%s.", g_ascii_toupper(*scatter), scatter + 1));
    else if (!scatter && repeats(measurement))
        g_ptr_array_add(notes,
                        g_strdup_printf("Between launches no call differs by more than %g %%.",
                                        PH_STORED_REPEAT_CV * 100.0));
}

GPtrArray *ph_stored_notes(const ph_measurement *measurement)
{
    GPtrArray *notes = g_ptr_array_new_with_free_func(g_free);

    if (!measurement->files.storage)
        return notes;
    add_places(notes, &measurement->files);
    add_repetition(notes, measurement);
    return notes;
}

void ph_stored_print(FILE *to, const ph_measurement *measurement, gboolean has_colour)
{
    static const char *const titles[] = {
        "", "MiB/s", "95 % interval", "CPU", "of read", "of write", "beside C", NULL,
    };
    g_autoptr(ph_text_table) table = ph_text_table_new(SUBJECT_BEGINS, titles);
    g_autoptr(GPtrArray) notes = ph_stored_notes(measurement);

    for (guint i = 0; i < measurement->results->len; i++) {
        const ph_result *result = measurement->results->pdata[i];

        if (ph_is_stored_result(result) && is_first(measurement->results, i))
            add_benchmark(table, measurement, result, has_colour);
    }
    if (ph_text_table_is_empty(table))
        return;
    (void)fprintf(to, "\nFiles: from disk to disk, MiB/s of mainframe bytes\n");
    ph_text_table_print(to, table);
    for (guint i = 0; i < notes->len; i++)
        ph_columns_print(to, TEXT_BEGINS, TEXT_GOES_ON, "%s", (const char *)notes->pdata[i]);
}

static cJSON *row_of(const ph_measurement *measurement, const ph_result *result)
{
    cJSON *row = cJSON_CreateObject();

    ph_report_value_set(row, "name", result->benchmark);
    ph_report_value_set(row, "level", ph_figure_level(result));
    ph_report_value_set_subject(row, result);
    ph_report_value_take(row, "rate", ph_figure_rate(result->throughput_mib_s));
    ph_report_value_take(row, "binds", ph_stored_binds_text(result));
    ph_report_value_take(row, "of_read",
                         ph_stored_of_limit(measurement, result, PH_LIMIT_DIRECT_READ));
    ph_report_value_take(row, "of_write",
                         ph_stored_of_limit(measurement, result, PH_LIMIT_DIRECT_WRITE));
    ph_report_value_take(row, "call", ph_figure_time(result->median_ns));
    ph_report_value_take(row, "cpu", ph_figure_time(result->stored->median.cpu_ns));
    ph_report_value_take(row, "waited", ph_figure_time(result->stored->median.waited_ns));
    ph_report_value_take(row, "synced", ph_figure_time(result->stored->median.synced_ns));
    return row;
}

void ph_stored_rows_add(cJSON *data, const ph_measurement *measurement)
{
    g_autoptr(GPtrArray) notes = ph_stored_notes(measurement);
    cJSON *list = cJSON_AddArrayToObject(data, "disk_rows");
    cJSON *texts = cJSON_AddArrayToObject(data, "disk_notes");

    for (guint i = 0; i < measurement->results->len; i++) {
        const ph_result *result = measurement->results->pdata[i];

        if (result->stored)
            cJSON_AddItemToArray(list, row_of(measurement, result));
    }
    for (guint i = 0; i < notes->len; i++)
        cJSON_AddItemToArray(texts, cJSON_CreateString(notes->pdata[i]));
}
