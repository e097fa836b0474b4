/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The page of a history: its data, through a template. */
#include "dashboard/dashboard.h"
#include "dashboard/series_data.h"
#include "error/error.h"
#include "figure.h"
#include "report_value.h"

static char *escape(const char *text)
{
    return g_markup_escape_text(text, -1);
}

static const char *const questions[] = {
#define X(identifier, heading) heading,
    PH_DASHBOARD_QUESTION_LIST(X)
#undef X
};

static cJSON *line_data(const ph_dashboard_line *line)
{
    cJSON *object = cJSON_CreateObject();

    ph_report_value_set(object, "before", line->before);
    ph_report_value_set(object, "named", line->named);
    ph_report_value_set(object, "link", line->link);
    ph_report_value_set(object, "after", line->after);
    return object;
}

/* A question to which there is no answer is not asked. */
static void add_answers(cJSON *to, const ph_dashboard_case *of)
{
    cJSON *list = cJSON_AddArrayToObject(to, "answers");

    for (guint i = 0; i < PH_DASHBOARD_QUESTION_COUNT; i++) {
        cJSON *answer, *lines;

        if (of->answers[i]->len == 0)
            continue;
        answer = cJSON_CreateObject();
        ph_report_value_set(answer, "question", questions[i]);
        lines = cJSON_AddArrayToObject(answer, "lines");
        for (guint n = 0; n < of->answers[i]->len; n++)
            cJSON_AddItemToArray(lines, line_data(of->answers[i]->pdata[n]));
        cJSON_AddItemToArray(list, answer);
    }
}

static cJSON *case_data(const ph_dashboard_case *of)
{
    cJSON *object = cJSON_CreateObject();

    ph_report_value_take(object, "case", g_strdup_printf("%" G_GINT64_FORMAT, of->id));
    ph_report_value_set(object, "look", ph_dashboard_look_name(of->look));
    ph_report_value_set(object, "sign", of->sign);
    ph_report_value_set(object, "title", of->title);
    ph_report_value_set(object, "severity", of->severity);
    ph_report_value_set(object, "state", of->state);
    add_answers(object, of);
    if (of->largest)
        ph_dashboard_add_spark(object, "spark", of->largest);
    else
        cJSON_AddFalseToObject(object, "spark");
    return object;
}

/* Nothing where there are none. */
static void add_group(cJSON *to, const char *heading, const GPtrArray *cases, gboolean is_folded)
{
    cJSON *group, *list;

    if (cases->len == 0)
        return;
    group = cJSON_CreateObject();
    ph_report_value_set(group, "heading", heading);
    cJSON_AddBoolToObject(group, "is_folded", is_folded);
    list = cJSON_AddArrayToObject(group, "cases");
    for (guint i = 0; i < cases->len; i++)
        cJSON_AddItemToArray(list, case_data(cases->pdata[i]));
    cJSON_AddItemToArray(to, group);
}

static void add_texts(cJSON *to, const char *name, const char *has_name, const GPtrArray *texts)
{
    cJSON *list = cJSON_AddArrayToObject(to, name);

    for (guint i = 0; i < texts->len; i++) {
        g_autofree char *printable = ph_error_printable(texts->pdata[i]);

        cJSON_AddItemToArray(list, cJSON_CreateString(printable));
    }
    cJSON_AddBoolToObject(to, has_name, texts->len > 0);
}

static cJSON *told_data(const ph_dashboard_told *told)
{
    cJSON *object = cJSON_CreateObject();

    ph_report_value_take(object, "day", ph_dashboard_day(told->at_us));
    ph_report_value_set(object, "title", told->title);
    ph_report_value_set(object, "severity", told->severity);
    ph_report_value_set(object, "channels", told->channels);
    return object;
}

static gboolean is_news(const ph_dashboard_series *series)
{
    return series->look != PH_DASHBOARD_STEADY;
}

/* Of one look, in all suites. */
typedef struct tally {
    guint series, news, learning;
} tally;

static tally count_series(const ph_dashboard *dashboard)
{
    tally count = { 0 };

    for (guint i = 0; i < dashboard->suites->len; i++) {
        const ph_dashboard_suite *suite = dashboard->suites->pdata[i];

        count.series += suite->series->len;
        for (guint n = 0; n < suite->series->len; n++) {
            const ph_dashboard_series *series = suite->series->pdata[n];

            count.news += is_news(series) ? 1 : 0;
            count.learning += !is_news(series) && series->is_learning ? 1 : 0;
        }
    }
    return count;
}

static cJSON *suite_data(const ph_dashboard_suite *suite, gboolean is_one_of_many)
{
    cJSON *object = cJSON_CreateObject(), *list;
    gboolean has_news = FALSE;

    ph_report_value_set(object, "suite", suite->title);
    ph_report_value_set(object, "suite_until", suite->until);
    add_texts(object, "notes", "has_notes", suite->notes);
    list = cJSON_AddArrayToObject(object, "series");
    for (guint i = 0; i < suite->series->len; i++) {
        cJSON_AddItemToArray(list,
                             ph_dashboard_series_data(suite->series->pdata[i], is_one_of_many));
        has_news = has_news || is_news(suite->series->pdata[i]);
    }
    cJSON_AddBoolToObject(object, "is_anchored", suite->is_anchored);
    cJSON_AddBoolToObject(object, "has_series", suite->series->len > 0);
    cJSON_AddBoolToObject(object, "has_news", has_news);
    return object;
}

