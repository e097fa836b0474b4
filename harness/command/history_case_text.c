/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/history_case_text.h"

#include <math.h>
#include <string.h>

#include "document/json_member.h"
#include "history/history_clock.h"
#include "model/measurement.h"
#include "series/detection_rules.h"
#include "series/signed_text.h"

enum { COMMIT_DIGITS = 8, DAY_DIGITS = 10 };

char *ph_history_change_text(double change, ph_metric metric)
{
    const gboolean is_time = !ph_metric_is_exact(metric);
    const char *word = change < 0.0 ? is_time ? "faster" : "less" : is_time ? "slower" : "more";

    if (!isfinite(change))
        return g_strdup_printf("from none to some, %s", word);
    return g_strdup_printf("%.2g %% %s", 100.0 * fabs(change), word);
}

char *ph_history_day(gint64 time_us)
{
    g_autofree char *text = ph_history_time_text(time_us);

    return g_strndup(text, DAY_DIGITS);
}

char *ph_history_short_sha(const char *sha)
{
    return sha ? g_strndup(sha, COMMIT_DIGITS) : g_strdup("-");
}

/* So many levels that count as the largest does. */
static guint count_beside(const ph_case_entry *entry)
{
    guint count = 0;

    for (guint i = 0; i < entry->levels->len; i++)
        count +=
            ((const ph_history_level *)entry->levels->pdata[i])->cause == entry->largest->cause;
    return count;
}

/* Of what was refuted a comparison has found nothing: how far the series itself was off. */
static double change_of(const ph_history_level *level, const ph_series_survey *survey)
{
    double change = level->change;

    if (level->cause != PH_LEVEL_REFUTED && level->cause != PH_LEVEL_HOST)
        return change;
    for (guint i = 0; i < survey->levels->len; i++) {
        const ph_history_level *other = survey->levels->pdata[i];

        if (other->series_id == level->series_id && other->case_id == level->case_id &&
            other->cause == PH_LEVEL_CANDIDATE)
            change = other->change;
    }
    return change;
}

char *ph_history_case_title(const ph_case_entry *entry, const ph_series_survey *survey)
{
    const ph_history_level *largest = entry->largest;
    const ph_surveyed_series *series =
        largest ? ph_series_survey_find(survey, largest->series_id) : NULL;
    g_autofree char *change = NULL;
    g_autofree char *name = NULL;
    guint beside;

    if (!largest)
        return g_strdup(entry->about->direction > 0 ? "slower" : "faster");
    change = ph_history_change_text(change_of(largest, survey),
                                    series ? series->key.metric : PH_METRIC_TIME);
    name = series ? ph_series_key_name(&series->key) : g_strdup("a series");
    beside = count_beside(entry) - 1;
    return beside > 0 ? g_strdup_printf("%s: %s and %u more", change, name, beside)
                      : g_strdup_printf("%s: %s", change, name);
}

/* " (5.0 … 5.4 %, p 4e-21)"; "" where there is no interval. */
static char *figures_of(const ph_history_level *level)
{
    if (!level || isnan(level->low) || level->low == level->high)
        return g_strdup("");

    const gboolean is_compared = !isnan(level->p_value);
    g_autofree char *low = ph_percent_bound_text(level->low, is_compared ? 2 : 1);
    g_autofree char *high = ph_percent_bound_text(level->high, is_compared ? 2 : 1);
    return is_compared ? g_strdup_printf(" (%s … %s %%, p %.1g)", low, high, level->p_value)
                       : g_strdup_printf(" (%s … %s %% in the series)", low, high);
}

char *ph_history_case_evidence(const ph_case_entry *entry)
{
    const ph_history_event *unconfirmed = ph_case_entry_event(entry, PH_HISTORY_EVENT_UNCONFIRMED);
    const ph_history_event *refuted = ph_case_entry_event(entry, PH_HISTORY_EVENT_REFUTE);
    g_autofree char *figures = figures_of(entry->largest);

    if (entry->life.is_confirmed)
        return g_strdup_printf("confirmed side by side%s", figures);
    if (entry->life.state == PH_CASE_REFUTED)
        return refuted && refuted->text
                   ? g_strdup(refuted->text)
                   : g_strdup_printf("the host: base and head, side by side, are alike%s", figures);
    if (ph_case_entry_is_living(entry))
        return g_strdup_printf("not confirmed: %s", unconfirmed && unconfirmed->text
                                                        ? unconfirmed->text
                                                        : "it could not be compared");
    return g_strdup_printf("not compared yet%s", figures);
}

char *ph_history_case_range(const ph_case_entry *entry)
{
    g_autofree char *base = ph_history_short_sha(entry->about->base_sha);
    g_autofree char *first =
        ph_history_short_sha(entry->largest ? entry->largest->first_sha : entry->about->head_sha);
    g_autofree char *day = ph_history_day(entry->about->at_us);

    return g_strdup_printf("since %s, noticed %s, compared with %s", first, day, base);
}

