/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The figures that have floors, month by month. They come from the results of the history, which
 * stay when the documents of runs are gone: a time becomes a rate by the bytes of one pass, which
 * the newest document of the same series says.
 */
#include <math.h>
#include <string.h>

#include "audit/audit_parts.h"
#include "document/json_member.h"
#include "error/error.h"
#include "history/run_document.h"
#include "verdict/floors.h"

/* So many documents of a series are read in search of one that says its bytes. */
enum { DOCUMENTS_TRIED = 3 };

static const char rule[] =
    "A run is judged by the floors that hold as the report is made: FAIL where its whole 95 % "
    "interval lies below the floor, INCONCLUSIVE where it lies on both sides, WARN within 5 % "
    "above "
    "it, else PASS. The figure of a run is the median over its launches, as the history has it. "
    "The "
    "worst of a month is the run with the lowest figure.";

/* What the runs of a month came to. */
typedef struct month_tally {
    guint verdicts[PH_VERDICT_FAIL + 1];
    GArray *values; /* double, MB/s. */
    double low, high;
    ph_floor_check worst; /* Its figure and interval. */
    const ph_history_run *worst_run;
} month_tally;

/* One floor of one suite on one host. */
typedef struct course {
    ph_floor_check floor;
    const char *host, *suite; /* Borrowed from the gathering's. */
    month_tally *months;
    guint runs, met, unknown;
} course;

typedef struct slo {
    ph_audit_gathering *in;
    GPtrArray *courses;
    GHashTable *documents; /* gint64 * run id: ph_run_document *, those that were read. */
    const ph_floor_check *floor;
    GError *error;
} slo;

static void free_course(gpointer data, guint months)
{
    course *of = data;

    for (guint i = 0; i < months; i++)
        g_array_unref(of->months[i].values);
    g_free(of->months);
    g_free(of);
}

static course *course_of(slo *all, const ph_audit_suite *suite)
{
    const guint months = ph_audit_period_months(&all->in->request->period);
    course *of;

    for (guint i = 0; i < all->courses->len; i++) {
        of = all->courses->pdata[i];
        if (of->host == suite->host && of->suite == suite->suite &&
            of->floor.benchmark == all->floor->benchmark && of->floor.level == all->floor->level)
            return of;
    }
    of = g_new0(course, 1);
    of->floor = *all->floor;
    of->host = suite->host;
    of->suite = suite->suite;
    of->months = g_new0(month_tally, months);
    for (guint i = 0; i < months; i++)
        of->months[i].values = g_array_new(FALSE, FALSE, sizeof(double));
    g_ptr_array_add(all->courses, of);
    return of;
}

static const ph_audit_suite *find_suite(const ph_audit_gathering *in, const ph_series_key *key)
{
    for (guint i = 0; i < in->suites->len; i++) {
        const ph_audit_suite *suite = in->suites->pdata[i];

        if (strcmp(suite->host, key->host) == 0 && strcmp(suite->suite, key->suite) == 0)
            return suite;
    }
    return NULL;
}

/* How many bytes one pass is of */

static void free_document(gpointer document)
{
    ph_run_document_free(document);
}

/* NULL: it has none any more, or none that can be read, which `verify --deep` looks into. */
static const ph_run_document *document_of(slo *all, const ph_history_run *run)
{
    ph_run_document *document = g_hash_table_lookup(all->documents, &run->id);
    g_autoptr(GBytes) bytes = NULL;

    if (document || !run->has_document)
        return document;
    bytes = ph_run_store_document(all->in->store, run->id, NULL);
    document =
        bytes ? ph_run_document_parse(run->digest, bytes, all->in->request->schemas, NULL) : NULL;
    if (document)
        g_hash_table_insert(all->documents, g_memdup2(&run->id, sizeof run->id), document);
    return document;
}

