/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "session/thread_plan.h"

#include "error/error.h"
#include "fitness/thread_cost.h"
#include "protocol/thread_count.h"

static gboolean refuse_counts(const char *text, GError **error)
{
    return ph_refuse(error, PH_ERROR_USAGE,
                     "--threads %s: numbers from 1 to " PH_THREADS_MAX_TEXT
                     " were expected, each once, as in 1,2,4",
                     text);
}

static gint compare_counts(gconstpointer a, gconstpointer b)
{
    return (gint) * (const guint *)a - (gint) * (const guint *)b;
}

static gboolean has_count(const GArray *counts, guint count)
{
    for (guint i = 0; i < counts->len; i++)
        if (g_array_index(counts, guint, i) == count)
            return TRUE;
    return FALSE;
}

GArray *ph_thread_counts_read(const char *text, GError **error)
{
    g_auto(GStrv) words = g_strsplit(text, ",", -1);
    g_autoptr(GArray) counts = g_array_new(FALSE, FALSE, sizeof(guint));

    for (char **word = words; *word; word++) {
        guint64 number;
        guint count;

        if (!g_ascii_string_to_unsigned(*word, 10, 1, PH_THREADS_MAX, &number, NULL) ||
            has_count(counts, (guint)number)) {
            (void)refuse_counts(text, error);
            return NULL;
        }
        count = (guint)number;
        g_array_append_val(counts, count);
    }
    if (counts->len == 0) {
        (void)refuse_counts(text, error);
        return NULL;
    }
    g_array_sort(counts, compare_counts);
    return g_steal_pointer(&counts);
}

/* NULL and error where there are not so many. */
static ph_thread_cpus *find_cpus(const ph_measuring_place *place, guint count, GError **error)
{
    g_autoptr(GArray) units = ph_binder_units(place->binder, place->cpu);

    return ph_thread_cpus_choose(units, place->choice->kinds, place->cpu, count, error);
}

/* There are so many CPUs. */
static void add_count(GPtrArray *plan, const ph_benchmark *of, guint count,
                      const ph_measuring_place *place)
{
    ph_plan_add_threads(plan, of, count, find_cpus(place, count, NULL));
}

/* Lines are encoded on one thread. Those that must not decode have no speed to be compared; those
 * on a disk wait for that; where each call reads the copybook, one record is all there is to
 * decode. */
static gboolean has_files(const ph_benchmark *benchmark)
{
    return ph_benchmark_has_records(benchmark) && !benchmark->stored &&
           !ph_benchmark_reads_copybook(benchmark) &&
           !(benchmark->workload && benchmark->workload->is_encoding) &&
           benchmark->expectation == PH_EXPECT_NUMBER;
}

gboolean ph_thread_plan_add(GPtrArray *plan, const GArray *counts, const ph_measuring_place *place,
                            GError **error)
{
    const guint usual = plan->len;
    ph_thread_cpus *most = find_cpus(place, g_array_index(counts, guint, counts->len - 1), error);

    if (!most)
        return FALSE;
    ph_thread_cpus_free(most);
    for (guint k = 0; k < usual; k++) {
        const ph_benchmark *of = plan->pdata[k];

        if (!has_files(of))
            continue;
        if (!has_count(counts, 1))
            add_count(plan, of, 1, place);
        for (guint i = 0; i < counts->len; i++)
            add_count(plan, of, g_array_index(counts, guint, i), place);
    }
    return plan->len > usual ||
           ph_refuse(error, PH_ERROR_USAGE,
                     "threads decode files of whole records, and none of the workloads has any: "
                     "add --workload record-display, say, or --copybook and --data");
}

/* One before it that has the same CPUs, and as many; NULL: there is none. */
static const ph_thread_cpus *find_measured(const GPtrArray *plan, guint before)
{
    const ph_benchmark *benchmark = plan->pdata[before];

    for (guint i = 0; i < before; i++) {
        const ph_benchmark *other = plan->pdata[i];

        if (other->threads == benchmark->threads && other->cpus)
            return other->cpus;
    }
    return NULL;
}

void ph_thread_plan_measure(const GPtrArray *plan, guint cpu)
{
    for (guint i = 0; i < plan->len; i++) {
        ph_thread_cpus *cpus = ((const ph_benchmark *)plan->pdata[i])->cpus;
        const ph_thread_cpus *measured = cpus ? find_measured(plan, i) : NULL;

        if (measured) {
            cpus->shares_cores = measured->shares_cores;
            cpus->slowdown = measured->slowdown;
            cpus->start_ns = measured->start_ns;
        } else if (cpus) {
            ph_thread_cost_measure(cpus, cpu);
        }
    }
}
