/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "alert/case_notice.h"

#include <math.h>
#include <string.h>

#include "alert/template.h"
#include "document/json_member.h"
#include "error/error.h"
#include "history/history_clock.h"

enum { SHORT_DIGITS = 8, DAY_DIGITS = 10, THREAD_DIGITS = 12 };

char *ph_case_notice_thread(const ph_history_case *about)
{
    g_autofree char *text = ph_history_case_text(about);
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);

    return g_strdup_printf("case-%" G_GINT64_FORMAT "-%.*s", about->id, THREAD_DIGITS, digest);
}

ph_change_figures ph_case_notice_figures(const ph_case_entry *entry)
{
    const ph_history_level *largest = entry->largest;

    if (!largest)
        return ph_change_figures_of(NAN, NAN, NAN, NAN);
    return ph_change_figures_of(largest->change, largest->low, largest->high, largest->p_value);
}

/* Texts of a case while they are made. */
typedef struct case_texts {
    const ph_alert_source *source;
    const ph_case_entry *entry;
    const ph_surveyed_series *series; /* Of the largest level; NULL: it is gone. */
    char *commit;                     /* That brought it, in full; NULL: not known. */
    char *value[PH_ALERT_PLACEHOLDER_COUNT];
} case_texts;

static void clear_texts(case_texts *texts)
{
    g_free(texts->commit);
    for (guint i = 0; i < PH_ALERT_PLACEHOLDER_COUNT; i++)
        g_free(texts->value[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(case_texts, clear_texts)

/* The one that was found by searching the case's commits. */
static char *found_commit(const ph_case_entry *entry)
{
    const ph_history_event *event = ph_case_entry_event(entry, PH_HISTORY_EVENT_BISECT);
    cJSON *detail = event && event->detail ? cJSON_Parse(event->detail) : NULL;
    char *commit = g_strdup(ph_json_text(detail, "commit"));

    cJSON_Delete(detail);
    return commit;
}

static char *short_sha(const char *sha)
{
    return sha ? g_strndup(sha, SHORT_DIGITS) : g_strdup("?");
}

static char *change_text(double change)
{
    if (!isfinite(change))
        return g_strdup("?");
    return g_strdup_printf(fabs(change) < 0.01 ? "%+.2f" : "%+.1f", 100.0 * change);
}

static char *confidence_text(const ph_history_level *level)
{
    const double confidence = level ? 100.0 * (1.0 - level->p_value) : NAN;

    if (isnan(confidence))
        return g_strdup("?");
    return confidence > 99.99 ? g_strdup("99.99") : g_strdup_printf("%.4g", confidence);
}

static char *time_text(double ns)
{
    static const char *const units[] = { "ns", "µs", "ms", "s" };
    guint unit = 0;

    while (ns >= 1000.0 && unit + 1 < G_N_ELEMENTS(units)) {
        ns /= 1000.0;
        unit++;
    }
    return g_strdup_printf("%.3g %s", ns, units[unit]);
}

static char *value_text(double value, ph_metric metric)
{
    if (isnan(value))
        return g_strdup("?");
    if (metric == PH_METRIC_TIME)
        return time_text(exp(value));
    if (metric == PH_METRIC_ANCHOR)
        return g_strdup_printf("%.4f × the anchor's time", exp(value));
    return g_strdup_printf("%.6g %s", value, ph_metric_unit(metric));
}

/* That of the last point up to a position; NAN: there is none. */
static double value_at(const ph_surveyed_series *series, gint64 position)
{
    double value = NAN;

    for (guint i = 0; series && i < series->points->len; i++) {
        const ph_series_point *point = &g_array_index(series->points, ph_series_point, i);

        if (point->position <= position)
            value = point->value;
    }
    return value;
}

static const ph_history_run *run_of(const ph_alert_source *source, const char *sha)
{
    for (guint i = 0; sha && i < source->runs->len; i++) {
        const ph_history_run *run = source->runs->pdata[i];

        if (g_strcmp0(run->sha, sha) == 0)
            return run;
    }
    return NULL;
}

static char *host_text(const case_texts *texts)
{
    const char *host = texts->entry->about->host;

    for (guint i = 0; i < texts->source->runs->len; i++) {
        const ph_history_run *run = texts->source->runs->pdata[i];

        if (strcmp(run->host, host) == 0 && run->cpu_model)
            return g_strdup_printf("%.*s (%s)", SHORT_DIGITS, host, run->cpu_model);
    }
    return g_strndup(host, SHORT_DIGITS);
}

/* So many levels that count as the largest does. */
static guint count_series(const ph_case_entry *entry)
{
    guint count = 0;

    for (guint i = 0; entry->largest && i < entry->levels->len; i++)
        count +=
            ((const ph_history_level *)entry->levels->pdata[i])->cause == entry->largest->cause;
    return count;
}

static char *series_name(const ph_alert_source *source, const ph_history_level *level)
{
    const ph_surveyed_series *series =
        level ? ph_series_survey_find(source->survey, level->series_id) : NULL;

    return series ? ph_series_key_name(&series->key) : g_strdup("a series");
}

static void fill_values(case_texts *texts, const char *issue_url)
{
    const ph_case_entry *entry = texts->entry;
    const ph_history_level *largest = entry->largest;
    const char *first = largest && largest->first_sha ? largest->first_sha : entry->about->head_sha;
    const ph_history_run *run = run_of(texts->source, texts->commit ? texts->commit : first);
    const ph_metric metric = texts->series ? texts->series->key.metric : PH_METRIC_TIME;
    g_autofree char *seen = ph_history_time_text(entry->about->at_us);
    char **value = texts->value;

    value[PH_ALERT_PLACEHOLDER_METRIC_NAME] = series_name(texts->source, largest);
    value[PH_ALERT_PLACEHOLDER_CHANGE_PERCENT] = change_text(largest ? largest->change : NAN);
    value[PH_ALERT_PLACEHOLDER_CONFIDENCE_LEVEL] = confidence_text(largest);
    value[PH_ALERT_PLACEHOLDER_BASELINE_VALUE] =
        value_text(largest ? value_at(texts->series, largest->last_good_position) : NAN, metric);
    value[PH_ALERT_PLACEHOLDER_CURRENT_VALUE] =
        value_text(largest ? value_at(texts->series, largest->first_position) : NAN, metric);
    value[PH_ALERT_PLACEHOLDER_COMMIT_HASH] = short_sha(texts->commit ? texts->commit : first);
    value[PH_ALERT_PLACEHOLDER_BRANCH_NAME] = g_strdup(run && run->branch ? run->branch : "main");
    value[PH_ALERT_PLACEHOLDER_HOST] = host_text(texts);
    value[PH_ALERT_PLACEHOLDER_SERIES_COUNT] = g_strdup_printf("%u", count_series(entry));
    value[PH_ALERT_PLACEHOLDER_FIRST_SEEN] = g_strndup(seen, DAY_DIGITS);
    value[PH_ALERT_PLACEHOLDER_ISSUE_URL] = g_strdup(issue_url ? issue_url : "");
    value[PH_ALERT_PLACEHOLDER_CASE] = g_strdup_printf("%" G_GINT64_FORMAT, entry->about->id);
}

static gint compare_levels(gconstpointer a, gconstpointer b)
{
    const double change = fabs((*(const ph_history_level *const *)a)->change);
    const double other = fabs((*(const ph_history_level *const *)b)->change);

    return change > other ? -1 : change < other;
}

static char *row_text(const ph_history_level *level)
{
    g_autofree char *change = change_text(level->change);

    if (isnan(level->low) || level->low == level->high)
        return g_strdup_printf("%s %%", change);
    return g_strdup_printf("%s %% (%+.2f … %+.2f %%)", change, 100.0 * level->low,
                           100.0 * level->high);
}

/* The largest first, as far as they are named. */
static void add_rows(ph_alert_notice *notice, const case_texts *texts)
{
    const ph_case_entry *entry = texts->entry;
    g_autoptr(GPtrArray) levels = g_ptr_array_new();

    for (guint i = 0; entry->largest && i < entry->levels->len; i++)
        if (((const ph_history_level *)entry->levels->pdata[i])->cause == entry->largest->cause)
            g_ptr_array_add(levels, entry->levels->pdata[i]);
    g_ptr_array_sort(levels, compare_levels);
    for (guint i = 0; i < MIN(levels->len, PH_ALERT_ROWS_MAX); i++) {
        g_autofree char *name = series_name(texts->source, levels->pdata[i]);
        g_autofree char *text = row_text(levels->pdata[i]);

        ph_alert_notice_add_row(notice, name, text);
    }
    notice->more_count = levels->len - MIN(levels->len, PH_ALERT_ROWS_MAX);
}

/* A line of its own behind what is there. */
static void add_line(GString *text, const char *line)
{
    g_string_append_printf(text, "%s%s", text->len ? "\n" : "", line);
}

static void add_commits(GString *text, const case_texts *texts)
{
    const ph_history_case *about = texts->entry->about;
    g_autofree char *base = short_sha(about->base_sha);
    g_autofree char *head = short_sha(about->head_sha);
    g_autofree char *line = NULL;

    if (texts->commit || !about->base_sha || !about->head_sha)
        return;
    line = g_strdup_printf("It came behind %s, up to %s.", base, head);
    add_line(text, line);
}

static void add_doubt(GString *text, const ph_case_entry *entry)
{
    const ph_history_event *event = ph_case_entry_event(entry, PH_HISTORY_EVENT_UNCONFIRMED);
    g_autofree char *line = NULL;

    if (entry->life.is_confirmed)
        return;
    line = g_strdup_printf("Not confirmed: %s.", event && event->text
                                                     ? event->text
                                                     : "the two builds could not be compared");
    add_line(text, line);
}

static void add_owners(GString *text, const case_texts *texts)
{
    const ph_alert_source *source = texts->source;
    g_autofree char *owners =
        texts->commit && source->owners ? source->owners(texts->commit, source->owners_data) : NULL;
    g_autofree char *line =
        owners ? g_strdup_printf("Owners of what it changed: %s.", owners) : NULL;

    if (line)
        add_line(text, line);
}

/* What is said of a case that was told of already; NULL: what its rule says. */
static const struct {
    const char *before; /* Its title. */
    ph_history_event_kind event;
    gboolean is_event; /* The event's text is what is said. */
} wordings[PH_ALERT_OCCASION_COUNT] = {
    [PH_ALERT_REMINDER] = { "Nobody has acknowledged: ", 0, FALSE },
    [PH_ALERT_REOPENED] = { "Again: ", 0, FALSE },
    [PH_ALERT_ACKNOWLEDGED] = { "Acknowledged: ", PH_HISTORY_EVENT_ACKNOWLEDGE, TRUE },
    [PH_ALERT_SILENCED] = { "Silenced: ", PH_HISTORY_EVENT_SILENCE, TRUE },
    [PH_ALERT_ACCEPTED] = { "Accepted: ", PH_HISTORY_EVENT_ACCEPT, TRUE },
    [PH_ALERT_RESOLVED] = { "Resolved: ", PH_HISTORY_EVENT_RESOLVE, TRUE },
};

static void add_event(GString *text, const ph_case_entry *entry, ph_history_event_kind kind)
{
    const gboolean is_refuted = entry->life.state == PH_CASE_REFUTED;
    const ph_history_event *event =
        ph_case_entry_event(entry, is_refuted ? PH_HISTORY_EVENT_REFUTE : kind);

    if (event && event->actor)
        g_string_append_printf(text, "By %s: ", event->actor);
    if (event && event->text)
        g_string_append(text, event->text);
    else if (is_refuted)
        g_string_append(text, "base and head, side by side, are alike: it was the host");
    if (event && event->kind == PH_HISTORY_EVENT_SILENCE && event->until_us != PH_NO_TIME) {
        g_autofree char *until = ph_history_time_text(event->until_us);

        g_string_append_printf(text, " (until %.*s)", DAY_DIGITS, until);
    }
}

static void set_texts(ph_alert_notice *notice, const case_texts *texts, const ph_alert_rule *rule)
{
    const char *const *values = (const char *const *)texts->value;
    g_autofree char *title = ph_alert_template_fill(rule->title, values);
    const char *before = wordings[notice->occasion].before;
    GString *text = g_string_new(NULL);

    if (wordings[notice->occasion].is_event) {
        add_event(text, texts->entry, wordings[notice->occasion].event);
    } else {
        g_autofree char *filled = ph_alert_template_fill(rule->text, values);

        g_string_append(text, filled);
        add_commits(text, texts);
        add_doubt(text, texts->entry);
        add_owners(text, texts);
        add_rows(notice, texts);
    }
    notice->title = g_strconcat(before ? before : "", title, NULL);
    notice->text = g_string_free(text, FALSE);
}

/* Figures for programs. */
static cJSON *about_json(const case_texts *texts)
{
    const ph_case_entry *entry = texts->entry;
    const ph_change_figures figures = ph_case_notice_figures(entry);
    const double *value = figures.value;
    g_autofree char *first_seen = ph_history_time_text(entry->about->at_us);
    cJSON *object = cJSON_CreateObject();

    cJSON_AddNumberToObject(object, "id", (double)entry->about->id);
    ph_json_add_text(object, "fingerprint", entry->about->host);
    ph_json_add_text(object, "suite", *entry->about->suite ? entry->about->suite : NULL);
    ph_json_add_text(object, "state", ph_case_state_word(entry->life.state));
    cJSON_AddBoolToObject(object, "is_confirmed", entry->life.is_confirmed);
    ph_json_add_text(object, "first_seen", first_seen);
    ph_json_add_text(object, "base_commit", entry->about->base_sha);
    ph_json_add_text(object, "head_commit", entry->about->head_sha);
    ph_json_add_number(object, "change_percent", value[PH_CHANGE_CHANGE_PERCENT]);
    ph_json_add_interval(
        object, "ci95_percent",
        (ph_interval){ value[PH_CHANGE_LOW_PERCENT], value[PH_CHANGE_HIGH_PERCENT] });
    ph_json_add_number(object, "p_value", value[PH_CHANGE_P_VALUE]);
    ph_json_add_number(object, "confidence_level", value[PH_CHANGE_CONFIDENCE_LEVEL]);
    cJSON_AddNumberToObject(object, "series", count_series(entry));
    return object;
}

ph_alert_notice *ph_case_notice_new(const ph_alert_source *source, const ph_case_entry *entry,
                                    const ph_case_telling *telling)
{
    ph_alert_notice *notice =
        ph_alert_notice_new(telling->occasion, telling->severity, telling->time_us);
    g_auto(case_texts) texts = {
        .source = source,
        .entry = entry,
        .series = entry->largest ? ph_series_survey_find(source->survey, entry->largest->series_id)
                                 : NULL,
        .commit = found_commit(entry),
    };

    notice->name =
        g_strdup_printf("case-%" G_GINT64_FORMAT "-%s-%" G_GINT64_FORMAT, entry->about->id,
                        ph_alert_occasion_word(telling->occasion), telling->number);
    notice->thread_id = ph_case_notice_thread(entry->about);
    fill_values(&texts, telling->issue_url);
    set_texts(notice, &texts, telling->rule);
    notice->link = g_strdup(source->settings->link);
    notice->repository = g_strdup(source->settings->repository);
    notice->head_sha = g_strdup(texts.commit);
    notice->rule = g_strdup(telling->rule->when);
    notice->about = about_json(&texts);
    return notice;
}