/* 0: no document of the series says it. */
static double bytes_of_pass(slo *all, const ph_trend *trend)
{
    const ph_series_key *key = &trend->series->key;
    guint tried = 0;

    for (guint i = trend->points->len; i > 0 && tried < DOCUMENTS_TRIED; i--) {
        const ph_trend_point *point = &g_array_index(trend->points, ph_trend_point, i - 1);
        const ph_history_run *run = g_hash_table_lookup(all->in->run_of, &point->run_id);
        const ph_run_document *document = run ? document_of(all, run) : NULL;
        const ph_result *result = document && document->measurement
                                      ? ph_result_find(document->measurement->results,
                                                       key->benchmark, key->level, key->subject)
                                      : NULL;

        tried += run && run->has_document ? 1 : 0;
        if (result)
            return (double)result->input_bytes;
    }
    return 0.0;
}

/* Judging */

static void note_verdict(GHashTable *verdicts, const ph_history_run *run, ph_verdict verdict)
{
    const guint noted = GPOINTER_TO_UINT(g_hash_table_lookup(verdicts, run));

    g_hash_table_insert(verdicts, (gpointer)run, GUINT_TO_POINTER(MAX(noted, verdict + 1U)));
}

static void take_point(GHashTable *verdicts, course *of, guint month, const ph_trend_point *point,
                       double bytes, const ph_history_run *run)
{
    month_tally *tally = &of->months[month];
    const double mb_s = bytes / exp(point->value) * 1000.0; /* Bytes a ns: 1,000 MB/s. */
    const double half = ph_ci95_half(point->error, point->launches);
    ph_floor_check check = of->floor;

    check.is_asked = TRUE;
    check.value_mb_s = mb_s;
    if (!isnan(half))
        check.ci95_mb_s = (ph_interval){ mb_s * exp(-half), mb_s * exp(half) };
    ph_floor_check_conclude(&check);
    tally->verdicts[check.verdict]++;
    if (of->floor.is_judged)
        note_verdict(verdicts, run, check.verdict);
    of->runs++;
    of->met += check.verdict <= PH_VERDICT_WARN ? 1 : 0;
    if (tally->values->len == 0 || mb_s < tally->worst.value_mb_s) {
        tally->worst = check;
        tally->worst_run = run;
    }
    tally->low =
        fmin(tally->values->len == 0 ? mb_s : tally->low, isnan(half) ? mb_s : check.ci95_mb_s.low);
    tally->high = fmax(tally->values->len == 0 ? mb_s : tally->high,
                       isnan(half) ? mb_s : check.ci95_mb_s.high);
    g_array_append_val(tally->values, mb_s);
}

static gboolean take_trend(const ph_trend *trend, gpointer data)
{
    slo *all = data;
    const ph_audit_period *period = &all->in->request->period;
    const ph_audit_suite *suite = find_suite(all->in, &trend->series->key);
    course *of = NULL;
    double bytes = -1.0;

    if (strcmp(trend->series->key.level, all->floor->level) != 0 || !suite)
        return TRUE;
    for (guint i = 0; i < trend->points->len; i++) {
        const ph_trend_point *point = &g_array_index(trend->points, ph_trend_point, i);
        const ph_history_run *run = g_hash_table_lookup(all->in->run_of, &point->run_id);
        const gint64 at_us = run ? ph_audit_measured_us(run) : PH_NO_TIME;

        if (!run || !ph_audit_period_has(period, at_us))
            continue;
        of = of ? of : course_of(all, suite);
        bytes = bytes < 0.0 ? bytes_of_pass(all, trend) : bytes;
        if (bytes > 0.0)
            take_point(all->in->verdict_of, of, ph_audit_month_of(at_us) - period->first, point,
                       bytes, run);
        else
            of->unknown++;
    }
    return TRUE;
}

/* Saying */

static void add_worst(cJSON *month, const month_tally *tally, double floor_mb_s)
{
    cJSON *object = cJSON_AddObjectToObject(month, "worst");

    ph_json_add_number(object, "mb_s", tally->worst.value_mb_s);
    ph_json_add_interval(object, "ci95_mb_s", tally->worst.ci95_mb_s);
    ph_json_add_number(object, "times_the_floor", tally->worst.value_mb_s / floor_mb_s);
    ph_audit_add_time(object, "measured_at", ph_audit_measured_us(tally->worst_run));
    ph_audit_add_text(object, "commit", tally->worst_run->sha);
    cJSON_AddStringToObject(object, "run", tally->worst_run->digest);
    cJSON_AddStringToObject(object, "verdict", ph_verdict_word(tally->worst.verdict));
}

