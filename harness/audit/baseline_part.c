/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What runs were compared with: every entry of the baselines' histories in the period. */
#include <string.h>

#include "audit/audit_parts.h"
#include "audit/baseline_witness.h"
#include "baseline/store.h"
#include "document/json_member.h"
#include "document/timestamp.h"
#include "error/error.h"
#include "verdict/remarks.h"

typedef struct baseline_walk {
    ph_audit_gathering *in;
    cJSON *histories;
} baseline_walk;

static gint64 promoted_us(const ph_baseline *entry)
{
    const char *text = ph_json_text(entry->document, "promoted_at");
    g_autoptr(GDateTime) at = text ? ph_timestamp_read(text) : NULL;

    return at ? g_date_time_to_unix(at) * G_USEC_PER_SEC : PH_NO_TIME;
}

static void add_value(cJSON *to, const ph_baseline *entry, const char *name)
{
    const cJSON *value = ph_json_member(ph_json_member(entry->document, PH_EVIDENCE_VALUES), name);
    cJSON *object = cJSON_AddObjectToObject(to, name);

    ph_json_add_number(object, "old", ph_json_number(value, "old"));
    ph_json_add_number(object, "new",
                       value
                           ? ph_json_number(value, "new")
                           : ph_json_number(ph_json_member(entry->document, "performance"), name));
}

static cJSON *overridden_json(const ph_baseline *entry)
{
    cJSON *list = cJSON_CreateArray();
    const cJSON *rule;

    cJSON_ArrayForEach(rule, ph_json_member(entry->document, "overridden"))
    {
        g_autofree char *text =
            ph_error_printable(cJSON_IsString(rule) ? cJSON_GetStringValue(rule) : "");

        cJSON_AddItemToArray(list, cJSON_CreateString(text));
    }
    return list;
}

/* The newest of the runs that it is based on; NULL: an early version did not say, or it restores.
 */
static const char *run_digest(const ph_baseline *entry)
{
    const cJSON *runs = ph_json_member(entry->document, PH_EVIDENCE_RUNS);
    const int count = cJSON_GetArraySize(runs);

    return count > 0 ? ph_json_text(cJSON_GetArrayItem(runs, count - 1), "sha256") : NULL;
}

/* What became of that run, as far as the history knows it. */
static cJSON *run_json(const ph_audit_gathering *in, const ph_baseline *entry)
{
    const char *digest = run_digest(entry);
    const ph_history_run *run = ph_audit_run_of_digest(in, digest);
    cJSON *object = ph_audit_run_json(in, run);

    if (run || !digest)
        return object;
    cJSON_Delete(object);
    object = cJSON_CreateObject();
    ph_audit_add_text(object, "sha256", digest);
    return object;
}

/* Which code it is of: the library's file. */
static const char *build_digest(const ph_baseline *entry)
{
    const cJSON *subject;

    cJSON_ArrayForEach(subject, ph_json_member(entry->document, "subjects"))
    {
        if (g_strcmp0(ph_json_text(subject, "name"), PH_HEADLINE_SUBJECT) == 0)
            return ph_json_text(ph_json_member(subject, "built_from"), "library_sha256");
    }
    return NULL;
}

/* "build: success, lint: failure": the other checks of its commit; NULL: nobody asked. The caller
 * frees it. */
static char *checks_text(const ph_baseline *entry)
{
    const cJSON *checks = ph_json_member(entry->document, "checks");
    GString *text = checks ? g_string_new(NULL) : NULL;
    const cJSON *check;

    if (!checks)
        return NULL;
    cJSON_ArrayForEach(check, ph_json_member(checks, "required"))
        g_string_append_printf(text, "%s%s: %s", text->len > 0 ? ", " : "",
                               ph_json_text(check, "name"), ph_json_text(check, "conclusion"));
    return g_string_free(text, FALSE);
}

static void add_chain(cJSON *object, const ph_audit_gathering *in, const ph_baseline *entry)
{
    g_autofree char *checks = checks_text(entry);

    ph_audit_add_text(object, "build_sha256", build_digest(entry));
    ph_audit_add_text(object, "checks", checks);
    cJSON_AddItemToObject(object, "run", run_json(in, entry));
}

