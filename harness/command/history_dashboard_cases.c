/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The cases of a dashboard: of each what is asked first, and the evidence for it. */
#include <cjson/cJSON.h>
#include <math.h>
#include <string.h>

#include "command/history_case_box.h"
#include "command/history_case_text.h"
#include "command/history_case_told.h"
#include "command/history_dashboard_parts.h"
#include "dashboard/signed_percent.h"
#include "series/case_group.h"
#include "series/level.h"

enum { SERIES_NAMED = 3, HOSTS_NAMED = 6, DAYS_OVER = 30 };

/* Nobody needs to know more of it. */
static const double P_LEAST = 0.001;

/* A case while it is put on the page. */
typedef struct told_case {
    const ph_history_gathering *in;
    const ph_case_entry *entry;
    ph_dashboard_case *to;
} told_case;

static const ph_history_run *run_of(const ph_history_gathering *in, gint64 run_id)
{
    return g_hash_table_lookup(in->run_of, &run_id);
}

/* A line without a link; NULL: there is nothing to say. Takes the text over. */
static void say(const told_case *of, ph_dashboard_question question, char *text)
{
    if (text)
        ph_dashboard_case_say(of->to, question, NULL, NULL, NULL, text);
}

/* What changed */

/* Small changes are told more finely. */
static int decimals_of(double change)
{
    return fabs(change) < 0.01 ? 2 : 1;
}

/* "+5.2 % (+5.0 … +5.4 %)"; of counts "+0.4 %", or what came of none. */
static char *figures_text(const ph_history_level *level, ph_metric metric)
{
    const int decimals = decimals_of(level->change);
    const ph_interval percent = { 100.0 * level->low, 100.0 * level->high };
    g_autofree char *change = ph_signed_percent(100.0 * level->change, decimals);
    g_autofree char *interval = ph_signed_percent_interval(percent, decimals);

    if (!isfinite(level->change))
        return ph_history_change_text(level->change, metric);
    if (!*interval || level->low == level->high)
        return g_steal_pointer(&change);
    return g_strdup_printf("%s (%s)", change, interval);
}

static void name_series(const told_case *of, const ph_history_level *level)
{
    const ph_surveyed_series *series =
        ph_series_survey_find(of->in->view->survey, level->series_id);
    const ph_dashboard_series *shown = g_hash_table_lookup(of->in->series_of, &level->series_id);

    ph_dashboard_case_say(of->to, PH_DASHBOARD_ASKS_WHAT, NULL,
                          series ? ph_series_key_name(&series->key) : g_strdup("a series"),
                          shown ? g_strdup_printf("#s%u", shown->number) : NULL,
                          figures_text(level, series ? series->key.metric : PH_METRIC_TIME));
}

/* The largest first. */
static gint by_size(gconstpointer a, gconstpointer b)
{
    const ph_history_level *const *first = a, *const *second = b;
    const double one = fabs((*first)->change), other = fabs((*second)->change);

    return (one < other) - (one > other);
}

static void tell_what(const told_case *of)
{
    g_autoptr(GPtrArray) levels = g_ptr_array_new();

    for (guint i = 0; i < of->entry->levels->len; i++) {
        ph_history_level *level = of->entry->levels->pdata[i];

        if (level->cause == of->entry->largest->cause)
            g_ptr_array_add(levels, level);
    }
    g_ptr_array_sort(levels, by_size);
    for (guint i = 0; i < levels->len && i < SERIES_NAMED; i++)
        name_series(of, levels->pdata[i]);
    if (levels->len > SERIES_NAMED)
        say(of, PH_DASHBOARD_ASKS_WHAT, g_strdup_printf("and %u more", levels->len - SERIES_NAMED));
    say(of, PH_DASHBOARD_ASKS_WHAT, ph_history_case_work(of->entry, of->in->view->survey));
    if (ph_history_case_is_creep(of->entry, of->in->view->survey))
        say(of, PH_DASHBOARD_ASKS_WHAT, g_strdup("bit by bit: it creeps"));
}

/* When */

