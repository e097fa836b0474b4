/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What became slower, who knew of it, and when it was over: from the cases of the history. */
#include <math.h>
#include <string.h>

#include "audit/audit_parts.h"
#include "document/json_member.h"
#include "history/case_book.h"

static const char rule[] =
    "An incident is a case of the history whose series became slower, or more, and which a "
    "comparison of the builds before and after has shown, or which could not be compared. It "
    "begins "
    "with the first run on the new level, is detected by the event that opened it, and is over "
    "when "
    "the level before is back (resolve), or a person has taken the new one for what is right "
    "(accept). The time to recovery is from its begin to its end.";

/* When it was. PH_NO_TIME: not known, or not yet. */
typedef struct course {
    gint64 began_us, detected_us, over_us;
} course;

static gboolean opens(const ph_history_event *event)
{
    return event->kind == PH_HISTORY_EVENT_CONFIRM || event->kind == PH_HISTORY_EVENT_UNCONFIRMED;
}

static course course_of(const ph_audit_gathering *in, const ph_case_entry *entry)
{
    course times = { PH_NO_TIME, PH_NO_TIME, PH_NO_TIME };
    const ph_history_run *first =
        entry->largest ? g_hash_table_lookup(in->run_of, &entry->largest->first_run_id) : NULL;

    for (guint i = 0; i < entry->events->len; i++) {
        const ph_history_event *event = entry->events->pdata[i];

        if (opens(event) && times.detected_us == PH_NO_TIME)
            times.detected_us = event->at_us;
    }
    if (entry->life.state == PH_CASE_RESOLVED || entry->life.state == PH_CASE_ACCEPTED)
        times.over_us = entry->life.since_us;
    times.began_us = first ? ph_audit_measured_us(first) : entry->about->at_us;
    return times;
}

static gboolean is_of_period(const ph_audit_gathering *in, const course *times)
{
    const ph_audit_period *period = &in->request->period;

    return times->began_us < period->until_us &&
           (times->over_us == PH_NO_TIME || times->over_us >= period->since_us);
}

static void add_seconds(cJSON *object, const char *name, gint64 from_us, gint64 to_us)
{
    const gboolean is_known = from_us != PH_NO_TIME && to_us != PH_NO_TIME;
    const gint64 seconds = is_known ? (to_us - from_us) / G_USEC_PER_SEC : 0;

    ph_json_add_number(object, name, is_known ? (double)seconds : (double)NAN);
}

static const ph_series_key *key_of(const GPtrArray *series, gint64 id)
{
    for (guint i = 0; i < series->len; i++) {
        const ph_history_series *one = series->pdata[i];

        if (one->id == id)
            return &one->key;
    }
    return NULL;
}

/* The largest change of work; NAN: none of its series is of work. */
static double work_change(const ph_case_entry *entry, const GPtrArray *series)
{
    double largest = NAN;

    for (guint i = 0; i < entry->levels->len; i++) {
        const ph_history_level *level = entry->levels->pdata[i];
        const ph_series_key *key = key_of(series, level->series_id);

        if (key && key->metric == PH_METRIC_WORK && isfinite(level->change) &&
            !(fabs(level->change) <= fabs(largest)))
            largest = level->change;
    }
    return largest;
}

static void add_size(cJSON *object, const ph_case_entry *entry, const GPtrArray *series)
{
    const ph_history_level *largest = entry->largest;
    const ph_series_key *key = largest ? key_of(series, largest->series_id) : NULL;
    g_autofree char *name = key ? ph_series_key_name(key) : NULL;
    const ph_interval ci95 = { largest ? largest->low : NAN, largest ? largest->high : NAN };

    ph_audit_add_text(object, "series", name);
    cJSON_AddNumberToObject(object, "series_in_all", entry->levels->len);
    ph_json_add_number(object, "change",
                       largest && isfinite(largest->change) ? largest->change : NAN);
    ph_json_add_interval(object, "ci95", ci95);
    ph_json_add_number(object, "p_value", largest ? largest->p_value : NAN);
    ph_json_add_number(object, "work_change", work_change(entry, series));
}

/* The commit that a bisection has found; null: there is none, or it found none. */
static void add_commits(cJSON *object, const ph_case_entry *entry)
{
    const ph_history_event *event = ph_case_entry_event(entry, PH_HISTORY_EVENT_BISECT);
    cJSON *detail = event && event->detail ? cJSON_Parse(event->detail) : NULL;

    ph_audit_add_text(object, "base_commit", entry->about->base_sha);
    ph_audit_add_text(object, "head_commit", entry->about->head_sha);
    ph_audit_add_text(object, "found_commit", ph_json_text(detail, "commit"));
    cJSON_Delete(detail);
}

static cJSON *actions_json(const ph_case_entry *entry)
{
    cJSON *list = cJSON_CreateArray();

    for (guint i = 0; i < entry->events->len; i++) {
        const ph_history_event *event = entry->events->pdata[i];
        cJSON *object = cJSON_CreateObject();

        ph_audit_add_time(object, "at", event->at_us);
        cJSON_AddStringToObject(object, "kind", ph_history_event_word(event->kind));
        ph_audit_add_text(object, "actor", event->actor);
        ph_audit_add_text(object, "text", event->text);
        cJSON_AddItemToArray(list, object);
    }
    return list;
}

