/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "audit/audit.h"

#include <stdarg.h>
#include <string.h>

#include "audit/audit_parts.h"
#include "document/document.h"
#include "document/json_member.h"
#include "error/error.h"
#include "version/version.h"

static const struct {
    const char *word;
    guint source; /* PH_AUDIT_SOURCE_COUNT: of none. */
    ph_audit_state state;
} attentions[] = {
#define X(identifier, word, source, state)                                                         \
    { word, PH_AUDIT_SOURCE_##source, PH_AUDIT_STATE_##state },
    PH_AUDIT_ATTENTION_LIST(X)
#undef X
};

static const struct {
    const char *word;
    int section;
} sources[] = {
#define X(identifier, word, section) { word, section },
    PH_AUDIT_SOURCE_LIST(X)
#undef X
};

static const char *const states[] = {
#define X(identifier, words) words,
    PH_AUDIT_STATE_LIST(X)
#undef X
};

const char *ph_audit_source_word(ph_audit_source source)
{
    return sources[source].word;
}

const char *ph_audit_state_words(ph_audit_state state)
{
    return states[state];
}

void ph_audit_lessen(ph_audit_gathering *in, ph_audit_source source, ph_audit_state state)
{
    in->states[source] = MAX(in->states[source], state);
}

void ph_audit_attend(ph_audit_gathering *in, ph_audit_attention kind, const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list arguments;

    va_start(arguments, format);
    text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_ptr_array_add(in->attention[kind], ph_error_printable(text));
    if (attentions[kind].source != PH_AUDIT_SOURCE_COUNT)
        ph_audit_lessen(in, (ph_audit_source)attentions[kind].source, attentions[kind].state);
}

void ph_audit_switched_off(ph_audit_gathering *in, ph_audit_switch which, ph_audit_source source)
{
    ph_audit_attend(in, PH_AUDIT_ATTENTION_SWITCH, "%s is false: %s", ph_audit_switch_key(which),
                    ph_audit_switch_lacks(which));
    ph_audit_lessen(in, source, PH_AUDIT_STATE_NOT_JUDGED);
}

gint64 ph_audit_measured_us(const ph_history_run *run)
{
    return run->started_us == PH_NO_TIME || ph_history_run_is_ahead(run) ? run->received_us
                                                                         : run->started_us;
}

char *ph_audit_suite_name(const char *suite, const char *host)
{
    return g_strdup_printf("%s on %s", *suite ? suite : "workloads", host);
}

void ph_audit_add_time(cJSON *object, const char *name, gint64 at_us)
{
    g_autoptr(GDateTime) at =
        at_us == PH_NO_TIME ? NULL : g_date_time_new_from_unix_utc(at_us / G_USEC_PER_SEC);
    g_autofree char *text = at ? g_date_time_format(at, "%Y-%m-%dT%H:%M:%SZ") : NULL;

    ph_json_add_text(object, name, text);
}

void ph_audit_add_text(cJSON *object, const char *name, const char *text)
{
    g_autofree char *printable = text ? ph_error_printable(text) : NULL;

    ph_json_add_text(object, name, printable);
}

/* Runs, suites, months */

static void free_suite(gpointer data)
{
    ph_audit_suite *suite = data;

    g_ptr_array_unref(suite->runs);
    g_array_unref(suite->missing);
    g_free(suite);
}

static ph_audit_suite *suite_of(ph_audit_gathering *in, const ph_history_run *run)
{
    ph_audit_suite *suite;

    for (guint i = 0; i < in->suites->len; i++) {
        suite = in->suites->pdata[i];
        if (strcmp(suite->host, run->host) == 0 && strcmp(suite->suite, run->suite) == 0)
            return suite;
    }
    suite = g_new0(ph_audit_suite, 1);
    suite->host = run->host;
    suite->suite = run->suite;
    suite->cpu_model = run->cpu_model;
    suite->runs = g_ptr_array_new();
    suite->missing = g_array_new(FALSE, FALSE, sizeof(guint));
    g_ptr_array_add(in->suites, suite);
    return suite;
}

static gint by_name(gconstpointer a, gconstpointer b)
{
    const ph_audit_suite *first = *(ph_audit_suite *const *)a;
    const ph_audit_suite *second = *(ph_audit_suite *const *)b;
    const int order = strcmp(first->suite, second->suite);

    return order != 0 ? order : strcmp(first->host, second->host);
}

/* The months of the period in which none of these runs was measured. */
static gboolean find_missing(const ph_audit_period *period, const GPtrArray *runs, GArray *missing)
{
    g_autofree gboolean *has = g_new0(gboolean, ph_audit_period_months(period));

    for (guint i = 0; i < runs->len; i++) {
        const gint64 at_us = ph_audit_measured_us(runs->pdata[i]);

        if (ph_audit_period_has(period, at_us))
            has[ph_audit_month_of(at_us) - period->first] = TRUE;
    }
    for (guint month = period->first; month <= period->last; month++)
        if (!has[month - period->first])
            g_array_append_val(missing, month);
    return missing->len < ph_audit_period_months(period);
}

/* Of pull requests, runs are of code that may never be taken; imported ones were not measured. */
static gboolean is_of_the_record(const ph_history_run *run)
{
    return run->event != PH_RUN_EVENT_PULL_REQUEST && !run->source;
}

static gboolean read_runs(ph_audit_gathering *in, GError **error)
{
    const ph_audit_period *period = &in->request->period;
    g_autoptr(GPtrArray) all = NULL;

    if (in->store) {
        all = ph_run_store_runs(in->store, &(ph_run_query){ 0 }, error);
        if (!all)
            return FALSE;
        g_ptr_array_unref(in->runs);
        in->runs = g_steal_pointer(&all);
    }
    for (guint i = 0; i < in->runs->len; i++) {
        ph_history_run *run = in->runs->pdata[i];

        g_hash_table_insert(in->run_of, &run->id, run);
        g_hash_table_insert(in->run_of_digest, run->digest, run);
        if (is_of_the_record(run))
            g_ptr_array_add(suite_of(in, run)->runs, run);
    }
    g_ptr_array_sort(in->suites, by_name);
    for (guint i = 0; i < in->suites->len; i++) {
        ph_audit_suite *suite = in->suites->pdata[i];

        suite->is_in_period = find_missing(period, suite->runs, suite->missing);
    }
    return TRUE;
}

static void find_missing_of_all(ph_audit_gathering *in)
{
    g_autoptr(GPtrArray) runs = g_ptr_array_new();

    for (guint i = 0; i < in->suites->len; i++)
        g_ptr_array_extend(runs, ((const ph_audit_suite *)in->suites->pdata[i])->runs, NULL, NULL);
    (void)find_missing(&in->request->period, runs, in->missing);
}

/* The store */

static gboolean open_store(ph_audit_gathering *in, GError **error)
{
    const ph_store_place *place = in->request->place;
    g_autofree char *note = NULL;

    if (in->damage) {
        in->is_whole = FALSE;
        ph_audit_attend(in, PH_AUDIT_ATTENTION_INTEGRITY, "the history cannot be read: %s",
                        in->damage);
        return TRUE;
    }
    if (!ph_run_store_exists(place)) {
        ph_audit_attend(in, PH_AUDIT_ATTENTION_MONTHS, "there is no history at %s", place->name);
        return TRUE;
    }
    in->store = ph_run_store_open(place, PH_STORE_READ, &note, error);
    if (note) {
        in->is_whole = FALSE;
        ph_audit_attend(in, PH_AUDIT_ATTENTION_INTEGRITY, "%s: %s", place->name, note);
    }
    return in->store != NULL;
}

/* Months without any run. */
static void tell_missing(ph_audit_gathering *in)
{
    g_autofree char *missing = ph_audit_months_text(in->missing);

    if (in->missing->len > 0)
        ph_audit_lessen(in, PH_AUDIT_SOURCE_INCIDENTS, PH_AUDIT_STATE_INCOMPLETE);
    if (in->missing->len < ph_audit_period_months(&in->request->period))
        return;
    ph_audit_attend(in, PH_AUDIT_ATTENTION_MONTHS, "there is no run in the whole period, %s",
                    missing);
    ph_audit_lessen(in, PH_AUDIT_SOURCE_SLO, PH_AUDIT_STATE_NONE);
    ph_audit_lessen(in, PH_AUDIT_SOURCE_OPERATION, PH_AUDIT_STATE_NONE);
}

static void tell_months(ph_audit_gathering *in)
{
    const guint months = ph_audit_period_months(&in->request->period);

    tell_missing(in);
    for (guint i = 0; i < in->suites->len; i++) {
        const ph_audit_suite *suite = in->suites->pdata[i];
        g_autofree char *name = ph_audit_suite_name(suite->suite, suite->host);
        g_autofree char *list = ph_audit_months_text(suite->missing);

        if (suite->is_in_period && suite->missing->len > 0) {
            ph_audit_attend(in, PH_AUDIT_ATTENTION_MONTHS, "%s: %u of %u months have no run: %s",
                            name, suite->missing->len, months, list);
            ph_audit_lessen(in, PH_AUDIT_SOURCE_SLO, PH_AUDIT_STATE_INCOMPLETE);
        } else if (!suite->is_in_period) {
            ph_audit_attend(in, PH_AUDIT_ATTENTION_NOTE,
                            "%s has runs in the history, and none in the period", name);
        }
    }
}

/* The cover */

static cJSON *suites_json(const ph_audit_gathering *in)
{
    cJSON *list = cJSON_CreateArray();

    for (guint i = 0; i < in->suites->len; i++) {
        const ph_audit_suite *suite = in->suites->pdata[i];
        cJSON *object = cJSON_CreateObject();
        guint runs = 0;

        for (guint n = 0; n < suite->runs->len; n++)
            runs += ph_audit_period_has(&in->request->period,
                                        ph_audit_measured_us(suite->runs->pdata[n]))
                        ? 1
                        : 0;
        ph_audit_add_text(object, "suite", suite->suite);
        ph_audit_add_text(object, "host", suite->host);
        ph_audit_add_text(object, "cpu_model", suite->cpu_model);
        cJSON_AddNumberToObject(object, "runs", runs);
        cJSON_AddItemToArray(list, object);
    }
    return list;
}

static cJSON *period_json(const ph_audit_period *period)
{
    cJSON *object = cJSON_CreateObject();
    g_autofree char *first = ph_audit_month_text(period->first);
    g_autofree char *last = ph_audit_month_text(period->last);

    cJSON_AddStringToObject(object, "first", first);
    cJSON_AddStringToObject(object, "last", last);
    cJSON_AddNumberToObject(object, "months", ph_audit_period_months(period));
    cJSON_AddBoolToObject(object, "is_over", !period->is_running);
    return object;
}

static cJSON *made_by_json(const ph_audit_request *request)
{
    cJSON *object = cJSON_CreateObject();

    cJSON_AddStringToObject(object, "version", ph_version_built.number);
    ph_json_add_text(object, "commit", *ph_commit_built.hash ? ph_commit_built.hash : NULL);
    cJSON_AddBoolToObject(object, "modified", ph_commit_built.is_modified);
    ph_json_add_text(object, "program_sha256", request->program_sha256);
    return object;
}

static cJSON *settings_json(const ph_audit_settings *settings, gint64 now_us)
{
    cJSON *object = cJSON_CreateObject();
    g_autofree char *due = ph_audit_settings_due(settings, now_us);
    cJSON *list;

    cJSON_AddStringToObject(object, "sha256", settings->sha256);
    list = cJSON_AddArrayToObject(object, "compliance_standards");
    for (guint i = 0; settings->standards[i]; i++)
        cJSON_AddItemToArray(list, cJSON_CreateString(settings->standards[i]));
    cJSON_AddStringToObject(object, "frequency", ph_audit_frequency_word(settings->frequency));
    cJSON_AddStringToObject(object, "next_report_due", due);
    return object;
}

static cJSON *cover_json(const ph_audit_gathering *in)
{
    const ph_audit_request *request = in->request;
    cJSON *object = cJSON_CreateObject();

    ph_audit_add_time(object, "made_at", request->now_us);
    cJSON_AddItemToObject(object, "period", period_json(&request->period));
    cJSON_AddItemToObject(object, "suites", suites_json(in));
    ph_audit_add_text(object, "history", request->place->name);
    cJSON_AddItemToObject(object, "made_by", made_by_json(request));
    cJSON_AddItemToObject(object, "settings", settings_json(request->settings, request->now_us));
    cJSON_AddStringToObject(object, "statement",
                            "What the records of performance measurements show for a period, and "
                            "what they lack. It is material for an audit, and no opinion of one.");
    return object;
}

/* What needs attention, first of all. */
static cJSON *attention_json(const ph_audit_gathering *in)
{
    cJSON *list = cJSON_CreateArray();

    for (guint kind = 0; kind < PH_AUDIT_ATTENTION_COUNT; kind++)
        for (guint i = 0; i < in->attention[kind]->len; i++) {
            const guint source = attentions[kind].source;
            cJSON *object = cJSON_CreateObject();

            cJSON_AddStringToObject(object, "kind", attentions[kind].word);
            if (source == PH_AUDIT_SOURCE_COUNT)
                cJSON_AddNullToObject(object, "section");
            else
                cJSON_AddNumberToObject(object, "section", sources[source].section);
            cJSON_AddStringToObject(object, "text", in->attention[kind]->pdata[i]);
            cJSON_AddItemToArray(list, object);
        }
    return list;
}

/* All of it */

/* The parts that are read, in the order in which they need one another. */
static gboolean add_parts(ph_audit_gathering *in, cJSON *document, GError **error)
{
    static const struct {
        const char *name;
        cJSON *(*gather)(ph_audit_gathering *in, GError **error);
    } parts[] = {
        { "slo", ph_audit_slo },
        { "baselines", ph_audit_baselines },
        { "incidents", ph_audit_incidents },
        { "changes", ph_audit_changes },
        { "operation", ph_audit_operation },
        { "records", ph_audit_records },
    };
    cJSON *integrity;

    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
        cJSON *part = parts[i].gather(in, error);

        if (!part)
            return FALSE;
        cJSON_AddItemToObject(document, parts[i].name, part);
    }
    integrity =
        ph_audit_integrity(in, cJSON_GetObjectItemCaseSensitive(document, "baselines"), error);
    if (!integrity)
        return FALSE;
    cJSON_AddItemToObject(document, "integrity", integrity);
    return TRUE;
}

