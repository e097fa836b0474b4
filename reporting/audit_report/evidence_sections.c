/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "audit_report/evidence_sections.h"

#include <math.h>

#include "audit_report/audit_blocks.h"
#include "audit_report/audit_chart.h"
#include "audit_report/audit_words.h"
#include "columns.h"
#include "document/json_member.h"
#include "figure.h"

static gboolean is_off(const cJSON *part)
{
    return !cJSON_IsTrue(ph_json_member(part, "is_on"));
}

static const char switched_off[] = "This part is switched off by the settings.";

/* Floors */

static char *worst_text(const cJSON *month)
{
    const cJSON *worst = ph_json_member(month, "worst");
    const ph_interval ci95 = ph_json_interval(worst, "ci95_mb_s");
    g_autofree char *value = ph_audit_words_rate(worst, "mb_s");
    g_autofree char *low = ph_figure_rate(ci95.low);
    g_autofree char *high = ph_figure_rate(ci95.high);

    return *value && !isnan(ci95.low) ? g_strdup_printf("%s (%s … %s)", value, low, high)
                                      : g_strdup(value);
}

static char *margin_text(const cJSON *month)
{
    const double times = ph_json_number(ph_json_member(month, "worst"), "times_the_floor");

    return isnan(times) ? g_strdup("") : ph_figure_factor(times);
}

static void add_month(cJSON *table, const cJSON *month)
{
    const gboolean is_missing = ph_json_number(month, "runs") == 0.0;

    ph_audit_table_take_row(
        table, ph_audit_words(month, "month"),
        is_missing ? g_strdup("no run") : ph_audit_words_count(month, "runs"),
        ph_audit_words_count(month, "pass"), ph_audit_words_count(month, "warn"),
        ph_audit_words_count(month, "fail"), ph_audit_words_count(month, "inconclusive"),
        ph_audit_words_rate(month, "median_mb_s"), worst_text(month), margin_text(month),
        ph_audit_words_hash(ph_json_member(month, "worst"), "commit"), NULL);
}

static void add_floor(cJSON *blocks, const cJSON *floor)
{
    g_autofree char *suite = ph_audit_words_suite(floor);
    g_autofree char *heading =
        g_strdup_printf("%s, %s (%s), %s", ph_json_text(floor, "floor"),
                        ph_json_text(floor, "benchmark"), ph_json_text(floor, "level"), suite);
    const gboolean is_judged = cJSON_IsTrue(ph_json_member(floor, "is_judged"));
    const double runs = ph_json_number(floor, "runs");
    const double met = ph_json_number(floor, "runs_that_met_it");
    g_autofree char *text = g_strdup_printf(
        "%g of %g runs (%.1f %%) %s %g MB/s; %g of %d months have runs.%s", met, runs,
        runs > 0.0 ? 100.0 * met / runs : 0.0, is_judged ? "met the floor of" : "reached",
        ph_json_number(floor, "floor_mb_s"), ph_json_number(floor, "months_with_runs"),
        cJSON_GetArraySize(ph_json_member(floor, "months")),
        is_judged ? "" : " Shown beside the floor, and not judged: it has no floor of its own.");
    const cJSON *month;
    cJSON *table;

    ph_audit_block_heading(blocks, heading);
    ph_audit_block_text(blocks, text);
    ph_audit_chart_of_floor(blocks, floor);
    table = ph_audit_block_table(blocks, heading,
                                 "month|runs#|pass#|warn#|fail#|inconclusive#|median, MB/s#|worst, "
                                 "MB/s#|of floor#|its commit",
                                 TRUE);
    cJSON_ArrayForEach(month, ph_json_member(floor, "months")) add_month(table, month);
}