static cJSON *month_json(guint month, const month_tally *tally, const course *of)
{
    cJSON *object = cJSON_CreateObject();
    g_autofree char *text = ph_audit_month_text(month);
    const guint runs = tally->values->len;

    cJSON_AddStringToObject(object, "month", text);
    cJSON_AddNumberToObject(object, "runs", runs);
    cJSON_AddNumberToObject(object, "pass", tally->verdicts[PH_VERDICT_PASS]);
    cJSON_AddNumberToObject(object, "warn", tally->verdicts[PH_VERDICT_WARN]);
    cJSON_AddNumberToObject(object, "fail", tally->verdicts[PH_VERDICT_FAIL]);
    cJSON_AddNumberToObject(object, "inconclusive", tally->verdicts[PH_VERDICT_INCONCLUSIVE]);
    ph_json_add_number(object, "median_mb_s", runs ? ph_quantile(tally->values, 0.5) : NAN);
    ph_json_add_number(object, "low_mb_s", runs ? tally->low : NAN);
    ph_json_add_number(object, "high_mb_s", runs ? tally->high : NAN);
    if (runs)
        add_worst(object, tally, of->floor.floor_mb_s);
    else
        cJSON_AddNullToObject(object, "worst");
    return object;
}

static void attend_to(slo *all, const course *of, guint fails, guint inconclusives)
{
    ph_audit_gathering *in = all->in;
    g_autofree char *name = ph_audit_suite_name(of->suite, of->host);

    if (of->unknown > 0)
        ph_audit_attend(in, PH_AUDIT_ATTENTION_UNJUDGED,
                        "%s, %s of %s: %u figures are not judged, as no document says any more how "
                        "many bytes they are of",
                        of->floor.name, of->floor.level, name, of->unknown);
    if (!of->floor.is_judged || !in->request->settings->is_on[PH_AUDIT_SWITCH_ALERTS])
        return;
    if (fails > 0)
        ph_audit_attend(in, PH_AUDIT_ATTENTION_FLOOR,
                        "%s, %s: %u of %u runs missed the floor of %g MB/s", of->floor.name, name,
                        fails, of->runs, of->floor.floor_mb_s);
    if (inconclusives > 0)
        ph_audit_attend(in, PH_AUDIT_ATTENTION_UNJUDGED,
                        "%s, %s: of %u of %u runs the interval lies on both sides of the floor",
                        of->floor.name, name, inconclusives, of->runs);
}

static cJSON *course_json(slo *all, const course *of)
{
    const ph_audit_period *period = &all->in->request->period;
    cJSON *object = cJSON_CreateObject(), *list;
    guint with_runs = 0, fails = 0, inconclusives = 0;

    cJSON_AddStringToObject(object, "floor", of->floor.name);
    cJSON_AddStringToObject(object, "benchmark", of->floor.benchmark);
    cJSON_AddStringToObject(object, "level", of->floor.level);
    ph_audit_add_text(object, "suite", of->suite);
    ph_audit_add_text(object, "host", of->host);
    cJSON_AddNumberToObject(object, "floor_mb_s", of->floor.floor_mb_s);
    cJSON_AddBoolToObject(object, "is_judged", of->floor.is_judged);
    list = cJSON_AddArrayToObject(object, "months");
    for (guint month = period->first; month <= period->last; month++) {
        const month_tally *tally = &of->months[month - period->first];

        with_runs += tally->values->len > 0 ? 1 : 0;
        fails += tally->verdicts[PH_VERDICT_FAIL];
        inconclusives += tally->verdicts[PH_VERDICT_INCONCLUSIVE];
        cJSON_AddItemToArray(list, month_json(month, tally, of));
    }
    cJSON_AddNumberToObject(object, "runs", of->runs);
    cJSON_AddNumberToObject(object, "runs_that_met_it", of->met);
    cJSON_AddNumberToObject(object, "months_with_runs", with_runs);
    cJSON_AddNumberToObject(object, "figures_not_known", of->unknown);
    attend_to(all, of, fails, inconclusives);
    return object;
}

