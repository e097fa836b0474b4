/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/baseline_text.h"

#include <math.h>

#include "build_text.h"
#include "columns.h"
#include "document/json_member.h"
#include "error/error.h"
#include "figure.h"
#include "text_table.h"

enum { SHORT_HASH_LENGTH = 12 };
/* Columns, from the left. */
enum { TEXT_BEGINS = 2, TEXT_GOES_ON = 4, VALUE_BEGINS = 13 };

/* A text of the document as it may be printed; "-" where there is none. The caller frees it. */
static char *text_or_dash(const cJSON *object, const char *name)
{
    char *text = ph_json_printable(object, name);

    return text ? text : g_strdup("-");
}

static char *headline_of(const cJSON *document)
{
    const cJSON *performance = ph_json_member(document, "performance");
    const double display = ph_json_number(performance, "display_gibs");
    g_autofree char *comp3 = ph_figure_rate(ph_json_number(performance, "comp3_mibs"));

    if (isnan(display))
        return g_strdup_printf("DISPLAY - GiB/s, COMP-3 %s MiB/s", comp3);
    return g_strdup_printf("DISPLAY %.2f GiB/s, COMP-3 %s MiB/s", display, comp3);
}

void ph_baseline_show_line(FILE *out, const ph_baseline *baseline)
{
    g_autofree char *headline = headline_of(baseline->document);

    ph_columns_print(out, TEXT_BEGINS, TEXT_GOES_ON, "%s on %s: %s, entry %.*s", baseline->suite,
                     baseline->fingerprint, headline, SHORT_HASH_LENGTH, baseline->sha256);
}

static void show_origin(FILE *out, const cJSON *document)
{
    g_autofree char *promoted_at = text_or_dash(document, "promoted_at");
    g_autofree char *promoted_by = text_or_dash(document, "promoted_by");
    g_autofree char *reason = text_or_dash(document, "reason");
    g_autofree char *sha256 = text_or_dash(document, "sha256");
    g_autofree char *previous = text_or_dash(document, "previous");
    const cJSON *rule;

    ph_columns_print(out, TEXT_BEGINS, VALUE_BEGINS, "promoted   %s by %s%s: %s", promoted_at,
                     promoted_by,
                     cJSON_IsTrue(ph_json_member(document, "forced")) ? ", forced" : "", reason);
    cJSON_ArrayForEach(rule, ph_json_member(document, "overridden"))
    {
        g_autofree char *text = ph_error_printable(cJSON_GetStringValue(rule));

        ph_columns_print(out, TEXT_BEGINS, VALUE_BEGINS, "overridden %s", text);
    }
    (void)fprintf(out, "  entry      %s\n  previous   %s\n", sha256, previous);
}

static void show_built_from(FILE *out, const ph_measurement *measurement)
{
    const ph_subject_info *info = ph_measurement_subject(measurement, PH_HEADLINE_SUBJECT);

    if (info)
        ph_build_text_print(out, "  built from ", info->built_from);
}

static void show_results(FILE *out, const ph_measurement *measurement)
{
    static const char *const titles[] = { "", "launches", "MiB/s", "CV", NULL };
    g_autoptr(ph_text_table) table = ph_text_table_new(TEXT_GOES_ON, titles);
    const char *last = NULL;

    for (guint i = 0; i < measurement->results->len; i++) {
        const ph_result *result = measurement->results->pdata[i];
        g_autofree char *benchmark = ph_error_printable(result->benchmark);

        if (g_strcmp0(last, result->benchmark) != 0)
            ph_text_table_add_words(table, TEXT_BEGINS, benchmark);
        last = result->benchmark;
        ph_text_table_take_row(
            table, ph_figure_name(result), g_strdup_printf("%u", result->launch_ns->len),
            ph_figure_rate(result->throughput_mib_s), ph_figure_share(result->cv), NULL);
    }
    (void)fputc('\n', out);
    ph_text_table_print(out, table);
}

void ph_baseline_show(FILE *out, const ph_baseline *baseline)
{
    const cJSON *document = baseline->document,
                *environment = ph_json_member(document, "environment");
    g_autofree char *timestamp = text_or_dash(document, "timestamp");
    g_autofree char *commit = text_or_dash(document, "commit_sha");
    g_autofree char *cpu = text_or_dash(environment, "cpu_model");
    g_autofree char *system = text_or_dash(environment, "runner_os");
    g_autofree char *rust = text_or_dash(environment, "rust_version");
    g_autofree char *headline = headline_of(document);
    g_autoptr(ph_measurement) measurement = ph_baseline_measurement(baseline);

    if (baseline->is_plain)
        (void)fputs("In the specification's plain shape: no launches, no host, no history\n", out);
    else
        (void)fprintf(out, "%s on %s\n", baseline->suite, baseline->fingerprint);
    ph_columns_print(out, TEXT_BEGINS, TEXT_GOES_ON, "%s", headline);
    ph_columns_print(out, TEXT_BEGINS, VALUE_BEGINS, "measured   %s", timestamp);
    ph_columns_print(out, TEXT_BEGINS, VALUE_BEGINS, "commit     %s", commit);
    ph_columns_print(out, TEXT_BEGINS, VALUE_BEGINS, "host       %s, %s, Rust %s", cpu, system,
                     rust);
    show_built_from(out, measurement);
    if (!baseline->is_plain)
        show_origin(out, document);
    show_results(out, measurement);
}

void ph_baseline_show_history(FILE *out, const ph_chain *history)
{
    for (guint i = history->entries->len; i > 0; i--) {
        const ph_baseline *entry = history->entries->pdata[i - 1];
        g_autofree char *promoted_at = text_or_dash(entry->document, "promoted_at");
        g_autofree char *action = text_or_dash(entry->document, "action");
        g_autofree char *commit = text_or_dash(entry->document, "commit_sha");
        g_autofree char *reason = text_or_dash(entry->document, "reason");
        g_autofree char *headline = headline_of(entry->document);

        (void)fprintf(out, "%.*s  %s  %s%s\n", SHORT_HASH_LENGTH, entry->sha256, promoted_at,
                      action,
                      cJSON_IsTrue(ph_json_member(entry->document, "forced")) ? " (forced)" : "");
        ph_columns_print(out, TEXT_BEGINS, TEXT_GOES_ON, "%s, commit %.*s", headline,
                         SHORT_HASH_LENGTH, commit);
        ph_columns_print(out, TEXT_BEGINS, TEXT_GOES_ON, "%s", reason);
    }
}