void ph_audit_section_slo(cJSON *blocks, const cJSON *document)
{
    const cJSON *slo = ph_json_member(document, "slo");
    const cJSON *floors = ph_json_member(slo, "floors");
    const cJSON *floor;

    if (is_off(slo)) {
        ph_audit_block_text(blocks, switched_off);
        return;
    }
    ph_audit_block_quiet(blocks, ph_json_text(slo, "rule"));
    if (cJSON_GetArraySize(floors) == 0)
        ph_audit_block_text(blocks, "The history has no figure of the period that has a floor.");
    else
        ph_audit_block_quiet(blocks,
                             "In charts, the line is the median of each month, the band what the "
                             "intervals of its runs reach over, the dashed line the floor; a faint "
                             "upright line is a month without a run. Scales are logarithmic.");
    cJSON_ArrayForEach(floor, floors) add_floor(blocks, floor);
}

/* Baselines */

static char *value_text(const cJSON *entry, const char *figure, const char *format)
{
    const cJSON *value = ph_json_member(entry, figure);
    const double old = ph_json_number(value, "old"), new = ph_json_number(value, "new");
    char before[G_ASCII_DTOSTR_BUF_SIZE], after[G_ASCII_DTOSTR_BUF_SIZE];

    (void)g_ascii_formatd(before, sizeof before, format, old);
    (void)g_ascii_formatd(after, sizeof after, format, new);
    if (isnan(new))
        return g_strdup("");
    return isnan(old) ? g_strdup(after) : g_strdup_printf("%s → %s", before, after);
}

static char *how_text(const cJSON *entry)
{
    const int rules = cJSON_GetArraySize(ph_json_member(entry, "overridden"));
    const char *actor = ph_json_text(entry, "actor");
    GString *text = g_string_new(ph_json_text(entry, "action"));

    if (cJSON_IsTrue(ph_json_member(entry, "forced")))
        g_string_append_printf(text, ", forced: %d rule%s overridden", rules,
                               rules == 1 ? "" : "s");
    if (actor)
        g_string_append_printf(text, ", by %s", actor);
    return g_string_free(text, FALSE);
}

static char *reason_text(const cJSON *entry)
{
    const char *reason = ph_json_text(entry, "reason");
    GString *text = g_string_new(reason ? reason : "");
    const cJSON *rule;

    cJSON_ArrayForEach(rule, ph_json_member(entry, "overridden"))
        g_string_append_printf(text, " [overridden: %s]", cJSON_GetStringValue(rule));
    return g_string_free(text, FALSE);
}

static void add_history(cJSON *blocks, const cJSON *history, const cJSON *period)
{
    g_autofree char *suite = ph_audit_words_suite(history);
    g_autofree char *text = g_strdup_printf("%d of %g entries are of the period.",
                                            cJSON_GetArraySize(ph_json_member(history, "entries")),
                                            ph_json_number(history, "entries_in_all"));
    const char *damage = ph_json_text(history, "damage");
    const cJSON *entry;
    cJSON *table;

    ph_audit_block_heading(blocks, damage ? ph_json_text(history, "file") : suite);
    ph_audit_block_text(blocks, damage ? damage : text);
    if (damage || cJSON_GetArraySize(ph_json_member(history, "entries")) == 0)
        return;
    ph_audit_chart_of_baseline(blocks, history, period, "display_gibs");
    ph_audit_chart_of_baseline(blocks, history, period, "comp3_mibs");
    table = ph_audit_block_table(
        blocks, suite, "entry|day|commit|DISPLAY, GiB/s#|COMP-3, MiB/s#|how|reason|hash", FALSE);
    cJSON_ArrayForEach(entry, ph_json_member(history, "entries")) ph_audit_table_take_row(
        table, ph_audit_words_count(entry, "number"), ph_audit_words_day(entry, "promoted_at"),
        ph_audit_words_hash(entry, "commit_sha"), value_text(entry, "display_gibs", "%.3f"),
        value_text(entry, "comp3_mibs", "%.1f"), how_text(entry), reason_text(entry),
        ph_audit_words_hash(entry, "sha256"), NULL);
}