/* Runs whose place on the main branch is not known stand in no trend, and are not judged. */
static void attend_to_unplaced(ph_audit_gathering *in)
{
    guint unplaced = 0;

    for (guint i = 0; i < in->suites->len; i++) {
        const ph_audit_suite *suite = in->suites->pdata[i];

        for (guint n = 0; n < suite->runs->len; n++) {
            const ph_history_run *run = suite->runs->pdata[n];

            unplaced += !ph_history_run_is_in_trend(run) &&
                                ph_audit_period_has(&in->request->period, ph_audit_measured_us(run))
                            ? 1
                            : 0;
        }
    }
    if (unplaced > 0)
        ph_audit_attend(in, PH_AUDIT_ATTENTION_UNJUDGED,
                        "%u %s not judged by floors: where their commits stand on the main branch "
                        "is not known",
                        unplaced, unplaced == 1 ? "run is" : "runs are");
}

static gboolean read_courses(slo *all, const GArray *floors)
{
    for (guint i = 0; all->in->store && i < floors->len; i++) {
        const ph_series_query query = {
            .benchmark = g_array_index(floors, ph_floor_check, i).benchmark,
            .subject = PH_HEADLINE_SUBJECT,
            .metric = ph_metric_word(PH_METRIC_TIME),
        };

        all->floor = &g_array_index(floors, ph_floor_check, i);
        if (!ph_run_store_overview(all->in->store, &query, 0, take_trend, all, &all->error))
            return FALSE;
    }
    return TRUE;
}

static void say_courses(slo *all, cJSON *object)
{
    cJSON *list = cJSON_AddArrayToObject(object, "floors");
    guint judged = 0;

    for (guint i = 0; i < all->courses->len; i++) {
        const course *of = all->courses->pdata[i];

        judged += of->floor.is_judged && of->runs > 0 ? 1 : 0;
        cJSON_AddItemToArray(list, course_json(all, of));
    }
    if (judged == 0)
        ph_audit_attend(all->in, PH_AUDIT_ATTENTION_UNJUDGED,
                        "no figure of the period could be held against a floor");
    if (judged == 0)
        ph_audit_lessen(all->in, PH_AUDIT_SOURCE_SLO, PH_AUDIT_STATE_NONE);
    attend_to_unplaced(all->in);
}

cJSON *ph_audit_slo(ph_audit_gathering *in, GError **error)
{
    const gboolean is_on = in->request->settings->is_on[PH_AUDIT_SWITCH_VALIDATION];
    g_autoptr(GArray) floors = ph_floors_of(in->request->thresholds);
    cJSON *object = cJSON_CreateObject();
    slo all = { .in = in };

    cJSON_AddBoolToObject(object, "is_on", is_on);
    cJSON_AddStringToObject(object, "rule", rule);
    if (!is_on) {
        cJSON_AddArrayToObject(object, "floors");
        ph_audit_switched_off(in, PH_AUDIT_SWITCH_VALIDATION, PH_AUDIT_SOURCE_SLO);
        return object;
    }
    if (!in->request->settings->is_on[PH_AUDIT_SWITCH_ALERTS])
        ph_audit_attend(in, PH_AUDIT_ATTENTION_SWITCH, "%s is false: %s",
                        ph_audit_switch_key(PH_AUDIT_SWITCH_ALERTS),
                        ph_audit_switch_lacks(PH_AUDIT_SWITCH_ALERTS));
    all.courses = g_ptr_array_new();
    all.documents = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, free_document);
    if (read_courses(&all, floors))
        say_courses(&all, object);
    else
        g_clear_pointer(&object, cJSON_Delete);
    for (guint i = 0; i < all.courses->len; i++)
        free_course(all.courses->pdata[i], ph_audit_period_months(&in->request->period));
    g_ptr_array_unref(all.courses);
    g_hash_table_unref(all.documents);
    if (all.error)
        g_propagate_error(error, all.error);
    return object;
}
