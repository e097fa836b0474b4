/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Whether the measuring itself went on: nights that were and were not, failures, and what people
 * were told. */
#include <math.h>
#include <string.h>

#include "audit/audit_parts.h"
#include "document/json_member.h"
#include "error/error.h"
#include "history/run_document.h"

/* So many failed runs are looked into for what failed. */
enum { FAILURES_READ = 200, LATE_DAYS = 7 };

static const char rule[] =
    "A suite that is measured by schedule on at least half of the days between its first and its "
    "last such run is expected on each day from the first to the end of the period. Other suites "
    "are expected once a month. A run is late that was handed in more than 7 days after it was "
    "measured.";

static const char failed_status[] = "failure";

typedef struct month_runs {
    guint runs, failures, late, nights, expected;
    gint64 last_night; /* Days since 1970; 0: none yet. */
} month_runs;

static gint64 day_of(gint64 at_us)
{
    return at_us / G_TIME_SPAN_DAY;
}

/* The days of scheduled runs, first and last, and how many there are between. */
typedef struct rhythm {
    gint64 first, last;
    guint nights;
} rhythm;

static gint by_time(gconstpointer a, gconstpointer b)
{
    const ph_history_run *first = *(ph_history_run *const *)a;
    const ph_history_run *second = *(ph_history_run *const *)b;
    const gint64 one = ph_audit_measured_us(first), other = ph_audit_measured_us(second);

    return (one > other) - (one < other);
}

/* The runs of a suite, oldest first by when they were measured. */
static GPtrArray *in_order(const ph_audit_suite *suite)
{
    GPtrArray *runs = g_ptr_array_copy(suite->runs, NULL, NULL);

    g_ptr_array_sort(runs, by_time);
    return runs;
}

static rhythm rhythm_of(const GPtrArray *runs)
{
    rhythm found = { 0 };

    for (guint i = 0; i < runs->len; i++) {
        const ph_history_run *run = runs->pdata[i];
        const gint64 day = day_of(ph_audit_measured_us(run));

        if (run->event != PH_RUN_EVENT_SCHEDULE || (found.nights > 0 && day == found.last))
            continue;
        found.first = found.nights == 0 ? day : found.first;
        found.last = day;
        found.nights++;
    }
    return found;
}

static gboolean is_nightly(const rhythm *of)
{
    return of->nights > 1 && 2 * (gint64)of->nights >= of->last - of->first + 1;
}

static void count_run(const ph_audit_period *period, const ph_history_run *run, month_runs *months)
{
    const gint64 at_us = ph_audit_measured_us(run);
    const gint64 day = day_of(at_us);
    month_runs *month;

    if (!ph_audit_period_has(period, at_us))
        return;
    month = &months[ph_audit_month_of(at_us) - period->first];
    month->runs++;
    month->failures += strcmp(run->status, failed_status) == 0 ? 1 : 0;
    month->late += run->received_us - at_us > LATE_DAYS * G_TIME_SPAN_DAY ? 1 : 0;
    if (run->event == PH_RUN_EVENT_SCHEDULE && (month->nights == 0 || day != month->last_night)) {
        month->nights++;
        month->last_night = day;
    }
}

/* Days of a month from the first night on, as far as the period goes: today is expected once it
 * was measured. */
static guint days_expected(const ph_audit_period *period, guint month, const rhythm *of)
{
    const gint64 begin = MAX(day_of(ph_audit_month_begin_us(month)), of->first);
    const gint64 end = MIN(day_of(ph_audit_month_begin_us(month + 1)),
                           MAX(day_of(period->until_us), of->last + 1));

    return end > begin ? (guint)(end - begin) : 0;
}

static cJSON *month_json(guint month, const month_runs *of, gboolean nightly)
{
    cJSON *object = cJSON_CreateObject();
    g_autofree char *text = ph_audit_month_text(month);

    cJSON_AddStringToObject(object, "month", text);
    cJSON_AddNumberToObject(object, "runs", of->runs);
    cJSON_AddNumberToObject(object, "failures", of->failures);
    cJSON_AddNumberToObject(object, "late", of->late);
    ph_json_add_number(object, "nights", nightly ? (double)of->nights : (double)NAN);
    ph_json_add_number(object, "nights_expected", nightly ? (double)of->expected : (double)NAN);
    return object;
}

static void attend_to(ph_audit_gathering *in, const ph_audit_suite *suite, guint nights,
                      guint expected)
{
    g_autofree char *name = ph_audit_suite_name(suite->suite, suite->host);

    if (nights < expected)
        ph_audit_attend(in, PH_AUDIT_ATTENTION_MONTHS,
                        "%s: %u of %u nights of the period were not measured", name,
                        expected - nights, expected);
}

static cJSON *suite_json(ph_audit_gathering *in, const ph_audit_suite *suite)
{
    const ph_audit_period *period = &in->request->period;
    g_autofree month_runs *months = g_new0(month_runs, ph_audit_period_months(period));
    g_autoptr(GPtrArray) runs = in_order(suite);
    const rhythm of = rhythm_of(runs);
    const gboolean nightly = is_nightly(&of);
    cJSON *object = cJSON_CreateObject(), *list;
    guint nights = 0, expected = 0;

    for (guint i = 0; i < runs->len; i++)
        count_run(period, runs->pdata[i], months);
    ph_audit_add_text(object, "suite", suite->suite);
    ph_audit_add_text(object, "host", suite->host);
    cJSON_AddStringToObject(object, "rhythm", nightly ? "nightly" : "not nightly");
    list = cJSON_AddArrayToObject(object, "months");
    for (guint month = period->first; month <= period->last; month++) {
        month_runs *tally = &months[month - period->first];

        tally->expected = nightly ? days_expected(period, month, &of) : 0;
        nights += tally->nights;
        expected += tally->expected;
        cJSON_AddItemToArray(list, month_json(month, tally, nightly));
    }
    if (nightly && suite->is_in_period)
        attend_to(in, suite, nights, expected);
    return object;
}