static cJSON *entry_json(const ph_audit_gathering *in, const ph_baseline *entry, guint number)
{
    static const char *const texts[] = { "action",      "timestamp", "commit_sha",
                                         "reason_kind", "reason",    "restores" };
    cJSON *object = cJSON_CreateObject();
    g_autofree char *actor = ph_baseline_actor(entry);

    cJSON_AddNumberToObject(object, "number", number);
    ph_audit_add_time(object, "promoted_at", promoted_us(entry));
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        ph_audit_add_text(object, texts[i], ph_json_text(entry->document, texts[i]));
    ph_audit_add_text(object, "actor", actor);
    cJSON_AddBoolToObject(object, "forced",
                          cJSON_IsTrue(ph_json_member(entry->document, "forced")));
    cJSON_AddItemToObject(object, "overridden", overridden_json(entry));
    add_value(object, entry, "display_gibs");
    add_value(object, entry, "comp3_mibs");
    cJSON_AddStringToObject(object, "sha256", entry->sha256);
    add_chain(object, in, entry);
    return object;
}

static void attend_to_entry(ph_audit_gathering *in, const ph_baseline *entry, guint number)
{
    const cJSON *rules = ph_json_member(entry->document, "overridden");
    g_autofree char *name = ph_audit_suite_name(entry->suite, entry->fingerprint);
    const int count = cJSON_GetArraySize(rules);

    if (cJSON_IsTrue(ph_json_member(entry->document, "forced")))
        ph_audit_attend(
            in, PH_AUDIT_ATTENTION_FORCED,
            "baseline of %s, entry %u: forced, %d rule%s overridden; the reason given: %s", name,
            number, count, count == 1 ? "" : "s", entry->reason);
}

static void attend_to_age(ph_audit_gathering *in, const ph_baseline *last)
{
    const gint64 at_us = promoted_us(last);
    const gint64 days =
        at_us == PH_NO_TIME ? 0 : (in->request->period.until_us - at_us) / G_TIME_SPAN_DAY;
    g_autofree char *name = ph_audit_suite_name(last->suite, last->fingerprint);

    if (days > PH_BASELINE_STALE_DAYS)
        ph_audit_attend(in, PH_AUDIT_ATTENTION_BASELINE,
                        "baseline of %s: it is stale, the newest is %" G_GINT64_FORMAT
                        " days older than the end of the period",
                        name, days);
}

static gint64 first_promoted_us(const ph_chain *chain)
{
    g_autoptr(ph_baseline) first = chain->entries->len > 0 ? ph_chain_entry_at(chain, 0) : NULL;

    return first ? promoted_us(first) : PH_NO_TIME;
}

static cJSON *chain_json(ph_audit_gathering *in, const ph_chain *chain)
{
    const ph_baseline *last = ph_chain_last(chain);
    cJSON *object = cJSON_CreateObject(), *list;
    gint64 first_us;

    ph_audit_add_text(object, "file", chain->path);
    ph_audit_add_text(object, "suite", last ? last->suite : NULL);
    ph_audit_add_text(object, "host", last ? last->fingerprint : NULL);
    cJSON_AddNumberToObject(object, "entries_in_all", chain->entries->len);
    first_us = first_promoted_us(chain);
    ph_audit_add_time(object, "first_at", first_us);
    ph_audit_add_text(object, "head", last ? last->sha256 : NULL);
    list = cJSON_AddArrayToObject(object, "entries");
    for (guint i = 0; i < chain->entries->len; i++) {
        g_autoptr(ph_baseline) entry = ph_chain_entry_at(chain, i);

        g_hash_table_add(in->entries, g_strdup(entry->sha256));
        if (!ph_audit_period_has(&in->request->period, promoted_us(entry)))
            continue;
        cJSON_AddItemToArray(list, entry_json(in, entry, i + 1));
        attend_to_entry(in, entry, i + 1);
    }
    cJSON_AddNullToObject(object, "damage");
    if (last)
        attend_to_age(in, last);
    ph_baseline_witnesses_hold(chain, in->request->witnesses);
    ph_baseline_stamps_hold(chain, in->stamps);
    return object;
}