static void add_ends(const ph_audit_gathering *in, cJSON *document)
{
    cJSON_AddItemToObject(document, "controls", ph_audit_controls(in));
    cJSON_AddItemToObject(document, "limits", ph_audit_limits());
    if (in->request->settings->is_on[PH_AUDIT_SWITCH_SIGNATURE])
        cJSON_AddItemToObject(document, "signature", ph_audit_signature());
    else
        cJSON_AddNullToObject(document, "signature");
    cJSON_AddItemToObject(document, "glossary", ph_audit_glossary());
    cJSON_ReplaceItemInObjectCaseSensitive(document, "attention", attention_json(in));
}

static cJSON *gather(ph_audit_gathering *in, GError **error)
{
    cJSON *document;

    if (!open_store(in, error) || !read_runs(in, error))
        return NULL;
    find_missing_of_all(in);
    tell_months(in);
    if (!in->request->settings->is_on[PH_AUDIT_SWITCH_SIGNATURE])
        ph_audit_attend(in, PH_AUDIT_ATTENTION_SWITCH, "%s is false: %s",
                        ph_audit_switch_key(PH_AUDIT_SWITCH_SIGNATURE),
                        ph_audit_switch_lacks(PH_AUDIT_SWITCH_SIGNATURE));
    document = cJSON_CreateObject();
    cJSON_AddStringToObject(document, "schema_version", PH_DOCUMENT_AUDIT);
    cJSON_AddItemToObject(document, "cover", cover_json(in));
    cJSON_AddArrayToObject(document, "attention"); /* Known at the end. */
    cJSON_AddItemToObject(document, "method", ph_audit_method());
    if (!add_parts(in, document, error)) {
        cJSON_Delete(document);
        return NULL;
    }
    add_ends(in, document);
    return document;
}