static cJSON *incident_json(const ph_case_entry *entry, const course *times,
                            const GPtrArray *series)
{
    cJSON *object = cJSON_CreateObject();

    cJSON_AddNumberToObject(object, "id", (double)entry->about->id);
    ph_audit_add_text(object, "suite", entry->about->suite);
    ph_audit_add_text(object, "host", entry->about->host);
    cJSON_AddStringToObject(object, "state", ph_case_state_word(entry->life.state));
    cJSON_AddStringToObject(object, "severity", ph_case_severity_word(entry->severity));
    cJSON_AddBoolToObject(object, "is_confirmed", entry->life.is_confirmed);
    ph_audit_add_time(object, "began_at", times->began_us);
    ph_audit_add_time(object, "detected_at", times->detected_us);
    ph_audit_add_time(object, "over_at", times->over_us);
    add_seconds(object, "detected_after_s", times->began_us, times->detected_us);
    add_seconds(object, "recovery_s", times->began_us, times->over_us);
    add_size(object, entry, series);
    add_commits(object, entry);
    cJSON_AddItemToObject(object, "actions", actions_json(entry));
    return object;
}

static void attend_to(ph_audit_gathering *in, const ph_case_entry *entry, const course *times)
{
    g_autofree char *name = ph_audit_suite_name(entry->about->suite, entry->about->host);
    g_autofree char *day = ph_audit_day_text(times->began_us);
    g_autofree char *size = entry->largest && isfinite(entry->largest->change)
                                ? g_strdup_printf(", %+.1f %%", 100.0 * entry->largest->change)
                                : g_strdup("");

    ph_audit_attend(in, PH_AUDIT_ATTENTION_INCIDENT, "case %" G_GINT64_FORMAT ", %s%s: %s since %s",
                    entry->about->id, name, size, ph_case_state_word(entry->life.state), day);
}

/* How many cases there are that are no incidents. */
typedef struct others {
    guint refuted, suspected, faster;
} others;

static void take_entries(ph_audit_gathering *in, const ph_case_book *book, const GPtrArray *series,
                         cJSON *object)
{
    cJSON *open = cJSON_AddArrayToObject(object, "open");
    cJSON *over = cJSON_AddArrayToObject(object, "over");
    others rest = { 0 };

    for (guint i = 0; i < book->entries->len; i++) {
        const ph_case_entry *entry = book->entries->pdata[i];
        const course times = course_of(in, entry);
        const gboolean is_over = times.over_us != PH_NO_TIME;

        if (!is_of_period(in, &times))
            continue;
        if (entry->about->direction < 0)
            rest.faster++;
        else if (times.detected_us == PH_NO_TIME && entry->life.state == PH_CASE_REFUTED)
            rest.refuted++;
        else if (times.detected_us == PH_NO_TIME)
            rest.suspected++;
        else
            cJSON_AddItemToArray(is_over ? over : open, incident_json(entry, &times, series));
        if (entry->about->direction > 0 && times.detected_us != PH_NO_TIME && !is_over)
            attend_to(in, entry, &times);
    }
    cJSON_AddNumberToObject(object, "refuted", rest.refuted);
    cJSON_AddNumberToObject(object, "suspected", rest.suspected);
    cJSON_AddNumberToObject(object, "faster", rest.faster);
}

static gboolean read_incidents(ph_audit_gathering *in, cJSON *object, GError **error)
{
    g_autoptr(ph_case_book) book =
        ph_case_book_read(in->store, in->request->period.until_us, error);
    g_autoptr(GPtrArray) series =
        book ? ph_run_store_series(in->store, &(ph_series_query){ 0 }, error) : NULL;

    if (!series)
        return FALSE;
    take_entries(in, book, series, object);
    return TRUE;
}

cJSON *ph_audit_incidents(ph_audit_gathering *in, GError **error)
{
    const gboolean is_on = in->request->settings->is_on[PH_AUDIT_SWITCH_INCIDENTS];
    g_autoptr(ph_case_book) none = g_new0(ph_case_book, 1);
    cJSON *object = cJSON_CreateObject();

    cJSON_AddBoolToObject(object, "is_on", is_on);
    cJSON_AddStringToObject(object, "rule", rule);
    if (!is_on)
        ph_audit_switched_off(in, PH_AUDIT_SWITCH_INCIDENTS, PH_AUDIT_SOURCE_INCIDENTS);
    if (is_on && in->store && !read_incidents(in, object, error)) {
        cJSON_Delete(object);
        return NULL;
    }
    if (!is_on || !in->store) {
        none->entries = g_ptr_array_new();
        take_entries(in, none, none->entries, object);
    }
    if (!in->store)
        ph_audit_lessen(in, PH_AUDIT_SOURCE_INCIDENTS, PH_AUDIT_STATE_NONE);
    return object;
}
