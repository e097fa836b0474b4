/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "report_line.h"

#include "figure.h"

/* ", 2 figures of an unproven layout": measured all the same; "" where there are none. */
static char *unproven_layouts(const ph_measurement *measurement)
{
    guint count = 0;

    for (guint i = 0; i < measurement->results->len; i++) {
        const ph_result *result = measurement->results->pdata[i];
        g_autofree char *doubt = ph_record_layout_doubt(result->layout);

        count += result->state == PH_STATE_MEASURED && doubt;
    }
    return count ? g_strdup_printf(", %u %s of an unproven layout", count,
                                   count == 1 ? "figure" : "figures")
                 : g_strdup("");
}

char *ph_report_line(const ph_measurement *measurement, ph_verdict verdict)
{
    const ph_result *display = ph_result_measured(measurement->results, PH_HEADLINE_DISPLAY,
                                                  "kernel", PH_HEADLINE_SUBJECT);
    const ph_result *comp3 =
        ph_result_measured(measurement->results, PH_HEADLINE_COMP3, "kernel", PH_HEADLINE_SUBJECT);
    g_autofree char *display_text =
        display ? g_strdup_printf("%.2f GiB/s", display->throughput_mib_s / PH_MIB_PER_GIB)
                : g_strdup("not measured");
    g_autofree char *comp3_text =
        comp3 ? g_strdup_printf("%.0f MiB/s", comp3->throughput_mib_s) : g_strdup("not measured");

    g_autofree char *unproven = unproven_layouts(measurement);

    return g_strdup_printf("Performance Report: DISPLAY: %s, COMP-3: %s%s [%s]", display_text,
                           comp3_text, unproven, ph_verdict_word(verdict));
}

char *ph_report_status(const ph_measurement *measurement, const ph_judgement *judgement)
{
    g_autofree char *line = ph_report_line(measurement, judgement->verdict);
    GString *text = g_string_new(line);
    guint judged = 0, slower = 0;

    for (guint i = 0; i < judgement->changes->len; i++) {
        const ph_change *change = judgement->changes->pdata[i];

        judged += change->is_judged && change->base;
        slower += change->is_judged &&
                  (change->verdict == PH_VERDICT_WARN || change->verdict == PH_VERDICT_FAIL);
    }
    if (judged)
        g_string_append_printf(text, ", %u of %u slower", slower, judged);
    if (!measurement->is_plain && measurement->facts.elapsed_s > 0.0)
        g_string_append_printf(text, ", took %.0f s", measurement->facts.elapsed_s);
    return g_string_free(text, FALSE);
}
