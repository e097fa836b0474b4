/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/history_suite_table.h"

#include <math.h>
#include <string.h>

#include "colour.h"
#include "columns.h"
#include "command/history_case_box.h"
#include "command/history_case_text.h"
#include "command/history_series_change.h"
#include "series/signed_text.h"
#include "sparkline.h"

/* So many runs in so many columns where there are PH_COLUMNS; where there are more, more of both.
 */
enum { RUNS_SHOWN = 90, RUNS_MOST = 365, SPARK_COLUMNS = 24, NAME_COLUMNS = 20 };

/* Of what is not steady, those that changed most: a toolchain moves hundreds. */
enum { ROWS_SHOWN = 20 };

/* Of a page; half of what is wider goes to names, as far as they need it. */
static guint spark_columns(const ph_history_page *page, const GPtrArray *series)
{
    const guint more = page->columns > PH_COLUMNS ? page->columns - PH_COLUMNS : 0;
    guint longest = 0;

    for (guint i = 0; more > 0 && i < series->len; i++) {
        g_autofree char *name =
            ph_series_key_name(&((const ph_surveyed_series *)series->pdata[i])->key);

        longest = MAX(longest, ph_columns_of(name));
    }

    const guint lacking = longest > NAME_COLUMNS ? longest - NAME_COLUMNS : 0;
    return MIN(SPARK_COLUMNS + more - MIN(more / 2, lacking),
               RUNS_MOST * SPARK_COLUMNS / RUNS_SHOWN + 1);
}

static guint runs_in(guint columns)
{
    return MIN(columns * RUNS_SHOWN / SPARK_COLUMNS, RUNS_MOST);
}

static char *spark_of(guint columns, const ph_surveyed_series *series)
{
    const guint count = MIN(series->points->len, runs_in(columns));
    const guint first = series->points->len - count;
    g_autofree double *values = g_new(double, count);
    g_autoptr(GArray) marks = ph_history_level_marks(series, first);

    for (guint i = 0; i < count; i++)
        values[i] = g_array_index(series->points, ph_series_point, first + i).value;
    const ph_sparkline line = { .values = values,
                                .count = count,
                                .marks = (const guint *)(const void *)marks->data,
                                .mark_count = marks->len,
                                .range_least = ph_history_series_range(series) };
    return ph_sparkline_text(&line, columns, NULL);
}

/* "+5.21 %", of the level beside the anchor. */
static char *anchored_text(const ph_surveyed_series *series)
{
    const double level =
        isnan(series->found.level.value) ? series->newest : series->found.level.value;
    g_autofree char *percent = ph_percent_text(expm1(level), 2);

    return series->kind == PH_SERIES_ANCHORED ? g_strdup_printf("%s %%", percent) : g_strdup("");
}

/* "+0.1 ± 0.4", in % a week; "" where it is not known. */
static char *week_text(const ph_surveyed_series *series)
{
    const ph_trend_line *week = &series->week;
    const double half = (week->ci95.high - week->ci95.low) / 2.0;
    g_autofree char *percent = NULL;

    if (isnan(week->per_week))
        return g_strdup("");
    percent = ph_percent_text(week->per_week, 1);
    return g_strdup_printf("%s ± %.1f", percent, 100.0 * half);
}

/* Of so few digits that a column has room for all. */
static gboolean is_whole(double count)
{
    return count == floor(count) && fabs(count) < 1e9;
}

static char *count_text(const ph_surveyed_series *series)
{
    return is_whole(series->newest) ? g_strdup_printf("%.0f", series->newest)
                                    : g_strdup_printf("%.6g", series->newest);
}

static char *speed_text(const ph_history_suite *suite, const ph_surveyed_series *series)
{
    const double speed = ph_history_suite_speed(suite, &series->key);

    return isnan(speed) ? g_strdup("") : g_strdup_printf("%.*f", speed < 100.0 ? 1 : 0, speed);
}

