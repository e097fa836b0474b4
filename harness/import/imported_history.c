/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "import/imported_history.h"

#include <math.h>
#include <string.h>

#include "model/measurement.h"

#define NS_PER_S 1e9

static const char *const of_words[] = {
#define X(identifier, word) word,
    PH_IMPORTED_OF_LIST(X)
#undef X
};

const char *ph_imported_of_word(ph_imported_of of)
{
    return of_words[of];
}

/* Times in ns of one of the unit; of speeds, how many a second. */
static const struct {
    const char *unit;
    ph_imported_of of;
    double ns;
    double per_s;
} units[] = {
    { "ns", PH_IMPORTED_OF_ITERATION, 1.0, 0.0 },
    { "ns/iter", PH_IMPORTED_OF_ITERATION, 1.0, 0.0 },
    { "ns/op", PH_IMPORTED_OF_ITERATION, 1.0, 0.0 },
    { "nanoseconds (ns)", PH_IMPORTED_OF_ITERATION, 1.0, 0.0 },
    { "us", PH_IMPORTED_OF_ITERATION, 1e3, 0.0 },
    { "us/iter", PH_IMPORTED_OF_ITERATION, 1e3, 0.0 },
    { "us/op", PH_IMPORTED_OF_ITERATION, 1e3, 0.0 },
    { "µs", PH_IMPORTED_OF_ITERATION, 1e3, 0.0 },
    { "ms", PH_IMPORTED_OF_ITERATION, 1e6, 0.0 },
    { "ms/iter", PH_IMPORTED_OF_ITERATION, 1e6, 0.0 },
    { "ms/op", PH_IMPORTED_OF_ITERATION, 1e6, 0.0 },
    { "s", PH_IMPORTED_OF_ITERATION, NS_PER_S, 0.0 },
    { "s/iter", PH_IMPORTED_OF_ITERATION, NS_PER_S, 0.0 },
    { "s/op", PH_IMPORTED_OF_ITERATION, NS_PER_S, 0.0 },
    { "sec", PH_IMPORTED_OF_ITERATION, NS_PER_S, 0.0 },
    { "seconds", PH_IMPORTED_OF_ITERATION, NS_PER_S, 0.0 },
    { "seconds (s)", PH_IMPORTED_OF_ITERATION, NS_PER_S, 0.0 },
    { "ops/s", PH_IMPORTED_OF_ITERATION, 0.0, 1.0 },
    { "ops/sec", PH_IMPORTED_OF_ITERATION, 0.0, 1.0 },
    { "iter/sec", PH_IMPORTED_OF_ITERATION, 0.0, 1.0 },
    { "operations / second (ops/s)", PH_IMPORTED_OF_ITERATION, 0.0, 1.0 },
    { "B/s", PH_IMPORTED_OF_MIB, 0.0, 1.0 / PH_BYTES_PER_MIB },
    { "KB/s", PH_IMPORTED_OF_MIB, 0.0, 1e3 / PH_BYTES_PER_MIB },
    { "MB/s", PH_IMPORTED_OF_MIB, 0.0, 1e6 / PH_BYTES_PER_MIB },
    { "GB/s", PH_IMPORTED_OF_MIB, 0.0, 1e9 / PH_BYTES_PER_MIB },
    { "KiB/s", PH_IMPORTED_OF_MIB, 0.0, 1.0 / 1024.0 },
    { "MiB/s", PH_IMPORTED_OF_MIB, 0.0, 1.0 },
    { "GiB/s", PH_IMPORTED_OF_MIB, 0.0, PH_MIB_PER_GIB },
};

double ph_imported_ns(double value, const char *unit, ph_imported_of *ret)
{
    for (gsize i = 0; i < G_N_ELEMENTS(units); i++)
        if (strcmp(unit, units[i].unit) == 0) {
            *ret = units[i].of;
            return units[i].ns > 0.0 ? value * units[i].ns : NS_PER_S / (value * units[i].per_s);
        }
    return NAN;
}

static void free_value(gpointer data)
{
    ph_imported_value *value = (ph_imported_value *)data;

    g_free(value->name);
    g_free(value);
}

static void free_run(gpointer data)
{
    ph_imported_run *run = (ph_imported_run *)data;

    g_free(run->suite);
    g_free(run->testbed);
    g_free(run->commit);
    g_free(run->branch);
    g_free(run->summary);
    g_hash_table_unref(run->names);
    g_ptr_array_unref(run->values);
    g_free(run);
}

ph_imported_history *ph_imported_history_new(void)
{
    ph_imported_history *history = g_new0(ph_imported_history, 1);

    history->runs = g_ptr_array_new_with_free_func(free_run);
    return history;
}

void ph_imported_history_free(ph_imported_history *history)
{
    if (!history)
        return;
    g_free(history->source);
    g_ptr_array_unref(history->runs);
    g_free(history);
}

ph_imported_run *ph_imported_history_add(ph_imported_history *history, const char *suite,
                                         const char *commit, gint64 started_ms)
{
    ph_imported_run *run = g_new0(ph_imported_run, 1);

    run->suite = g_strdup(suite);
    run->commit = g_strdup(commit);
    run->started_ms = started_ms;
    run->values = g_ptr_array_new_with_free_func(free_value);
    run->names = g_hash_table_new(g_str_hash, g_str_equal);
    g_ptr_array_add(history->runs, run);
    return run;
}

void ph_imported_run_add(ph_imported_history *history, ph_imported_run *run, const char *name,
                         double value, const char *unit)
{
    ph_imported_of of = PH_IMPORTED_OF_COUNT;
    const double ns = ph_imported_ns(value, unit, &of);
    g_autofree char *printable = ph_error_printable(name);
    ph_imported_value *added;

    if (!(ns > 0.0 && isfinite(ns))) {
        history->of_other_units++;
        return;
    }
    if (g_hash_table_contains(run->names, printable)) {
        history->of_same_name++;
        return;
    }
    added = g_new0(ph_imported_value, 1);
    added->name = g_steal_pointer(&printable);
    added->of = of;
    added->ns = ns;
    g_ptr_array_add(run->values, added);
    g_hash_table_add(run->names, added->name);
}
