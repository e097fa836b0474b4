/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "compare/relayout.h"

#include <math.h>
#include <string.h>

#include "measure/plan.h"
#include "perfharness/require.h"
#include "verdict/change_text.h"

const guint ph_relayout_padding_bytes[PH_RELAYOUT_PADDINGS] = { 192, 2112 };

gboolean ph_relayout_is_wanted(const ph_contrast *contrast)
{
    return contrast->by_time.verdict == PH_VERDICT_FAIL &&
           contrast->call.verdict == PH_VERDICT_WARN;
}

static gboolean is_wanted_of(const ph_contrast_report *report, const char *benchmark)
{
    for (guint i = 0; i < report->contrasts->len; i++) {
        const ph_contrast *contrast = report->contrasts->pdata[i];

        if (strcmp(contrast->benchmark, benchmark) == 0 && ph_relayout_is_wanted(contrast))
            return TRUE;
    }
    return FALSE;
}

GPtrArray *ph_relayout_benchmarks(const ph_contrast_report *report, const GPtrArray *plan)
{
    GPtrArray *benchmarks = g_ptr_array_new();

    for (guint i = 0; i < plan->len; i++) {
        ph_benchmark *benchmark = plan->pdata[i];

        if (is_wanted_of(report, benchmark->name))
            g_ptr_array_add(benchmarks, benchmark);
    }
    return benchmarks;
}

void ph_relayout_take(ph_contrast_report *report, guint padding_bytes,
                      const ph_contrast_report *padded)
{
    PH_REQUIRE(padding_bytes > 0 && padding_bytes % 64 == 0);

    for (guint i = 0; i < report->contrasts->len; i++) {
        const ph_contrast *contrast = report->contrasts->pdata[i];
        const ph_contrast *same =
            ph_contrast_find(padded, contrast->benchmark, contrast->level, contrast->variant);
        ph_contrast_relaid relaid = {
            .padding_bytes = padding_bytes,
            .ratio = NAN,
            .ci95 = { NAN, NAN },
            .by_time = { PH_DIFFERENCE_UNDETERMINED, PH_VERDICT_INCONCLUSIVE },
        };

        if (!ph_relayout_is_wanted(contrast))
            continue;
        if (same) {
            relaid.ratio = same->ratio;
            relaid.ci95 = same->ci95;
            relaid.launches = same->launches;
            relaid.by_time = same->by_time;
        }
        g_array_append_val(contrast->relaid, relaid);
    }
    for (guint i = 0; i < padded->errors->len; i++)
        ph_contrast_error(report, "with all code moved by %u bytes: %s", padding_bytes,
                          (const char *)padded->errors->pdata[i]);
    report->elapsed_s += padded->elapsed_s;
}

/* Of the layouts' numbers: all FAIL, one without the slowdown, one with a smaller one. */
typedef struct finding {
    gboolean persists;
    gboolean is_gone;
    gboolean is_smaller;
} finding;

static finding look_at(const GArray *layouts, const ph_slowdown_rule *rule)
{
    finding found = { .persists = layouts->len == PH_RELAYOUT_PADDINGS };

    for (guint i = 0; i < layouts->len; i++) {
        const ph_contrast_relaid *relaid = &g_array_index(layouts, ph_contrast_relaid, i);
        const ph_difference_kind difference = relaid->by_time.difference;

        found.persists = found.persists && relaid->by_time.verdict == PH_VERDICT_FAIL;
        found.is_gone |= difference == PH_DIFFERENCE_NONE || difference == PH_DIFFERENCE_FASTER;
        found.is_smaller |= log(relaid->ratio) <= ph_slowdown_log(rule->fail);
    }
    return found;
}

static char *list_changes(const GArray *layouts)
{
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < layouts->len; i++) {
        const double ratio = g_array_index(layouts, ph_contrast_relaid, i).ratio;
        g_string_append(text, i ? ", " : "");
        g_autofree char *change =
            isnan(ratio) ? g_strdup("no number") : ph_change_text_of_ratio(ratio, 2);

        g_string_append(text, change);
    }
    return g_string_free(text, FALSE);
}

static void conclude(ph_contrast *contrast, const ph_slowdown_rule *rule)
{
    const finding found = look_at(contrast->relaid, rule);
    const char *what = found.persists     ? "it persists in two other layouts"
                       : found.is_gone    ? "gone in another layout"
                       : found.is_smaller ? "smaller in another layout"
                                          : "other layouts do not settle it";
    g_autofree char *changes = list_changes(contrast->relaid);
    char *why = g_strdup_printf("%s; %s: %s", contrast->why, what, changes);

    g_free(contrast->why);
    contrast->why = why;
    if (found.persists)
        contrast->call.verdict = PH_VERDICT_FAIL;
}

void ph_relayout_conclude(ph_contrast_report *report)
{
    for (guint i = 0; i < report->contrasts->len; i++) {
        ph_contrast *contrast = report->contrasts->pdata[i];

        if (contrast->relaid->len)
            conclude(contrast, &report->rule);
    }
    ph_contrast_judge_all(report);
}