/* Of what no case is of: nobody has searched since. */
static const char *suspicion_of(const ph_surveyed_series *series)
{
    if (series->found.state != PH_SERIES_CANDIDATE)
        return "";
    return series->found.candidate.direction > 0 ? "△" : "▽";
}

/* In the colour of its case; "" for what is steady. */
static char *sign_text(const ph_history_page *page, const ph_history_view *view,
                       const ph_surveyed_series *series)
{
    const ph_case_entry *entry = ph_history_view_case(view, series);
    const char *colour = entry ? ph_history_case_colour(page, entry) : "";

    return entry ? g_strconcat(colour, ph_history_case_sign(view, entry),
                               *colour ? PH_COLOUR_END : "", NULL)
                 : g_strdup(suspicion_of(series));
}

/* What is printed of a suite. */
typedef struct suite_table {
    const ph_history_page *page;
    const ph_history_view *view;
    const ph_history_suite *suite;
    ph_text_table *rows;
    ph_text_table *counts; /* Of what no speed is of; of bars none are apart. */
    guint spark;           /* Columns. */
    double longest;        /* The change whose bar is the longest; 0: no bars. */
} suite_table;

static void add_count(const suite_table *table, const ph_surveyed_series *series)
{
    ph_text_table_take_row(table->counts, ph_series_key_name(&series->key), count_text(series),
                           spark_of(table->spark, series),
                           sign_text(table->page, table->view, series), NULL);
}

static void add_spark(const suite_table *table, const ph_surveyed_series *series)
{
    g_autofree char *sign = sign_text(table->page, table->view, series);
    g_autofree char *week = week_text(series);

    ph_text_table_take_row(
        table->rows, ph_series_key_name(&series->key), speed_text(table->suite, series),
        anchored_text(series), spark_of(table->spark, series),
        *sign && *week ? g_strdup_printf("%s %s", sign, week) : g_strconcat(sign, week, NULL),
        NULL);
}

static void add_bar(const suite_table *table, const ph_surveyed_series *series)
{
    const ph_series_change change = ph_history_series_change(table->view, series);
    g_autofree char *sign = sign_text(table->page, table->view, series);
    g_autofree char *bar = ph_change_bar(change.change, table->longest, table->page->columns / 4);
    g_autofree char *text = ph_history_series_change_text(&change);

    ph_text_table_take_row(table->rows, ph_series_key_name(&series->key), g_steal_pointer(&sign),
                           g_strdup_printf("%s%s%s", bar, *bar ? " " : "", text),
                           ph_history_series_change_values(&change, series), NULL);
}

static void add_row(const suite_table *table, const ph_surveyed_series *series)
{
    if (table->longest > 0.0)
        add_bar(table, series);
    else if (series->kind == PH_SERIES_EXACT)
        add_count(table, series);
    else
        add_spark(table, series);
}

/* Series that are not shown, by why. */
typedef struct left_out {
    guint moved; /* Beyond ROWS_SHOWN. */
    guint steady, learning, over, imported;
} left_out;

static void print_left_out(const ph_history_page *page, const left_out *out)
{
    if (out->moved > 0)
        ph_history_page_print(page, 2, 4, "%u more %s not steady (--all)", out->moved,
                              out->moved == 1 ? "is" : "are");
    if (out->steady > 0)
        ph_history_page_print(page, 2, 4, "%u series %s steady (--all)", out->steady,
                              out->steady == 1 ? "is" : "are");
    if (out->learning > 0)
        ph_history_page_print(page, 2, 4, "%u learn%s: a level takes 17 commits (--all)",
                              out->learning, out->learning == 1 ? "s" : "");
    if (out->imported > 0)
        ph_history_page_print(page, 2, 4, "%u %s imported (--all)", out->imported,
                              out->imported == 1 ? "is" : "are");
    if (out->over > 0)
        ph_history_page_print(page, 2, 4, "%u %s measured no more (--all)", out->over,
                              out->over == 1 ? "is" : "are");
}

