/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "no_number.h"

#include <string.h>

#include "colour.h"
#include "columns.h"
#include "figure.h"

/* Results that are not measured, of one state and for one reason. */
typedef struct no_number {
    char *reason;
    const ph_result *first;
    GPtrArray *benchmarks; /* no_number_benchmark. */
} no_number;

typedef struct no_number_benchmark {
    const char *name;
    GString *subjects; /* "copybook-rs, native". */
} no_number_benchmark;

static void benchmark_free(gpointer data)
{
    no_number_benchmark *benchmark = data;

    g_string_free(benchmark->subjects, TRUE);
    g_free(benchmark);
}

static void no_number_free(gpointer data)
{
    no_number *entry = data;

    g_free(entry->reason);
    g_ptr_array_unref(entry->benchmarks);
    g_free(entry);
}

static char *reason_of(const ph_result *result)
{
    if (!result->records_failed)
        return g_strconcat(result->reason, ph_result_void_remark(result), NULL);
    return g_strdup_printf("%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " records failed; %s%s",
                           result->records_failed, result->records, result->reason,
                           ph_result_void_remark(result));
}

static no_number *find_entry(GPtrArray *entries, const ph_result *result)
{
    g_autofree char *reason = reason_of(result);
    no_number *entry;

    for (guint i = 0; i < entries->len; i++) {
        entry = entries->pdata[i];
        if (entry->first->state == result->state && strcmp(entry->reason, reason) == 0)
            return entry;
    }
    entry = g_new0(no_number, 1);
    entry->reason = g_steal_pointer(&reason);
    entry->first = result;
    entry->benchmarks = g_ptr_array_new_with_free_func(benchmark_free);
    g_ptr_array_add(entries, entry);
    return entry;
}

static void add_result(GPtrArray *entries, const ph_result *result)
{
    no_number *entry = find_entry(entries, result);
    g_autofree char *name = ph_figure_name(result);
    no_number_benchmark *last =
        entry->benchmarks->len ? entry->benchmarks->pdata[entry->benchmarks->len - 1] : NULL;

    if (!last || strcmp(last->name, result->benchmark) != 0) {
        last = g_new0(no_number_benchmark, 1);
        last->name = result->benchmark;
        last->subjects = g_string_new(NULL);
        g_ptr_array_add(entry->benchmarks, last);
    }
    g_string_append_printf(last->subjects, "%s%s", last->subjects->len ? ", " : "", name);
}

/* no_number, in the order of the results. */
static GPtrArray *collect(const ph_measurement *measurement)
{
    GPtrArray *entries = g_ptr_array_new_with_free_func(no_number_free);

    for (guint i = 0; i < measurement->results->len; i++) {
        const ph_result *result = measurement->results->pdata[i];

        if (result->state != PH_STATE_MEASURED)
            add_result(entries, result);
    }
    return entries;
}

/* "comp3/L2, comp3/stream: copybook-rs; record-comp3: …": benchmarks of the same subjects at once.
 */
static char *rows_of(const no_number *entry)
{
    GString *rows = g_string_new(NULL);
    const no_number_benchmark *before = NULL;

    for (guint i = 0; i < entry->benchmarks->len; i++) {
        const no_number_benchmark *benchmark = entry->benchmarks->pdata[i];

        if (before && g_string_equal(before->subjects, benchmark->subjects))
            g_string_append(rows, ", ");
        else if (before)
            g_string_append_printf(rows, ": %s; ", before->subjects->str);
        g_string_append(rows, benchmark->name);
        before = benchmark;
    }
    if (before)
        g_string_append_printf(rows, ": %s", before->subjects->str);
    return g_string_free(rows, FALSE);
}

/* What stands before it among the errors, "CBKB010: "; "" where it is no error. */
static char *code_of(const ph_measurement *measurement, const ph_result *result)
{
    g_autofree char *failure = ph_result_failure(result);

    for (guint i = 0; i < measurement->errors->len; i++) {
        const char *error = measurement->errors->pdata[i];

        if (g_str_has_suffix(error, failure))
            return g_strndup(error, strlen(error) - strlen(failure));
    }
    return g_strdup("");
}

void ph_no_number_print(FILE *to, const ph_measurement *measurement, gboolean has_colour)
{
    g_autoptr(GPtrArray) entries = collect(measurement);

    if (entries->len)
        (void)fputs("\nNo number\n", to);
    for (guint i = 0; i < entries->len; i++) {
        const no_number *entry = entries->pdata[i];
        g_autofree char *state = ph_colour_state(entry->first, has_colour);
        g_autofree char *code = code_of(measurement, entry->first);
        g_autofree char *rows = rows_of(entry);

        ph_columns_print(to, 2, 4, "%s", rows);
        ph_columns_print(to, 4, 6, "%s: %s%s", state, code, entry->reason);
    }
}

const ph_result *ph_no_number_find(const ph_measurement *measurement, const char *text)
{
    for (guint i = 0; i < measurement->results->len; i++) {
        const ph_result *result = measurement->results->pdata[i];
        g_autofree char *failure =
            result->state == PH_STATE_MEASURED ? NULL : ph_result_failure(result);

        if (failure && g_str_has_suffix(text, failure))
            return result;
    }
    return NULL;
}
