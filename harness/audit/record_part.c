/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* For how long records are to be there, how many months there are, and what was deleted. */
#include <string.h>

#include "audit/audit_parts.h"
#include "history/retention.h"

static cJSON *rules_json(void)
{
    cJSON *list = cJSON_CreateArray();

    for (guint rule = 0; rule < PH_RETENTION_RULE_COUNT; rule++) {
        cJSON *object = cJSON_CreateObject();

        cJSON_AddStringToObject(object, "name", ph_retention_name((ph_retention_rule)rule));
        cJSON_AddStringToObject(object, "meaning", ph_retention_meaning((ph_retention_rule)rule));
        cJSON_AddItemToArray(list, object);
    }
    return list;
}

static cJSON *months_json(const GArray *months)
{
    cJSON *list = cJSON_CreateArray();

    for (guint i = 0; i < months->len; i++) {
        g_autofree char *text = ph_audit_month_text(g_array_index(months, guint, i));

        cJSON_AddItemToArray(list, cJSON_CreateString(text));
    }
    return list;
}

/* Deletions by rule and month, from their receipts. */
typedef struct deletions {
    const ph_audit_period *period;
    GHashTable *counts; /* "2026-11 NOTE": guint. */
} deletions;

/* "run by rule NAME", whatever its results came to. The caller frees it. */
static char *rule_of(const char *note)
{
    const char *comma = strchr(note, ',');

    return comma ? g_strndup(note, (gsize)(comma - note)) : g_strdup(note);
}

static gboolean take_receipt(const ph_receipt *receipt, gpointer data)
{
    deletions *all = data;
    g_autofree char *month = NULL;
    g_autofree char *what = NULL;
    char *key;

    if (receipt->kind != PH_RECEIPT_DELETE || !ph_audit_period_has(all->period, receipt->at_us))
        return TRUE;
    month = ph_audit_month_text(ph_audit_month_of(receipt->at_us));
    what = rule_of(receipt->note);
    key = g_strdup_printf("%s %s", month, what);
    g_hash_table_insert(
        all->counts, key,
        GUINT_TO_POINTER(1 + GPOINTER_TO_UINT(g_hash_table_lookup(all->counts, key))));
    return TRUE;
}

static gint by_text(gconstpointer a, gconstpointer b)
{
    return strcmp(a, b);
}

static cJSON *deletions_json(const deletions *all)
{
    g_autoptr(GList) keys = g_list_sort(g_hash_table_get_keys(all->counts), by_text);
    cJSON *list = cJSON_CreateArray();

    for (const GList *at = keys; at; at = at->next) {
        g_auto(GStrv) parts = g_strsplit(at->data, " ", 2);
        cJSON *object = cJSON_CreateObject();

        cJSON_AddStringToObject(object, "month", parts[0]);
        ph_audit_add_text(object, "what", parts[1]);
        cJSON_AddNumberToObject(object, "count",
                                GPOINTER_TO_UINT(g_hash_table_lookup(all->counts, at->data)));
        cJSON_AddItemToArray(list, object);
    }
    return list;
}

static gboolean add_deletions(const ph_audit_gathering *in, cJSON *object, GError **error)
{
    g_autoptr(GHashTable) counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    deletions all = { &in->request->period, counts };

    if (in->store && !ph_run_store_receipts(in->store, take_receipt, &all, error))
        return FALSE;
    cJSON_AddItemToObject(object, "deletions", deletions_json(&all));
    return TRUE;
}

/* The months that are to be there, whatever the report's period is, and those that are not. */
static void add_retention(ph_audit_gathering *in, cJSON *object)
{
    const ph_audit_settings *settings = in->request->settings;
    const guint months = ph_audit_settings_months(settings);
    const ph_audit_period asked = ph_audit_period_of_months(months, in->request->now_us);
    g_autofree gboolean *has = g_new0(gboolean, months);
    g_autoptr(GArray) missing = g_array_new(FALSE, FALSE, sizeof(guint));
    g_autofree char *list = NULL;

    for (guint i = 0; i < in->suites->len; i++) {
        const ph_audit_suite *suite = in->suites->pdata[i];

        for (guint n = 0; n < suite->runs->len; n++) {
            const gint64 at_us = ph_audit_measured_us(suite->runs->pdata[n]);

            if (ph_audit_period_has(&asked, at_us))
                has[ph_audit_month_of(at_us) - asked.first] = TRUE;
        }
    }
    for (guint month = asked.first; month <= asked.last; month++)
        if (!has[month - asked.first])
            g_array_append_val(missing, month);
    list = ph_audit_months_text(missing);
    if (missing->len > 0)
        ph_audit_attend(in, PH_AUDIT_ATTENTION_RETENTION,
                        "of %u months that are to be there, %u have no run: %s", months,
                        missing->len, list);
    cJSON_AddNumberToObject(object, "months_asked_for", months);
    cJSON_AddNumberToObject(object, "months_there", months - missing->len);
    cJSON_AddItemToObject(object, "months_missing", months_json(missing));
}

static void add_contradiction(ph_audit_gathering *in, cJSON *object)
{
    const ph_audit_settings *settings = in->request->settings;
    g_autofree char *text = NULL;

    cJSON_AddNumberToObject(object, "retention_months", settings->retention_months);
    cJSON_AddNumberToObject(object, "baseline_history_retention", settings->baseline_months);
    if (settings->retention_months != settings->baseline_months) {
        text = g_strdup_printf("the settings ask for %u months of records and for %u of baselines: "
                               "the longer holds for both",
                               settings->retention_months, settings->baseline_months);
        ph_audit_attend(in, PH_AUDIT_ATTENTION_NOTE, "%s", text);
    }
    ph_audit_add_text(object, "contradiction", text);
}

static void add_kept(const ph_audit_gathering *in, cJSON *object)
{
    guint kept[PH_RUN_KEEP_COUNT] = { 0 }, documents = 0;
    cJSON *list = cJSON_AddArrayToObject(object, "kept");

    for (guint i = 0; i < in->runs->len; i++) {
        const ph_history_run *run = in->runs->pdata[i];

        kept[run->keep]++;
        documents += run->has_document ? 1 : 0;
    }
    for (guint keep = 0; keep < PH_RUN_KEEP_COUNT; keep++) {
        cJSON *entry = cJSON_CreateObject();

        cJSON_AddStringToObject(entry, "kept_as", ph_run_keep_word((ph_run_keep)keep));
        cJSON_AddNumberToObject(entry, "runs", kept[keep]);
        cJSON_AddItemToArray(list, entry);
    }
    cJSON_AddNumberToObject(object, "documents", documents);
}

cJSON *ph_audit_records(ph_audit_gathering *in, GError **error)
{
    cJSON *object = cJSON_CreateObject();

    add_contradiction(in, object);
    add_retention(in, object);
    cJSON_AddItemToObject(object, "rules", rules_json());
    add_kept(in, object);
    ph_audit_archives(in, object);
    cJSON_AddStringToObject(
        object, "access",
        "None is recorded: who reads the files of a history, the operating system knows, and who "
        "reads a repository, its host.");
    if (!add_deletions(in, object, error)) {
        cJSON_Delete(object);
        return NULL;
    }
    return object;
}