void ph_audit_section_baselines(cJSON *blocks, const cJSON *document)
{
    const cJSON *histories = ph_json_member(ph_json_member(document, "baselines"), "histories");
    const cJSON *period = ph_json_member(ph_json_member(document, "cover"), "period");
    const cJSON *history;

    if (cJSON_GetArraySize(histories) == 0)
        ph_audit_block_text(blocks, "There is no history of a baseline.");
    cJSON_ArrayForEach(history, histories) add_history(blocks, history, period);
}

/* Incidents */

static char *size_text(const cJSON *incident)
{
    const ph_interval ci95 = ph_json_interval(incident, "ci95");
    g_autofree char *change = ph_audit_words_change(incident, "change");
    const double work = ph_json_number(incident, "work_change");
    GString *text = g_string_new(change);

    if (!isnan(ci95.low))
        g_string_append_printf(text, " (%+.1f … %+.1f %%)", 100.0 * ci95.low, 100.0 * ci95.high);
    if (!isnan(work))
        g_string_append_printf(text, "; work %+.2f %%", 100.0 * work);
    return g_string_free(text, FALSE);
}

static char *commits_text(const cJSON *incident)
{
    g_autofree char *found = ph_audit_words_hash(incident, "found_commit");
    g_autofree char *base = ph_audit_words_hash(incident, "base_commit");
    g_autofree char *head = ph_audit_words_hash(incident, "head_commit");

    return *found ? g_strdup(found)
                  : g_strdup_printf("behind %s, up to %s", *base ? base : "?", *head ? head : "?");
}

static char *actions_text(const cJSON *incident)
{
    GString *text = g_string_new(NULL);
    const cJSON *action;

    cJSON_ArrayForEach(action, ph_json_member(incident, "actions"))
    {
        g_autofree char *day = ph_audit_words_day(action, "at");
        const char *actor = ph_json_text(action, "actor");
        const char *words = ph_json_text(action, "text");

        g_string_append_printf(text, "%s%s %s%s%s%s%s", text->len > 0 ? "; " : "", day,
                               ph_json_text(action, "kind"), actor ? " by " : "",
                               actor ? actor : "", words ? ": " : "", words ? words : "");
    }
    return g_string_free(text, FALSE);
}

static char *where_text(const cJSON *incident)
{
    const char *series = ph_json_text(incident, "series");
    g_autofree char *suite = ph_audit_words_suite(incident);

    return g_strdup_printf("%s%s%s", series ? series : "", series ? ", " : "", suite);
}

static char *over_text(const cJSON *incident)
{
    g_autofree char *day = ph_audit_words_day(incident, "over_at");

    return g_strdup_printf("%s%s%s", day, *day ? ", " : "", ph_json_text(incident, "state"));
}

static void add_incidents(cJSON *blocks, const char *caption, const cJSON *incidents)
{
    const cJSON *incident;
    cJSON *table;

    if (cJSON_GetArraySize(incidents) == 0)
        return;
    table = ph_audit_block_table(
        blocks, caption,
        "case|where|size|began|noticed after#|over|time to recovery#|commit|what was done", FALSE);
    cJSON_ArrayForEach(incident, incidents) ph_audit_table_take_row(
        table, ph_audit_words_count(incident, "id"), where_text(incident), size_text(incident),
        ph_audit_words_day(incident, "began_at"), ph_audit_words_span(incident, "detected_after_s"),
        over_text(incident), ph_audit_words_span(incident, "recovery_s"), commits_text(incident),
        actions_text(incident), NULL);
}

void ph_audit_section_incidents(cJSON *blocks, const cJSON *document)
{
    const cJSON *part = ph_json_member(document, "incidents");
    const cJSON *open = ph_json_member(part, "open"), *over = ph_json_member(part, "over");
    g_autofree char *rest = g_strdup_printf(
        "Other cases of the period: %g refuted by comparison, %g only suspected, %g that became "
        "faster.",
        ph_json_number(part, "refuted"), ph_json_number(part, "suspected"),
        ph_json_number(part, "faster"));

    if (is_off(part)) {
        ph_audit_block_text(blocks, switched_off);
        return;
    }
    ph_audit_block_quiet(blocks, ph_json_text(part, "rule"));
    if (cJSON_GetArraySize(open) + cJSON_GetArraySize(over) == 0)
        ph_audit_block_text(blocks, "None recorded.");
    add_incidents(blocks, "Open", open);
    add_incidents(blocks, "Over", over);
    ph_audit_block_text(blocks, rest);
}