static char *day_text(const ph_history_gathering *in, gint64 at_us)
{
    const gint64 days = (in->now_us - at_us) / G_TIME_SPAN_DAY;
    g_autofree char *day = ph_history_day(at_us);

    if (days <= 0)
        return g_strdup_printf("%s, today", day);
    return g_strdup_printf("%s, %" G_GINT64_FORMAT " day%s ago", day, days, days == 1 ? "" : "s");
}

static void tell_when(const told_case *of)
{
    const ph_history_level *largest = of->entry->largest;
    const ph_history_run *first = largest ? run_of(of->in, largest->first_run_id) : NULL;
    const ph_history_run *good = largest ? run_of(of->in, largest->last_good_run_id) : NULL;

    if (first)
        ph_dashboard_case_say(of->to, PH_DASHBOARD_ASKS_WHEN, g_strdup("first measured"), NULL,
                              NULL, day_text(of->in, first->received_us));
    if (good)
        ph_dashboard_case_say(of->to, PH_DASHBOARD_ASKS_WHEN, g_strdup("last without it"), NULL,
                              NULL, ph_history_day(good->received_us));
    ph_dashboard_case_say(of->to, PH_DASHBOARD_ASKS_WHEN, g_strdup("noticed"), NULL, NULL,
                          day_text(of->in, of->entry->about->at_us));
}

/* By which commit */

/* The first line of its message: as the checkout has it, else as a run recorded it. */
static char *subject_of(const ph_history_gathering *in, const char *sha)
{
    const char *subject = ph_commit_log_subject(in->commits, sha);

    for (guint i = 0; !subject && sha && i < in->runs->len; i++) {
        const ph_history_run *run = in->runs->pdata[i];

        if (g_strcmp0(run->sha, sha) == 0)
            subject = run->summary;
    }
    return subject ? g_strdup_printf("“%s”", subject) : NULL;
}

static void name_commit(const told_case *of, const char *role, const char *sha)
{
    if (sha)
        ph_dashboard_case_say(of->to, PH_DASHBOARD_ASKS_COMMIT, g_strdup(role),
                              ph_history_short_sha(sha), ph_commit_log_page(of->in->commits, sha),
                              subject_of(of->in, sha));
}

/* A member of an event's detail. The caller deletes the detail. */
static cJSON *detail_of(const ph_history_event *event)
{
    return event && event->detail ? cJSON_Parse(event->detail) : NULL;
}

/* What a bisection found; FALSE: none did, or no single commit. */
static gboolean tell_bisected(const told_case *of)
{
    const ph_history_event *event = ph_case_entry_event(of->entry, PH_HISTORY_EVENT_BISECT);
    cJSON *detail = detail_of(event);
    const char *sha = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(detail, "commit"));
    const gboolean is_found = sha != NULL;

    if (is_found)
        name_commit(of, "found by bisection:", sha);
    else if (event && event->text)
        ph_dashboard_case_say(of->to, PH_DASHBOARD_ASKS_COMMIT, g_strdup("bisection:"), NULL, NULL,
                              g_strdup(event->text));
    cJSON_Delete(detail);
    return is_found;
}

static void tell_commit(const told_case *of)
{
    const ph_history_level *largest = of->entry->largest;

    if (tell_bisected(of) || !largest)
        return;
    name_commit(of, "first measured with it:", largest->first_sha);
    name_commit(of, "last measured without it:", largest->last_good_sha);
    if (largest->last_good_position > 0 && largest->first_position > largest->last_good_position)
        ph_dashboard_case_say(
            of->to, PH_DASHBOARD_ASKS_COMMIT, NULL, NULL, NULL,
            largest->first_position - largest->last_good_position == 1
                ? g_strdup("no other commit is between them")
                : g_strdup_printf("one of %" G_GINT64_FORMAT
                                  " commits: history bisect %" G_GINT64_FORMAT " finds it",
                                  largest->first_position - largest->last_good_position,
                                  of->entry->about->id));
}

/* On which host */

