/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "compare/unchanged.h"

#include <string.h>

#include "compare/run_code.h"
#include "error/error.h"
#include "measure/discover.h"
#include "perfharness/require.h"
#include "subject/operation.h"

/* Of a library, or of what a benchmark runs of it: that was counted to be known. */
typedef enum identical { IDENTICAL_ALL, IDENTICAL_RUN, IDENTICAL_COUNT } identical;

static const char *const reasons[IDENTICAL_COUNT][PH_CONTRAST_MODE_COUNT] = {
    [IDENTICAL_ALL] = { [PH_CONTRAST_MODE_TIME] =
                            "identical machine code: neither checked nor timed "
                            "(--time-identical does both)",
                        [PH_CONTRAST_MODE_WORK] =
                            "identical machine code: neither checked nor counted" },
    [IDENTICAL_RUN] = { [PH_CONTRAST_MODE_TIME] = "identical machine code of all functions that "
                                                  "run: not timed (--time-identical does)",
                        [PH_CONTRAST_MODE_WORK] =
                            "identical machine code of all functions that run, as many "
                            "instructions" },
};

static void add_contrast(ph_contrast_report *report, const ph_benchmark *benchmark,
                         const char *level, const char *variant, identical what)
{
    ph_contrast *contrast = ph_contrast_of(report, benchmark->name, level, variant);

    contrast->state = PH_STATE_MEASURED;
    contrast->is_settled = TRUE;
    contrast->call.verdict = PH_VERDICT_UNCHANGED;
    contrast->call.difference =
        report->mode == PH_CONTRAST_MODE_WORK ? PH_DIFFERENCE_SAME_WORK : PH_DIFFERENCE_NONE;
    ph_contrast_explain(contrast, "%s", reasons[what][report->mode]);
}

/* How many of its operations the benchmark needs. */
static guint add_subject(ph_contrast_report *report, const ph_benchmark *benchmark,
                         const ph_found_subject *found, identical what)
{
    const uint32_t wanted =
        ph_needed_operations(benchmark->workload, benchmark->threads) & found->operations;
    guint added = 0;

    for (unsigned bit = 0; ph_operation_name(bit); bit++)
        if (wanted & UINT32_C(1) << bit) {
            add_contrast(report, benchmark,
                         ph_operation_level(benchmark->workload, UINT32_C(1) << bit),
                         ph_contrast_variant(found->name), what);
            added++;
        }
    return added;
}

static guint add_benchmark(ph_contrast_report *report, const ph_benchmark *benchmark,
                           const GPtrArray *found, const ph_run_subject *base, identical what)
{
    guint added = 0;

    for (guint i = 0; i < found->len; i++) {
        const ph_found_subject *subject = found->pdata[i];

        /* Head has the same. */
        if (!subject->unavailable && subject->source == base)
            added += add_subject(report, benchmark, subject, what);
    }
    return added;
}

void ph_unchanged(const ph_run_request *request, const GPtrArray *found, ph_contrast_report *report)
{
    PH_REQUIRE(request->subjects->len == 2);

    for (guint i = 0; i < request->plan->len; i++) {
        const ph_benchmark *benchmark = request->plan->pdata[i];

        if (add_benchmark(report, benchmark, found, request->subjects->pdata[0], IDENTICAL_ALL) ==
            0)
            ph_contrast_error(report, "%s: %s: no subject can be measured",
                              ph_error_code_id(PH_ERROR_SUBJECT_LOAD), benchmark->name);
    }
    ph_contrast_judge_all(report);
}

/* Where the library's code was; a place may stand twice. */
static GArray *addresses_of(const ph_callgrind_profile *profile, const char *library)
{
    GArray *addresses = g_array_new(FALSE, FALSE, sizeof(guint64));

    for (guint i = 0; i < profile->costs->len; i++) {
        const ph_callgrind_cost *cost = &g_array_index(profile->costs, ph_callgrind_cost, i);

        if (strcmp(cost->object, library) == 0)
            g_array_append_val(addresses, cost->address);
    }
    return addresses;
}

static char *digest_of(const ph_arm_work *work, const ph_run_subject *subject)
{
    g_autoptr(GArray) addresses = addresses_of(work->profile, subject->path);

    return ph_run_code_digest(subject->path, addresses);
}

