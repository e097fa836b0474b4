/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "compare/unchanged.h"

#include "error/error.h"
#include "measure/discover.h"
#include "subject/operation.h"

static void add_contrast(ph_contrast_report *report, const ph_benchmark *benchmark,
                         const char *level, const char *variant)
{
    ph_contrast *contrast = ph_contrast_of(report, benchmark->name, level, variant);

    contrast->state = PH_STATE_MEASURED;
    contrast->is_settled = TRUE;
    contrast->call.difference = PH_DIFFERENCE_NONE;
    contrast->call.verdict = PH_VERDICT_UNCHANGED;
    contrast->why = g_strdup("identical machine code, not timed (--time-identical times it)");
    report->verdict = MAX(report->verdict, contrast->call.verdict);
}

static void add_subject(ph_contrast_report *report, const ph_benchmark *benchmark,
                        const ph_found_subject *found)
{
    const uint32_t wanted = ph_needed_operations(benchmark->workload) & found->operations;

    for (unsigned bit = 0; ph_operation_name(bit); bit++)
        if (wanted & UINT32_C(1) << bit)
            add_contrast(report, benchmark, ph_operation_level(UINT32_C(1) << bit),
                         ph_contrast_variant(found->name));
}

gboolean ph_unchanged(const ph_run_request *request, ph_contrast_report *report, GError **error)
{
    g_autoptr(ph_measurement) measurement = ph_measurement_new();
    g_autoptr(GPtrArray) found = ph_discover(request, NULL, measurement, error);

    if (!found)
        return FALSE;
    ph_contrast_take_messages(report, measurement);
    if (report->errors->len)
        report->verdict = PH_VERDICT_FAIL;
    for (guint i = 0; i < request->plan->len; i++)
        for (guint k = 0; k < found->len; k++) {
            const ph_found_subject *subject = found->pdata[k];

            /* Head has the same. */
            if (!subject->unavailable && subject->source == request->subjects->pdata[0])
                add_subject(report, request->plan->pdata[i], subject);
        }
    return TRUE;
}