/* "critical on 0123456789abcdef (AMD EPYC 9R14)". */
static char *place_text(const ph_history_gathering *in, const char *suite, const char *host)
{
    const char *cpu_model = NULL;

    for (guint i = 0; !cpu_model && i < in->view->suites->len; i++) {
        const ph_history_suite *other = in->view->suites->pdata[i];

        if (strcmp(other->key->host, host) == 0)
            cpu_model = other->newest->cpu_model;
    }
    return g_strdup_printf("%s on %s%s%s%s", *suite ? suite : "workloads", host,
                           cpu_model ? " (" : "", cpu_model ? cpu_model : "", cpu_model ? ")" : "");
}

static const ph_case_entry *same_elsewhere(const told_case *of, const ph_history_suite *suite)
{
    const GPtrArray *entries = of->in->view->book->entries;

    for (guint i = 0; i < entries->len; i++) {
        const ph_case_entry *other = entries->pdata[i];

        if (other != of->entry && strcmp(other->about->host, suite->key->host) == 0 &&
            strcmp(other->about->suite, suite->key->suite) == 0 &&
            ph_case_is_same_change(of->entry->about, other->about))
            return other;
    }
    return NULL;
}

static void tell_elsewhere(const told_case *of, const ph_history_suite *suite)
{
    const ph_case_entry *other = same_elsewhere(of, suite);
    const gint64 first = of->entry->largest ? of->entry->largest->first_position : PH_NO_POSITION;
    g_autofree char *place = place_text(of->in, suite->key->suite, suite->key->host);

    if (other)
        ph_dashboard_case_say(
            of->to, PH_DASHBOARD_ASKS_HOST, g_strdup("also"),
            g_strdup_printf("case %" G_GINT64_FORMAT, other->about->id),
            g_strdup_printf("#c%" G_GINT64_FORMAT, other->about->id),
            g_strdup_printf("(%s): %s", ph_case_state_word(other->life.state), place));
    else
        ph_dashboard_case_say(of->to, PH_DASHBOARD_ASKS_HOST,
                              g_strdup(first > 0 && suite->newest->position >= first
                                           ? "measured, and not seen:"
                                           : "not measured since:"),
                              NULL, NULL, g_strdup(place));
}

static void tell_host(const told_case *of)
{
    const ph_history_case *about = of->entry->about;
    guint others = 0;

    say(of, PH_DASHBOARD_ASKS_HOST, place_text(of->in, about->suite, about->host));
    for (guint i = 0; i < of->in->view->suites->len; i++) {
        const ph_history_suite *suite = of->in->view->suites->pdata[i];
        const gboolean is_itself = strcmp(suite->key->host, about->host) == 0 &&
                                   strcmp(suite->key->suite, about->suite) == 0;

        if (!is_itself && others++ < HOSTS_NAMED)
            tell_elsewhere(of, suite);
    }
    if (others > HOSTS_NAMED)
        ph_dashboard_case_say(of->to, PH_DASHBOARD_ASKS_HOST, NULL, NULL, NULL,
                              g_strdup_printf("and %u more", others - HOSTS_NAMED));
}

/* Is it real */

static double number_of(const cJSON *object, const char *name)
{
    const cJSON *number = cJSON_GetObjectItemCaseSensitive(object, name);

    return cJSON_IsNumber(number) ? number->valuedouble : NAN;
}

/* Of a comparison, the series in which it is largest; NULL: there is none. */
static const cJSON *largest_of(const cJSON *detail)
{
    const cJSON *series, *largest = NULL;

    cJSON_ArrayForEach(series, cJSON_GetObjectItemCaseSensitive(detail, "series"))
    {
        const double change = number_of(series, "change");

        if (isfinite(change) && (!largest || fabs(change) > fabs(number_of(largest, "change"))))
            largest = series;
    }
    return largest;
}

/* ": +5.0 … +5.4 %, p < 0.001"; "" where there is no interval. The caller frees it. */
static char *compared_text(const cJSON *detail)
{
    const cJSON *series = largest_of(detail);
    const cJSON *ends = cJSON_GetObjectItemCaseSensitive(series, "ci95");
    const cJSON *low = cJSON_GetArrayItem(ends, 0), *high = cJSON_GetArrayItem(ends, 1);
    const double p_value = number_of(series, "p_value");
    g_autofree char *interval = NULL;
    g_autofree char *chance = NULL;

    if (!cJSON_IsNumber(low) || !cJSON_IsNumber(high))
        return g_strdup("");
    interval = ph_signed_percent_interval(
        (ph_interval){ 100.0 * low->valuedouble, 100.0 * high->valuedouble },
        decimals_of(number_of(series, "change")));
    if (isfinite(p_value))
        chance =
            g_strdup_printf(p_value < P_LEAST ? ", p < %.3f" : ", p %.3f", fmax(p_value, P_LEAST));
    return g_strdup_printf(": %s%s", interval, chance ? chance : "");
}