static cJSON *host_data(const ph_dashboard_host *host)
{
    cJSON *object = cJSON_CreateObject(), *list;

    ph_report_value_set(object, "host", host->name);
    ph_report_value_set(object, "cpu", host->cpu_model);
    add_texts(object, "facts", "has_facts", host->facts);
    list = cJSON_AddArrayToObject(object, "changes");
    for (guint i = 0; i < host->changes->len; i++) {
        const ph_dashboard_change *change = host->changes->pdata[i];
        cJSON *entry = cJSON_CreateObject();

        ph_report_value_take(entry, "day", ph_dashboard_day(change->at_us));
        ph_report_value_set(entry, "what", change->what);
        ph_report_value_set(entry, "from", change->from);
        ph_report_value_set(entry, "to", change->to);
        cJSON_AddItemToArray(list, entry);
    }
    cJSON_AddBoolToObject(object, "has_changes", host->changes->len > 0);
    ph_report_value_take(object, "changes_more",
                         host->changes_more > 0 ? g_strdup_printf("%u", host->changes_more) : NULL);
    return object;
}

/* "2 cases are open, 1 is acknowledged": what the page begins with. The caller frees it, as the
 * next. */
static char *headline_of(const ph_dashboard *dashboard)
{
    guint known = 0, open;
    GString *text = g_string_new(NULL);

    for (guint i = 0; i < dashboard->open->len; i++)
        known += ((const ph_dashboard_case *)dashboard->open->pdata[i])->is_known ? 1 : 0;
    open = dashboard->open->len - known;
    if (dashboard->suites->len == 0)
        g_string_append(text, "No run stands in a trend yet");
    else if (open == 0)
        g_string_append(text, "No case is open");
    else
        g_string_append_printf(text, "%u case%s open", open, open == 1 ? " is" : "s are");
    if (known > 0)
        g_string_append_printf(text, ", %u %s acknowledged", known, known == 1 ? "is" : "are");
    return g_string_free(text, FALSE);
}

static char *counts_of(const ph_dashboard *dashboard)
{
    const tally count = count_series(dashboard);
    g_autofree char *all = ph_figure_count(count.series);
    g_autofree char *steady = ph_figure_count(count.series - count.news - count.learning);
    GString *text = g_string_new(NULL);

    if (dashboard->suspected->len > 0)
        g_string_append_printf(text, "%u suspected, ", dashboard->suspected->len);
    g_string_append_printf(text, "%s of %s series steady", steady, all);
    if (count.learning > 0)
        g_string_append_printf(text, ", %u learning", count.learning);
    g_string_append_printf(text, ", on %u host%s", dashboard->hosts->len,
                           dashboard->hosts->len == 1 ? "" : "s");
    return g_string_free(text, FALSE);
}

/* The worst of what is open: how its heading looks. */
static const char *urgency_of(const ph_dashboard *dashboard)
{
    const ph_dashboard_case *worst = dashboard->open->len > 0 ? dashboard->open->pdata[0] : NULL;

    return worst && worst->severity ? worst->severity : "none";
}

static cJSON *data_of(const ph_dashboard *dashboard)
{
    const gboolean are_many = count_series(dashboard).series > PH_DASHBOARD_SERIES_MANY;
    cJSON *data = cJSON_CreateObject(), *list;

    ph_report_value_take(data, "headline", headline_of(dashboard));
    ph_report_value_set(data, "urgency", urgency_of(dashboard));
    ph_report_value_take(data, "counts", dashboard->suites->len > 0 ? counts_of(dashboard) : NULL);
    ph_report_value_set(data, "until", dashboard->until);
    ph_report_value_set(data, "chain", dashboard->chain);
    cJSON_AddBoolToObject(data, "is_chain_broken", !dashboard->is_chain_whole);
    ph_report_value_set(data, "store", dashboard->store);
    ph_report_value_take(data, "made", ph_dashboard_day(dashboard->made_us));
    ph_report_value_take(data, "days", g_strdup_printf("%u", dashboard->days));
    list = cJSON_AddArrayToObject(data, "groups");
    add_group(list, "Open cases", dashboard->open, FALSE);
    add_group(list, "Only suspected: their builds are not compared yet", dashboard->suspected,
              FALSE);
    add_group(list, "What was over lately", dashboard->over, TRUE);
    list = cJSON_AddArrayToObject(data, "told");
    for (guint i = 0; i < dashboard->told->len; i++)
        cJSON_AddItemToArray(list, told_data(dashboard->told->pdata[i]));
    cJSON_AddBoolToObject(data, "has_told", dashboard->told->len > 0);
    list = cJSON_AddArrayToObject(data, "suites");
    for (guint i = 0; i < dashboard->suites->len; i++)
        cJSON_AddItemToArray(list, suite_data(dashboard->suites->pdata[i], are_many));
    cJSON_AddBoolToObject(data, "has_suites", dashboard->suites->len > 0);
    list = cJSON_AddArrayToObject(data, "hosts");
    for (guint i = 0; i < dashboard->hosts->len; i++)
        cJSON_AddItemToArray(list, host_data(dashboard->hosts->pdata[i]));
    cJSON_AddBoolToObject(data, "has_hosts", dashboard->hosts->len > 0);
    return data;
}

char *ph_dashboard_html(const ph_dashboard *dashboard, const ph_template *from, const char *style,
                        GError **error)
{
    cJSON *data = data_of(dashboard);
    char *text;

    cJSON_AddStringToObject(data, "style", style);
    text = ph_mustache_render(from, data, escape, error);
    cJSON_Delete(data);
    return text;
}
