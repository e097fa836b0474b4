/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "compare/unchanged.h"

#include "error/error.h"
#include "measure/discover.h"
#include "perfharness/require.h"
#include "subject/operation.h"

static void add_contrast(ph_contrast_report *report, const ph_benchmark *benchmark,
                         const char *level, const char *variant)
{
    ph_contrast *contrast = ph_contrast_of(report, benchmark->name, level, variant);

    contrast->state = PH_STATE_MEASURED;
    contrast->is_settled = TRUE;
    contrast->call.verdict = PH_VERDICT_UNCHANGED;
    if (report->mode == PH_CONTRAST_MODE_WORK) {
        contrast->call.difference = PH_DIFFERENCE_SAME_WORK;
        ph_contrast_explain(contrast, "identical machine code: neither checked nor counted");
    } else {
        contrast->call.difference = PH_DIFFERENCE_NONE;
        ph_contrast_explain(contrast, "identical machine code: neither checked nor timed "
                                      "(--time-identical does both)");
    }
}

/* How many of its operations the benchmark needs. */
static guint add_subject(ph_contrast_report *report, const ph_benchmark *benchmark,
                         const ph_found_subject *found)
{
    const uint32_t wanted = ph_needed_operations(benchmark->workload) & found->operations;
    guint added = 0;

    for (unsigned bit = 0; ph_operation_name(bit); bit++)
        if (wanted & UINT32_C(1) << bit) {
            add_contrast(report, benchmark, ph_operation_level(UINT32_C(1) << bit),
                         ph_contrast_variant(found->name));
            added++;
        }
    return added;
}

static void add_benchmark(ph_contrast_report *report, const ph_benchmark *benchmark,
                          const GPtrArray *found, const ph_run_subject *base)
{
    guint added = 0;

    for (guint i = 0; i < found->len; i++) {
        const ph_found_subject *subject = found->pdata[i];

        /* Head has the same. */
        if (!subject->unavailable && subject->source == base)
            added += add_subject(report, benchmark, subject);
    }
    if (added == 0)
        ph_contrast_error(report, "%s: %s: no subject can be measured",
                          ph_error_code_id(PH_ERROR_SUBJECT_LOAD), benchmark->name);
}

void ph_unchanged(const ph_run_request *request, const GPtrArray *found, ph_contrast_report *report)
{
    PH_REQUIRE(request->subjects->len == 2);

    for (guint i = 0; i < request->plan->len; i++)
        add_benchmark(report, request->plan->pdata[i], found, request->subjects->pdata[0]);
    ph_contrast_judge_all(report);
}