static void tell_compared(const told_case *of, const ph_history_event *event, const char *came_to)
{
    cJSON *detail = detail_of(event);
    const char *base = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(detail, "base"));
    const char *head = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(detail, "head"));
    g_autofree char *day = ph_history_day(event->at_us);
    g_autofree char *low = ph_history_short_sha(base);
    g_autofree char *high = ph_history_short_sha(head);
    g_autofree char *figures = compared_text(detail);

    ph_dashboard_case_say(of->to, PH_DASHBOARD_ASKS_REAL, g_strdup_printf("%s, %s", day, came_to),
                          NULL, NULL, g_strdup(event->text));
    if (base && head)
        ph_dashboard_case_say(of->to, PH_DASHBOARD_ASKS_REAL, NULL, NULL, NULL,
                              g_strdup_printf("%s beside %s%s", high, low, figures));
    cJSON_Delete(detail);
}

static void tell_real(const told_case *of)
{
    const GPtrArray *events = of->entry->events;
    gboolean is_compared = FALSE;

    for (guint i = 0; i < events->len; i++) {
        const ph_history_event *event = events->pdata[i];
        const char *came_to =
            event->kind == PH_HISTORY_EVENT_CONFIRM       ? "confirmed side by side:"
            : event->kind == PH_HISTORY_EVENT_REFUTE      ? "side by side they are alike: the host"
            : event->kind == PH_HISTORY_EVENT_UNCONFIRMED ? "could not be compared:"
                                                          : NULL;

        if (came_to)
            tell_compared(of, event, came_to);
        is_compared = is_compared || came_to;
    }
    say(of, PH_DASHBOARD_ASKS_REAL, ph_history_case_common(of->entry, of->in->view->survey));
    if (!is_compared)
        ph_dashboard_case_say(of->to, PH_DASHBOARD_ASKS_REAL, NULL, NULL, NULL,
                              g_strdup("not compared yet: history confirm does that"));
}

/* Who knows */

/* What of an event is to be said of people; NULL: nothing. */
static const char *done_by_people(ph_history_event_kind kind)
{
    switch (kind) {
    case PH_HISTORY_EVENT_ACKNOWLEDGE: return "acknowledged";
    case PH_HISTORY_EVENT_SILENCE: return "silenced";
    case PH_HISTORY_EVENT_ASSIGN: return "assigned";
    case PH_HISTORY_EVENT_ACCEPT: return "accepted";
    case PH_HISTORY_EVENT_NOTE: return "a note";
    case PH_HISTORY_EVENT_RESOLVE: return "resolved: the level before is back";
    case PH_HISTORY_EVENT_REOPEN: return "open again";
    default: return NULL;
    }
}

static void tell_event(const told_case *of, const ph_history_event *event)
{
    g_autofree char *day = ph_history_day(event->at_us);
    g_autofree char *until = event->until_us == PH_NO_TIME ? NULL : ph_history_day(event->until_us);

    ph_dashboard_case_say(
        of->to, PH_DASHBOARD_ASKS_KNOWN,
        g_strdup_printf("%s, %s%s%s", day, done_by_people(event->kind), until ? " until " : "",
                        until ? until : ""),
        NULL, NULL,
        g_strdup_printf("%s%s%s%s", event->actor ? "by " : "", event->actor ? event->actor : "",
                        event->actor && event->text ? ": " : "", event->text ? event->text : ""));
}

