/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The chart of a comparison's changes. */
#include "chart/contrasts.h"

#include <math.h>

#include "chart/change_rows.h"
#include "contrast_words.h"
#include "figure.h"

static void row_clear(gpointer data)
{
    ph_chart_change *row = data;

    g_free((char *)row->change_text);
    g_free((char *)row->interval_text);
}

static ph_chart_change row_of(const ph_contrast *contrast, ph_contrast_mode mode)
{
    return (ph_chart_change){
        .name = contrast->benchmark,
        .level = ph_figure_level_words(contrast->level),
        .subject = *contrast->variant ? contrast->variant : PH_CONTRAST_HEAD,
        .other = *contrast->variant ? contrast->variant : NULL,
        .change = ph_contrast_change(contrast, mode),
        .ci95 = ph_contrast_change_interval(contrast, mode),
        .change_text = ph_contrast_change_text(contrast, mode, 1),
        .interval_text = ph_contrast_interval_text(contrast, mode),
        .verdict = contrast->call.verdict,
    };
}

void ph_chart_add_contrasts(cJSON *data, const ph_contrast_report *report)
{
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(ph_chart_change));

    g_array_set_clear_func(rows, row_clear);
    for (guint i = 0; i < report->contrasts->len; i++) {
        const ph_contrast *contrast = report->contrasts->pdata[i];

        if (isfinite(ph_contrast_change(contrast, report->mode))) {
            const ph_chart_change row = row_of(contrast, report->mode);

            g_array_append_val(rows, row);
        }
    }
    ph_chart_add_change_rows(data, rows, report->rule.warn, report->rule.fail);
}
