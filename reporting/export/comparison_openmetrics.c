/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A comparison as OpenMetrics 1.0. What the builds are stands in perf_comparison_info alone: as a
 * label of a ratio it would begin a new series with every comparison. */
#include <math.h>

#include "export/labels.h"
#include "export/shapes.h"

#define TIME "perf_time_over_base_ratio"
#define LOW  "perf_time_over_base_low_ratio"
#define HIGH "perf_time_over_base_high_ratio"
#define WORK "perf_work_over_base_ratio"

static double time_ratio(const ph_contrast *contrast)
{
    return contrast->ratio;
}

static double low_ratio(const ph_contrast *contrast)
{
    return contrast->ci95.low;
}

static double high_ratio(const ph_contrast *contrast)
{
    return contrast->ci95.high;
}

static double work_ratio(const ph_contrast *contrast)
{
    return contrast->head_work / contrast->base_work;
}

/* One list: what a family is called, what it is, and where it is from. */
static const struct {
    const char *name;
    const char *help;
    double (*value)(const ph_contrast *contrast);
} families[] = {
    { TIME, "Head's time over base's: above 1, head is slower.", time_ratio },
    { LOW, "The low end of its 95 % interval.", low_ratio },
    { HIGH, "The high end of its 95 % interval.", high_ratio },
    { WORK, "Head's instructions over base's.", work_ratio },
};

static void add_value(GString *to, const char *family, const ph_comparison_document *document,
                      const ph_contrast *contrast, double value)
{
    char number[G_ASCII_DTOSTR_BUF_SIZE];
    g_autoptr(GString) labels = g_string_new(NULL);

    ph_export_add_label(labels, "benchmark", contrast->benchmark);
    ph_export_add_label(labels, "host", document->fingerprint);
    ph_export_add_label(labels, "suite", document->suite);
    ph_export_add_label(labels, "level", contrast->level);
    ph_export_add_label(labels, "variant", *contrast->variant ? contrast->variant : NULL);
    g_string_append_printf(to, "%s{%s} %s\n", family, labels->str,
                           g_ascii_dtostr(number, sizeof number, value));
}

/* What there is no number for is left out. */
static void add_family(GString *to, const ph_comparison_document *document, gsize family)
{
    const GPtrArray *contrasts = document->report->contrasts;

    g_string_append_printf(to, "# TYPE %s gauge\n# UNIT %s ratio\n# HELP %s %s\n",
                           families[family].name, families[family].name, families[family].name,
                           families[family].help);
    for (guint i = 0; i < contrasts->len; i++) {
        const double value = families[family].value(contrasts->pdata[i]);

        if (isfinite(value))
            add_value(to, families[family].name, document, contrasts->pdata[i], value);
    }
}

static const char *commit_of(const ph_contrast_report *report, const char *side)
{
    const ph_subject_info *info = ph_contrast_subject(report, side);

    return info && info->built_from ? info->built_from->commit : NULL;
}

static void add_info(GString *to, const ph_comparison_document *document)
{
    const ph_contrast_report *report = document->report;
    g_autoptr(GString) labels = g_string_new(NULL);

    ph_export_add_label(labels, "base", document->base_named);
    ph_export_add_label(labels, "head", document->head_named);
    ph_export_add_label(labels, "base_commit", commit_of(report, PH_CONTRAST_BASE));
    ph_export_add_label(labels, "head_commit", commit_of(report, PH_CONTRAST_HEAD));
    ph_export_add_label(labels, "mode", ph_contrast_mode_word(report->mode));
    ph_export_add_label(labels, "verdict", ph_verdict_word(report->verdict));
    g_string_append_printf(to,
                           "# TYPE perf_comparison info\n# HELP perf_comparison What was compared, "
                           "and what came of it.\nperf_comparison_info{%s} 1\n",
                           labels->str);
}

char *ph_export_comparison_openmetrics(const ph_comparison_document *document)
{
    GString *text = g_string_new(NULL);

    for (gsize i = 0; i < G_N_ELEMENTS(families); i++)
        add_family(text, document, i);
    add_info(text, document);
    g_string_append(text, "# EOF\n");
    return g_string_free(text, FALSE);
}