static void tell_known(const told_case *of)
{
    const GPtrArray *events = of->entry->events;

    say(of, PH_DASHBOARD_ASKS_KNOWN, ph_history_case_told(of->in->view, of->entry));
    for (guint i = 0; i < events->len; i++) {
        const ph_history_event *event = events->pdata[i];

        if (done_by_people(event->kind))
            tell_event(of, event);
    }
    if (of->entry->life.state == PH_CASE_OPEN)
        ph_dashboard_case_say(
            of->to, PH_DASHBOARD_ASKS_KNOWN, NULL, NULL, NULL,
            g_strdup_printf("nobody has acknowledged it: history ack %" G_GINT64_FORMAT,
                            of->entry->about->id));
    else if (of->to->answers[PH_DASHBOARD_ASKS_KNOWN]->len == 0)
        ph_dashboard_case_say(of->to, PH_DASHBOARD_ASKS_KNOWN, NULL, NULL, NULL,
                              g_strdup("nobody is told of what is not confirmed"));
}

/* All of it */

static ph_dashboard_look look_of(const ph_case_entry *entry)
{
    if (!ph_case_entry_is_living(entry) && entry->life.state != PH_CASE_ACCEPTED &&
        entry->life.state != PH_CASE_RESOLVED)
        return PH_DASHBOARD_UNSURE;
    return entry->about->direction > 0 ? PH_DASHBOARD_SLOWER : PH_DASHBOARD_FASTER;
}

static char *title_of(const ph_history_gathering *in, const ph_case_entry *entry)
{
    const ph_history_level *largest = entry->largest;
    const ph_surveyed_series *series =
        largest ? ph_series_survey_find(in->view->survey, largest->series_id) : NULL;

    if (!largest)
        return g_strdup(entry->about->direction > 0 ? "slower" : "faster");
    return ph_history_change_text(largest->change, series ? series->key.metric : PH_METRIC_TIME);
}

static void add_case(ph_history_gathering *in, const ph_case_entry *entry, GPtrArray *to)
{
    const told_case of = { in, entry, ph_dashboard_case_new() };

    of.to->id = entry->about->id;
    of.to->look = look_of(entry);
    of.to->sign = ph_history_case_sign(in->view, entry);
    of.to->title = title_of(in, entry);
    of.to->state = g_strdup(ph_case_state_word(entry->life.state));
    of.to->is_known =
        entry->life.state == PH_CASE_ACKNOWLEDGED || entry->life.state == PH_CASE_SILENCED;
    if (entry->severity != PH_CASE_SEVERITY_NONE)
        of.to->severity = g_strdup(ph_case_severity_word(entry->severity));
    if (entry->largest) {
        of.to->largest = g_hash_table_lookup(in->series_of, &entry->largest->series_id);
        tell_what(&of);
    }
    tell_when(&of);
    tell_commit(&of);
    tell_host(&of);
    tell_real(&of);
    tell_known(&of);
    g_ptr_array_add(to, of.to);
}

/* The worst first, then what nobody has acknowledged, then the newest. */
static gint by_severity(gconstpointer a, gconstpointer b)
{
    const ph_case_entry *const *first = a, *const *second = b;

    if ((*first)->severity != (*second)->severity)
        return (*first)->severity > (*second)->severity ? -1 : 1;
    if ((*first)->life.state != (*second)->life.state)
        return (*first)->life.state < (*second)->life.state ? -1 : 1;
    return (*first)->about->id > (*second)->about->id ? -1 : 1;
}

void ph_history_gather_cases(ph_history_gathering *in)
{
    g_autoptr(GPtrArray) entries = g_ptr_array_copy(in->view->book->entries, NULL, NULL);

    g_ptr_array_set_free_func(entries, NULL);
    g_ptr_array_sort(entries, by_severity);
    for (guint i = 0; i < entries->len; i++) {
        const ph_case_entry *entry = entries->pdata[i];

        if (!ph_history_is_asked_for(in, entry->about->host, entry->about->suite))
            continue;
        if (ph_case_entry_is_living(entry))
            add_case(in, entry, in->page->open);
        else if (entry->life.state == PH_CASE_CANDIDATE)
            add_case(in, entry, in->page->suspected);
        else if (entry->life.since_us > in->now_us - DAYS_OVER * G_TIME_SPAN_DAY)
            add_case(in, entry, in->page->over);
    }
}