/* Changes */

/* So many lines of a file are shown; audit.json has more of them. */
enum { LINES_SHOWN = 4, LINE_COLUMNS = 100, ROWS_UNFOLDED = 24 };

static char *joined(const cJSON *list, const char *sign)
{
    GString *text = g_string_new(NULL);
    const int count = cJSON_GetArraySize(list);
    const cJSON *line;
    int shown = 0;

    cJSON_ArrayForEach(line, list)
    {
        g_autofree char *start = ph_columns_shorten(cJSON_GetStringValue(line), LINE_COLUMNS);

        if (shown++ < LINES_SHOWN)
            g_string_append_printf(text, "%s%s %s", text->len > 0 ? " " : "", sign, start);
    }
    if (count > LINES_SHOWN)
        g_string_append_printf(text, " … and %d more lines", count - LINES_SHOWN);
    return g_string_free(text, FALSE);
}

static char *subject_text(const cJSON *commit)
{
    const char *author = ph_json_text(commit, "author");

    return g_strdup_printf("%s%s%s", ph_json_text(commit, "subject"), author ? ", by " : "",
                           author ? author : "");
}

static void add_settings(cJSON *blocks, const cJSON *commits)
{
    const cJSON *commit, *file;
    cJSON *table;

    ph_audit_block_heading(blocks, "Settings, by the commits of the repository");
    if (!cJSON_IsArray(commits) || cJSON_GetArraySize(commits) == 0) {
        ph_audit_block_text(blocks, cJSON_IsArray(commits)
                                        ? "None recorded."
                                        : "Not known: there is no repository to ask.");
        return;
    }
    table = ph_audit_block_table(blocks, "Changes of settings", "day|commit|what|file|before|after",
                                 cJSON_GetArraySize(commits) > ROWS_UNFOLDED);
    cJSON_ArrayForEach(commit, commits) cJSON_ArrayForEach(file, ph_json_member(commit, "files"))
        ph_audit_table_take_row(table, ph_audit_words_day(commit, "committed_at"),
                                ph_audit_words_hash(commit, "commit"), subject_text(commit),
                                ph_audit_words(file, "path"),
                                joined(ph_json_member(file, "removed"), "−"),
                                joined(ph_json_member(file, "added"), "+"), NULL);
}

void ph_audit_section_changes(cJSON *blocks, const cJSON *document)
{
    const cJSON *part = ph_json_member(document, "changes");
    const cJSON *list = ph_json_member(part, "circumstances");
    const cJSON *change;
    cJSON *table;

    if (is_off(part)) {
        ph_audit_block_text(blocks, switched_off);
        return;
    }
    ph_audit_block_quiet(blocks,
                         "A sample of these changes and of the baselines' entries, the same "
                         "for anybody who has audit.json: perfharness audit sample "
                         "audit.json --seed N.");
    add_settings(blocks, ph_json_member(part, "settings"));
    ph_audit_block_heading(blocks, "Machines, programs and measured builds, by the history");
    if (cJSON_GetArraySize(list) == 0) {
        ph_audit_block_text(blocks, "None recorded.");
        return;
    }
    table = ph_audit_block_table(blocks, "Changes of circumstances",
                                 "day|what|of which|host|before|after|digest",
                                 cJSON_GetArraySize(list) > ROWS_UNFOLDED);
    cJSON_ArrayForEach(change, list) ph_audit_table_take_row(
        table, ph_audit_words_day(change, "at"), ph_audit_words(change, "what"),
        ph_audit_words(change, "name"), ph_audit_words(change, "host"),
        ph_audit_words(change, "from"), ph_audit_words(change, "to"),
        ph_audit_words_hash(change, "to_digest"), NULL);
}
