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

/* "0.78 → 0.82 GiB/s, at least 3.4 % faster", of one figure. */
static char *describe_value(const cJSON *value, gboolean is_display)
{
    const double before = ph_json_number(value, "old"), after = ph_json_number(value, "new");
    const double gain = ph_json_number(value, "least_gain");
    g_autofree char *old = isnan(before) ? g_strdup("-")
                           : is_display  ? g_strdup_printf("%.2f", before)
                                         : ph_figure_rate(before);
    g_autofree char *new = isnan(after) ? g_strdup("-")
                           : is_display ? g_strdup_printf("%.2f", after)
                                        : ph_figure_rate(after);
    g_autofree char *least =
        isnan(gain) ? g_strdup("") : g_strdup_printf(", at least %+.1f %%", gain * 100.0);

    return g_strdup_printf("%s to %s %s%s", old, new, is_display ? "GiB/s" : "MiB/s", least);
}

/* Nothing where there was no baseline before, or nobody said. */
static void show_values(FILE *out, const char *title, const cJSON *document)
{
    const cJSON *values = ph_json_member(document, PH_EVIDENCE_VALUES);
    const cJSON *display = ph_json_member(values, "display_gibs");
    const cJSON *comp3 = ph_json_member(values, "comp3_mibs");
    const double confidence = ph_json_number(document, PH_EVIDENCE_CONFIDENCE);
    g_autofree char *display_text = describe_value(display, TRUE);
    g_autofree char *comp3_text = describe_value(comp3, FALSE);
    g_autofree char *sure = isnan(confidence)
                                ? g_strdup("")
                                : g_strdup_printf(", with %g %% confidence", confidence * 100.0);

    if (!isnan(ph_json_number(display, "old")) || !isnan(ph_json_number(comp3, "old")))
        ph_columns_print(out, TEXT_BEGINS, *title ? VALUE_BEGINS : TEXT_GOES_ON,
                         "%sDISPLAY %s, COMP-3 %s%s", title, display_text, comp3_text, sure);
}

static void show_runs(FILE *out, const cJSON *document)
{
    const cJSON *run;
    gboolean is_first = TRUE;

    cJSON_ArrayForEach(run, ph_json_member(document, PH_EVIDENCE_RUNS))
    {
        ph_columns_print(out, is_first ? TEXT_BEGINS : VALUE_BEGINS, VALUE_BEGINS,
                         "%srun of %s, SHA-256 %.*s", is_first ? "based on   " : "",
                         ph_json_text(run, "timestamp"), SHORT_HASH_LENGTH,
                         ph_json_text(run, "sha256"));
        is_first = FALSE;
    }
}

static void show_checks(FILE *out, const cJSON *document)
{
    const cJSON *checks = ph_json_member(document, "checks"), *check;
    GString *list = g_string_new(NULL);
    g_autofree char *printable = NULL;

    cJSON_ArrayForEach(check, ph_json_member(checks, "required"))
        g_string_append_printf(list, "%s%s %s", list->len ? ", " : "", ph_json_text(check, "name"),
                               ph_json_text(check, "conclusion"));
    printable = ph_error_printable(list->len ? list->str : "none are required");
    if (checks)
        ph_columns_print(out, TEXT_BEGINS, VALUE_BEGINS, "checks     of %.*s at %s: %s",
                         SHORT_HASH_LENGTH, ph_json_text(checks, "commit"),
                         ph_json_text(checks, "asked_at"), printable);
    g_string_free(list, TRUE);
}

/* Which of the reasons it was, and what it stands on. */
static void show_grounds(FILE *out, const cJSON *document)
{
    const char *kind = ph_json_text(document, "reason_kind");

    if (kind)
        ph_columns_print(out, TEXT_BEGINS, VALUE_BEGINS, "reason     %s", kind);
    show_values(out, "figures    ", document);
    show_runs(out, document);
    show_checks(out, document);
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
    show_grounds(out, document);
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

void ph_baseline_show_waiting(FILE *out, const ph_candidate *candidate)
{
    g_autofree char *headline = headline_of(candidate->entry->document);

    ph_columns_print(out, TEXT_BEGINS, TEXT_GOES_ON,
                     "waits until %s for `perfharness baseline approve` or `reject`: %s",
                     candidate->due_at, headline);
}

static void show_rejected(FILE *out, const cJSON *rejected)
{
    g_autofree char *by = text_or_dash(rejected, "rejected_by");
    g_autofree char *reason = text_or_dash(rejected, "reason");

    (void)fprintf(out, "\nRejected at %s\n", ph_json_text(rejected, "rejected_at"));
    ph_columns_print(out, TEXT_BEGINS, VALUE_BEGINS, "by         %s: %s", by, reason);
    show_values(out, "figures    ", rejected);
    show_runs(out, rejected);
}

void ph_baseline_show_candidate(FILE *out, const ph_candidate *candidate, gboolean is_live)
{
    const cJSON *rejected;

    if (candidate->entry) {
        (void)fprintf(out, "\nCandidate, proposed at %s\n", candidate->proposed_at);
        if (is_live)
            ph_columns_print(out, TEXT_BEGINS, TEXT_GOES_ON,
                             "promoted from %s on, or by `perfharness baseline approve`, unless "
                             "it is rejected",
                             candidate->due_at);
        else
            ph_columns_print(out, TEXT_BEGINS, TEXT_GOES_ON,
                             "of an earlier baseline: it no longer counts");
        show_grounds(out, candidate->entry->document);
    }
    cJSON_ArrayForEach(rejected, ph_json_member(candidate->document, "rejected"))
        show_rejected(out, rejected);
}

void ph_baseline_show_history(FILE *out, const ph_chain *history)
{
    for (guint i = history->entries->len; i > 0; i--) {
        g_autoptr(ph_baseline) entry = ph_chain_entry_at(history, i - 1);
        g_autofree char *promoted_at = text_or_dash(entry->document, "promoted_at");
        g_autofree char *action = text_or_dash(entry->document, "action");
        g_autofree char *commit = text_or_dash(entry->document, "commit_sha");
        g_autofree char *by = ph_baseline_actor(entry);
        g_autofree char *reason = text_or_dash(entry->document, "reason");
        g_autofree char *headline = headline_of(entry->document);
        g_autofree char *kind = ph_json_printable(entry->document, "reason_kind");

        (void)fprintf(out, "%.*s  %s  %s%s%s%s\n", SHORT_HASH_LENGTH, entry->sha256, promoted_at,
                      action,
                      cJSON_IsTrue(ph_json_member(entry->document, "forced")) ? " (forced)" : "",
                      kind ? ", " : "", kind ? kind : "");
        ph_columns_print(out, TEXT_BEGINS, TEXT_GOES_ON, "%s, commit %.*s", headline,
                         SHORT_HASH_LENGTH, commit);
        show_values(out, "", entry->document);
        ph_columns_print(out, TEXT_BEGINS, TEXT_GOES_ON, "%s%s%s%s", by ? "by " : "", by ? by : "",
                         by ? ": " : "", reason);
    }
}