/* What failed */

static void count_errors(const ph_run_document *document, guint *counts)
{
    const GPtrArray *errors = document->measurement ? document->measurement->errors : NULL;

    for (guint i = 0; errors && i < errors->len; i++)
        counts[ph_error_code_of(errors->pdata[i])]++;
}

static void add_failures(const ph_audit_gathering *in, cJSON *object)
{
    guint counts[PH_ERROR_COUNT + 1] = { 0 }, failed = 0, read = 0;
    cJSON *list = cJSON_AddArrayToObject(object, "errors");

    for (guint i = 0; i < in->runs->len; i++) {
        const ph_history_run *run = in->runs->pdata[i];
        g_autoptr(GBytes) bytes = NULL;
        g_autoptr(ph_run_document) document = NULL;

        if (strcmp(run->status, failed_status) != 0 || run->source ||
            !ph_audit_period_has(&in->request->period, ph_audit_measured_us(run)))
            continue;
        failed++;
        if (read < FAILURES_READ && run->has_document)
            bytes = ph_run_store_document(in->store, run->id, NULL);
        if (bytes)
            document = ph_run_document_parse(run->digest, bytes, in->request->schemas, NULL);
        if (!document)
            continue;
        read++;
        count_errors(document, counts);
    }
    for (guint code = 0; code < PH_ERROR_COUNT; code++) {
        cJSON *entry;

        if (counts[code] == 0)
            continue;
        entry = cJSON_CreateObject();
        cJSON_AddStringToObject(entry, "code", ph_error_code_id((ph_error)code));
        cJSON_AddStringToObject(entry, "meaning", ph_error_code_meaning((ph_error)code));
        cJSON_AddNumberToObject(entry, "count", counts[code]);
        cJSON_AddItemToArray(list, entry);
    }
    cJSON_AddNumberToObject(object, "failed_runs", failed);
    cJSON_AddNumberToObject(object, "failed_runs_read", read);
}

/* What was told */

typedef struct told {
    guint alerts, delivered, waiting, given_up;
} told;

static gboolean is_alert_of_period(const ph_audit_gathering *in, const GPtrArray *alerts, gint64 id)
{
    for (guint i = 0; i < alerts->len; i++) {
        const ph_history_alert *alert = alerts->pdata[i];

        if (alert->id == id)
            return ph_audit_period_has(&in->request->period, alert->at_us);
    }
    return FALSE;
}

static void count_delivery(ph_audit_gathering *in, const ph_delivery *delivery, told *count)
{
    if (delivery->done_us != PH_NO_TIME) {
        count->delivered++;
    } else if (delivery->next_us != PH_NO_TIME) {
        count->waiting++;
    } else {
        count->given_up++;
        ph_audit_attend(in, PH_AUDIT_ATTENTION_UNTOLD,
                        "alert %" G_GINT64_FORMAT
                        " did not get through to %s after %u attempts: %s",
                        delivery->alert_id, delivery->channel, delivery->attempts,
                        delivery->error ? delivery->error : "no reason is known");
    }
}

static gboolean count_told(ph_audit_gathering *in, told *count, GError **error)
{
    g_autoptr(GPtrArray) alerts = ph_run_store_alerts(in->store, error);
    g_autoptr(GPtrArray) deliveries = alerts ? ph_run_store_deliveries(in->store, error) : NULL;

    if (!deliveries)
        return FALSE;
    for (guint i = 0; i < alerts->len; i++)
        count->alerts += ph_audit_period_has(&in->request->period,
                                             ((const ph_history_alert *)alerts->pdata[i])->at_us)
                             ? 1
                             : 0;
    for (guint i = 0; i < deliveries->len; i++) {
        const ph_delivery *delivery = deliveries->pdata[i];

        if (is_alert_of_period(in, alerts, delivery->alert_id))
            count_delivery(in, delivery, count);
    }
    return TRUE;
}

cJSON *ph_audit_operation(ph_audit_gathering *in, GError **error)
{
    cJSON *object = cJSON_CreateObject(), *list, *notifications;
    told count = { 0 };

    cJSON_AddStringToObject(object, "rule", rule);
    list = cJSON_AddArrayToObject(object, "suites");
    for (guint i = 0; i < in->suites->len; i++)
        cJSON_AddItemToArray(list, suite_json(in, in->suites->pdata[i]));
    add_failures(in, object);
    if (in->store && !count_told(in, &count, error)) {
        cJSON_Delete(object);
        return NULL;
    }
    notifications = cJSON_AddObjectToObject(object, "notifications");
    cJSON_AddNumberToObject(notifications, "alerts", count.alerts);
    cJSON_AddNumberToObject(notifications, "delivered", count.delivered);
    cJSON_AddNumberToObject(notifications, "waiting", count.waiting);
    cJSON_AddNumberToObject(notifications, "given_up", count.given_up);
    return object;
}