static cJSON *damaged_json(ph_audit_gathering *in, const char *file, const GError *damage)
{
    cJSON *object = cJSON_CreateObject();
    static const char *const nothing[] = { "suite", "host" };

    ph_audit_add_text(object, "file", file);
    for (gsize i = 0; i < G_N_ELEMENTS(nothing); i++)
        cJSON_AddNullToObject(object, nothing[i]);
    cJSON_AddNumberToObject(object, "entries_in_all", 0);
    cJSON_AddNullToObject(object, "first_at");
    cJSON_AddNullToObject(object, "head");
    cJSON_AddArrayToObject(object, "entries");
    ph_audit_add_text(object, "damage", damage->message);
    in->is_whole = FALSE;
    ph_stamp_check_all_baselines(in->stamps, FALSE);
    ph_audit_attend(in, PH_AUDIT_ATTENTION_INTEGRITY, "history of a baseline: %s", damage->message);
    ph_audit_lessen(in, PH_AUDIT_SOURCE_BASELINES, PH_AUDIT_STATE_INCOMPLETE);
    return object;
}

static gboolean take_chain(ph_chain *chain, const GError *damage, gpointer data)
{
    baseline_walk *walk = data;
    g_autoptr(ph_chain) owned = chain;

    cJSON_AddItemToArray(walk->histories,
                         owned ? chain_json(walk->in, owned)
                               : damaged_json(walk->in, walk->in->request->baseline, damage));
    return TRUE;
}

/* baseline.json itself is to be the last entry. */
static void take_current(ph_audit_gathering *in, ph_baseline_store *store)
{
    g_autoptr(ph_baseline) current = NULL;
    g_autoptr(GError) damage = NULL;
    ph_baseline_store_state state;

    if (ph_baseline_store_current(store, &current, &state, &damage)) {
        if (state == PH_BASELINE_STORE_PLAIN || state == PH_BASELINE_STORE_ALONE)
            ph_audit_attend(in, PH_AUDIT_ATTENTION_BASELINE, "%s: there is no history beside it",
                            in->request->baseline);
        return;
    }
    in->is_whole = FALSE;
    ph_audit_attend(in, PH_AUDIT_ATTENTION_INTEGRITY, "%s", damage->message);
}

static gboolean take_place(baseline_walk *walk, const ph_baseline_place *place, GError **error)
{
    g_autoptr(ph_baseline_store) store =
        ph_baseline_store_open_at(place, walk->in->request->schemas, PH_BASELINE_STORE_READ, error);

    if (!store)
        return FALSE;
    if (!place->fingerprint)
        take_current(walk->in, store);
    ph_baseline_store_each_chain(store, take_chain, walk);
    return TRUE;
}

static gboolean take_file(baseline_walk *walk, const char *path)
{
    g_autoptr(GError) damage = NULL;
    ph_chain *chain = ph_chain_read_file(path, &damage);

    return take_chain(chain, damage, walk);
}

static gboolean read_histories(baseline_walk *walk, GError **error)
{
    const char *path = walk->in->request->baseline;
    g_autoptr(GPtrArray) places = NULL;
    g_autoptr(ph_baseline_place) place = NULL;

    if (g_str_has_suffix(path, ".jsonl"))
        return take_file(walk, path);
    ph_stamp_check_all_baselines(walk->in->stamps, TRUE);
    if (!ph_baseline_place_is_folder(path)) {
        place = ph_baseline_place_of_file(path);
        return take_place(walk, place, error);
    }
    places = ph_baseline_places(path); /* All of them have the folder's histories. */
    return places->len == 0 || take_place(walk, places->pdata[0], error);
}

cJSON *ph_audit_baselines(ph_audit_gathering *in, GError **error)
{
    cJSON *object = cJSON_CreateObject();
    baseline_walk walk = { in, cJSON_AddArrayToObject(object, "histories") };

    if (in->request->baseline && !read_histories(&walk, error)) {
        cJSON_Delete(object);
        return NULL;
    }
    if (cJSON_GetArraySize(walk.histories) == 0) {
        ph_audit_attend(in, PH_AUDIT_ATTENTION_BASELINE, "there is no history of a baseline%s%s",
                        in->request->baseline ? " at " : "",
                        in->request->baseline ? in->request->baseline : "");
        ph_audit_lessen(in, PH_AUDIT_SOURCE_BASELINES, PH_AUDIT_STATE_NONE);
    }
    return object;
}