/* Whether a series is shown; else it is counted. */
static gboolean is_shown(const ph_history_view *view, const ph_surveyed_series *series,
                         left_out *out)
{
    if (series->is_imported)
        out->imported++;
    else if (series->is_over)
        out->over++;
    else if (!ph_history_view_is_steady(view, series))
        return TRUE;
    else if (series->found.state == PH_SERIES_LEARNING)
        out->learning++;
    else
        out->steady++;
    return FALSE;
}

static ph_text_table *rows_new(guint spark, gboolean is_barred)
{
    g_autofree char *runs = g_strdup_printf("<%u runs", runs_in(spark));
    const char *const spark_titles[] = { "series", "MiB/s", "to anchor", runs, "% a week", NULL };
    static const char *const bar_titles[] = { "series", "<", "<change", "<before → after", NULL };

    return ph_text_table_new(2, is_barred ? bar_titles : spark_titles);
}

static ph_text_table *counts_new(guint spark)
{
    g_autofree char *runs = g_strdup_printf("<%u runs", runs_in(spark));
    const char *const titles[] = { "series", "count", runs, "<", NULL };

    return ph_text_table_new(2, titles);
}

void ph_history_print_suite(const ph_history_page *page, const ph_history_request *request,
                            const ph_history_view *view, const ph_history_suite *suite)
{
    g_autoptr(GPtrArray) ordered = ph_history_view_ordered(view, suite);
    const guint spark = spark_columns(page, ordered);
    g_autoptr(ph_text_table) rows = rows_new(spark, request->is_barred);
    g_autoptr(ph_text_table) counts = counts_new(spark);
    const double longest = request->is_barred ? ph_history_longest_change(view) : 0.0;
    const suite_table table = { page, view, suite, rows, counts, spark, longest };
    left_out out = { 0 };
    guint shown = 0;

    for (guint i = 0; i < ordered->len; i++) {
        if (!request->is_all && !is_shown(view, ordered->pdata[i], &out))
            continue;
        if (request->is_all || shown++ < ROWS_SHOWN)
            add_row(&table, ordered->pdata[i]);
        else
            out.moved++;
    }
    ph_history_page_table(page, rows);
    if (!ph_text_table_is_empty(rows) && !ph_text_table_is_empty(counts))
        (void)fputc('\n', page->to);
    ph_history_page_table(page, counts);
    print_left_out(page, &out);
    for (guint i = 0; i < suite->floors->len; i++) {
        const ph_history_floor *floor = &g_array_index(suite->floors, ph_history_floor, i);
        g_autofree char *room = ph_head_room_text(&floor->room);

        ph_history_page_print(page, 2, 4, "%s, %s, %s level: %s", floor->name, floor->benchmark,
                              floor->level, room);
    }
}

/* The build that its ratios are to, as far as it is known. */
static char *anchor_text(const ph_history_suite *suite)
{
    const ph_anchor *anchor = suite->measurement ? suite->measurement->anchor : NULL;

    if (!suite->is_anchored)
        return g_strdup("not anchored");
    return anchor ? g_strdup_printf("anchored to %s", anchor->name) : g_strdup("anchored");
}

void ph_history_print_suite_head(const ph_history_page *page, const ph_history_suite *suite)
{
    g_autofree char *sha = ph_history_short_sha(suite->newest->sha);
    g_autofree char *anchor = anchor_text(suite);
    const char *branch = suite->newest->branch;

    (void)fputc('\n', page->to);
    ph_history_page_print(page, 0, 2, "%s on %s, %s%sup to %s, %u %s, %s",
                          *suite->key->suite ? suite->key->suite : "workloads", suite->key->host,
                          branch ? branch : "", branch ? " " : "", sha, suite->runs,
                          suite->runs == 1 ? "run" : "runs", anchor);
}