char *ph_history_case_standing(const ph_case_entry *entry)
{
    static const ph_history_event_kind of_persons[] = {
        [PH_CASE_ACKNOWLEDGED] = PH_HISTORY_EVENT_ACKNOWLEDGE,
        [PH_CASE_SILENCED] = PH_HISTORY_EVENT_SILENCE,
        [PH_CASE_ACCEPTED] = PH_HISTORY_EVENT_ACCEPT,
        [PH_CASE_RESOLVED] = PH_HISTORY_EVENT_RESOLVE,
    };
    const ph_case_state state = entry->life.state;
    GString *text = g_string_new(NULL);
    const ph_history_event *event = NULL;

    if (entry->severity != PH_CASE_SEVERITY_NONE)
        g_string_append_printf(text, "%s, ", ph_case_severity_word(entry->severity));
    g_string_append(text, ph_case_state_word(state));
    if (state >= PH_CASE_ACKNOWLEDGED)
        event = ph_case_entry_event(entry, of_persons[state]);
    if (state == PH_CASE_SILENCED) {
        g_autofree char *day = ph_history_day(entry->life.silenced_until_us);

        g_string_append_printf(text, " until %s", day);
    }
    if (event && event->actor)
        g_string_append_printf(text, " by %s", event->actor);
    if (event && event->text)
        g_string_append_printf(text, ": %s", event->text);
    return g_string_free(text, FALSE);
}

/* What a comparison says it was found by, of a series. */
static gboolean is_beside_level_start(const ph_history_event *confirmed, const ph_series_key *key)
{
    cJSON *detail = confirmed->detail ? cJSON_Parse(confirmed->detail) : NULL;
    const cJSON *series;
    gboolean is_beside = FALSE;

    cJSON_ArrayForEach(series, ph_json_member(detail, "series"))
    {
        if (g_strcmp0(ph_json_text(series, "benchmark"), key->benchmark) == 0 &&
            g_strcmp0(ph_json_text(series, "level"), key->level) == 0 &&
            g_strcmp0(ph_json_text(series, "subject"), key->subject) == 0)
            is_beside = cJSON_IsTrue(ph_json_member(series, "beside_level_start"));
    }
    cJSON_Delete(detail);
    return is_beside;
}

gboolean ph_history_case_is_creep(const ph_case_entry *entry, const ph_series_survey *survey)
{
    const ph_history_event *confirmed = ph_case_entry_event(entry, PH_HISTORY_EVENT_CONFIRM);
    const ph_surveyed_series *series =
        entry->largest ? ph_series_survey_find(survey, entry->largest->series_id) : NULL;

    if (!series)
        return FALSE;
    if (confirmed)
        return is_beside_level_start(confirmed, &series->key);
    return series->found.state == PH_SERIES_CANDIDATE &&
           series->found.candidate.rule == PH_CANDIDATE_DRIFT &&
           series->found.candidate.first.run_id == entry->largest->first_run_id;
}

char *ph_history_case_work(const ph_case_entry *entry, const ph_series_survey *survey)
{
    double change = 0.0;
    g_autofree char *text = NULL;

    for (guint i = 0; i < entry->levels->len; i++) {
        const ph_history_level *level = entry->levels->pdata[i];
        const ph_surveyed_series *series = ph_series_survey_find(survey, level->series_id);

        if (series && series->key.metric == PH_METRIC_WORK && isfinite(level->change) &&
            fabs(level->change) > fabs(change))
            change = level->change;
    }
    if (change == 0.0)
        return NULL;
    text = ph_percent_text(change, 1);
    return g_strdup_printf("work %s %%", text);
}

/* Of those that are no counts: how many there are in its suite, and how many of them moved. */
static void count_series(const ph_case_entry *entry, const ph_series_survey *survey, guint *known,
                         guint *moved)
{
    *known = *moved = 0;
    for (guint i = 0; i < survey->series->len; i++) {
        const ph_surveyed_series *series = survey->series->pdata[i];
        const gboolean is_moved = ph_case_entry_level(entry, series->id) != NULL;

        if (series->kind == PH_SERIES_EXACT || !series->is_watched || series->is_over ||
            strcmp(series->key.host, entry->about->host) != 0 ||
            strcmp(series->key.suite, entry->about->suite) != 0)
            continue;
        *known += is_moved || series->found.state != PH_SERIES_LEARNING ? 1 : 0;
        *moved += is_moved ? 1 : 0;
    }
}

char *ph_history_case_common(const ph_case_entry *entry, const ph_series_survey *survey)
{
    guint known, moved;

    count_series(entry, survey, &known, &moved);
    if (known < PH_COMMON_SERIES_LEAST || moved < PH_COMMON_SHARE * known)
        return NULL;
    return g_strdup_printf("%u of %u series moved together: %s", moved, known,
                           entry->life.state == PH_CASE_REFUTED ? "it is the host"
                           : entry->life.is_confirmed
                               ? "a compiler, its flags, or what they have in common"
                               : "it is the host, or a compiler");
}

const char *ph_history_case_search(const ph_case_entry *entry)
{
    const ph_history_event *event = ph_case_entry_event(entry, PH_HISTORY_EVENT_BISECT);

    return event ? event->text : NULL;
}