/* One arm of both. */
static gboolean is_same_run(const ph_run_request *request, const ph_work_pair *pair,
                            const ph_contrast_report *report, const ph_contrast *contrast)
{
    g_autofree char *why = ph_work_pair_why_not(pair, report, contrast);
    g_autofree char *base_digest = NULL;
    g_autofree char *head_digest = NULL;
    const ph_arm_work *base, *head;

    if (why)
        return FALSE;
    base = ph_work_pair_find(pair, PH_CONTRAST_BASE, contrast);
    head = ph_work_pair_find(pair, PH_CONTRAST_HEAD, contrast);
    /* Other constants may take the same code elsewhere. */
    if (base->instructions_per_item != head->instructions_per_item)
        return FALSE;
    base_digest = digest_of(base, request->subjects->pdata[0]);
    if (base_digest)
        head_digest = digest_of(head, request->subjects->pdata[1]);
    return head_digest && strcmp(base_digest, head_digest) == 0;
}

/* All arms of a benchmark: each of its launches has them all. */
static gboolean is_benchmark_unchanged(const ph_run_request *request, const GPtrArray *found,
                                       const ph_work_pair *pair, const ph_contrast_report *report,
                                       ph_contrast_report *unchanged)
{
    const guint before = unchanged->contrasts->len;

    if (add_benchmark(unchanged, pair->benchmark, found, request->subjects->pdata[0],
                      IDENTICAL_RUN) == 0)
        return FALSE;
    for (guint i = before; i < unchanged->contrasts->len; i++)
        if (!is_same_run(request, pair, report, unchanged->contrasts->pdata[i])) {
            g_ptr_array_set_size(unchanged->contrasts, (gint)before);
            return FALSE;
        }
    return TRUE;
}

/* Of the time that a call may take: whoever hangs is found where there is more patience. */
enum { PATIENCE_DIVISOR = 20 };

static gboolean have_places(const GPtrArray *arms)
{
    for (guint i = 0; i < arms->len; i++)
        if (!((const ph_arm_work *)arms->pdata[i])->profile)
            return FALSE;
    return TRUE;
}

/* Whether callgrind counted all arms. */
static gboolean has_all_places(const ph_work_pair *pair)
{
    return have_places(pair->base) && have_places(pair->head);
}

/* By callgrind, whoever counts else: it alone says where. NULL and error as ph_work_count(). */
static ph_work_pair *count_places(const ph_run_request *request, const ph_benchmark *benchmark,
                                  ph_work_sensor *sensor, GError **error)
{
    ph_work_sensor callgrind = PH_WORK_SENSOR_CALLGRIND;
    g_autoptr(ph_work_pair) first = ph_work_pair_new(benchmark);
    g_autoptr(ph_work_pair) again = NULL;

    if (!ph_work_pair_count(first, request, 0, sensor, error))
        return NULL;
    if (*sensor == PH_WORK_SENSOR_CALLGRIND)
        return g_steal_pointer(&first);
    again = ph_work_pair_new(benchmark);
    return ph_work_pair_count(again, request, 0, &callgrind, error) ? g_steal_pointer(&again)
                                                                    : NULL;
}

GPtrArray *ph_unchanged_leave(const ph_run_request *request, const GPtrArray *found,
                              ph_work_sensor *sensor, GPtrArray *pairs,
                              const ph_contrast_report *report, ph_contrast_report *unchanged,
                              GError **error)
{
    PH_REQUIRE(request->subjects->len == 2);

    g_autoptr(GPtrArray) left = g_ptr_array_new();
    ph_run_request impatient = *request;

    impatient.host.hang_timeout_us /= PATIENCE_DIVISOR;
    for (guint i = 0; i < request->plan->len; i++) {
        ph_benchmark *benchmark = request->plan->pdata[i];
        g_autoptr(GError) cause = NULL;
        g_autoptr(ph_work_pair) pair = count_places(&impatient, benchmark, sensor, &cause);

        if (!pair) {
            if (g_error_matches(cause, PH_ERROR, PH_ERROR_INTERRUPTED)) {
                g_propagate_error(error, g_steal_pointer(&cause));
                return NULL;
            }
            g_ptr_array_add(left, benchmark);
            continue;
        }
        if (!is_benchmark_unchanged(request, found, pair, report, unchanged))
            g_ptr_array_add(left, benchmark);
        if (has_all_places(pair))
            g_ptr_array_add(pairs, g_steal_pointer(&pair));
    }
    return g_steal_pointer(&left);
}