static cJSON *gather_once(const ph_audit_request *request, const char *damage,
                          gboolean *ret_is_whole, GError **error)
{
    ph_audit_gathering in = { .request = request, .damage = damage, .is_whole = TRUE };
    cJSON *document;

    in.runs = g_ptr_array_new();
    in.run_of = g_hash_table_new(g_int64_hash, g_int64_equal);
    in.run_of_digest = g_hash_table_new(g_str_hash, g_str_equal);
    in.verdict_of = g_hash_table_new(NULL, NULL);
    in.entries = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    in.suites = g_ptr_array_new_with_free_func(free_suite);
    in.missing = g_array_new(FALSE, FALSE, sizeof(guint));
    in.stamps = ph_stamp_check_new();
    for (guint kind = 0; kind < PH_AUDIT_ATTENTION_COUNT; kind++)
        in.attention[kind] = g_ptr_array_new_with_free_func(g_free);
    document = gather(&in, error);
    *ret_is_whole = in.is_whole;
    for (guint kind = 0; kind < PH_AUDIT_ATTENTION_COUNT; kind++)
        g_ptr_array_unref(in.attention[kind]);
    ph_stamp_check_free(in.stamps);
    g_array_unref(in.missing);
    g_ptr_array_unref(in.suites);
    g_hash_table_unref(in.entries);
    g_hash_table_unref(in.verdict_of);
    g_hash_table_unref(in.run_of_digest);
    g_hash_table_unref(in.run_of);
    g_ptr_array_unref(in.runs);
    ph_run_store_close(in.store);
    return document;
}

/* A history that was changed so that it cannot be read is reported, and the rest without it. */
cJSON *ph_audit_gather(const ph_audit_request *request, gboolean *ret_is_whole, GError **error)
{
    g_autoptr(GError) cause = NULL;
    cJSON *document = gather_once(request, NULL, ret_is_whole, &cause);

    if (document)
        return document;
    if (g_error_matches(cause, PH_ERROR, PH_ERROR_CHANGED))
        return gather_once(request, cause->message, ret_is_whole, error);
    g_propagate_error(error, g_steal_pointer(&cause));
    return NULL;
}
