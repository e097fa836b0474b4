/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "audit/sample.h"

#include <string.h>

#include "document/document.h"
#include "document/json_member.h"

/* One change of the population. All but the order is borrowed from the report. */
typedef struct change {
    const cJSON *of;
    const cJSON *history; /* Of an entry of a baseline's history; else NULL. */
    const char *kind, *id;
    char *order;
} change;

typedef struct population {
    const cJSON *report;
    guint64 seed;
    GArray *changes; /* change. */
} population;

static void free_order(gpointer data)
{
    change *of = data;

    g_free(of->order);
}

static void add_change(population *to, const cJSON *of, const cJSON *history, const char *kind,
                       const char *id)
{
    g_autofree char *text = g_strdup_printf("%" G_GUINT64_FORMAT " %s", to->seed, id ? id : "");
    const change added = { of, history, kind ? kind : "", id ? id : "",
                           g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1) };

    g_array_append_val(to->changes, added);
}

static void add_entries(population *to)
{
    const cJSON *history, *entry;

    cJSON_ArrayForEach(history,
                       ph_json_member(ph_json_member(to->report, "baselines"), "histories"))
        cJSON_ArrayForEach(entry, ph_json_member(history, "entries")) add_change(
            to, entry, history,
            g_strcmp0(ph_json_text(entry, "action"), "rollback") == 0 ? "rollback" : "promotion",
            ph_json_text(entry, "sha256"));
}

static void add_others(population *to)
{
    const cJSON *changes = ph_json_member(to->report, "changes");
    const cJSON *one;

    cJSON_ArrayForEach(one, ph_json_member(changes, "settings"))
        add_change(to, one, NULL, "commit of settings", ph_json_text(one, "commit"));
    cJSON_ArrayForEach(one, ph_json_member(changes, "circumstances"))
        add_change(to, one, NULL, ph_json_text(one, "what"), ph_json_text(one, "id"));
}

static gint by_order(gconstpointer a, gconstpointer b)
{
    const change *first = a, *second = b;
    const int order = strcmp(first->order, second->order);

    return order != 0 ? order : strcmp(first->id, second->id);
}

static gint by_id(gconstpointer a, gconstpointer b)
{
    return strcmp(((const change *)a)->id, ((const change *)b)->id);
}

/* Over all ids, sorted, each with a line end. The caller frees it. */
static char *digest_of_ids(population *of)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);

    g_array_sort(of->changes, by_id);
    for (guint i = 0; i < of->changes->len; i++) {
        const char *id = g_array_index(of->changes, change, i).id;

        g_checksum_update(sum, (const guchar *)id, -1);
        g_checksum_update(sum, (const guchar *)"\n", 1);
    }
    return g_strdup(g_checksum_get_string(sum));
}

static gint by_word(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* How many there are of each kind. */
static cJSON *kinds_json(const population *of)
{
    g_autoptr(GPtrArray) kinds = g_ptr_array_new();
    cJSON *list = cJSON_CreateArray();

    for (guint i = 0; i < of->changes->len; i++)
        g_ptr_array_add(kinds, (gpointer)g_array_index(of->changes, change, i).kind);
    g_ptr_array_sort(kinds, by_word);
    for (guint i = 0, next; i < kinds->len; i = next) {
        cJSON *object = cJSON_CreateObject();

        for (next = i; next < kinds->len && strcmp(kinds->pdata[next], kinds->pdata[i]) == 0;)
            next++;
        cJSON_AddStringToObject(object, "kind", kinds->pdata[i]);
        cJSON_AddNumberToObject(object, "count", next - i);
        cJSON_AddItemToArray(list, object);
    }
    return list;
}

/* What the report says of where changes come from: they may not be all there were. */
static cJSON *doubts_json(const cJSON *report)
{
    static const char *const kinds[] = { "integrity", "changes not known", "switched off", NULL };
    const cJSON *baselines = ph_json_member(report, "baselines");
    cJSON *list = cJSON_CreateArray();
    const cJSON *entry;

    cJSON_ArrayForEach(entry, ph_json_member(report, "attention"))
    {
        const char *kind = ph_json_text(entry, "kind");

        if (kind && g_strv_contains(kinds, kind))
            cJSON_AddItemToArray(list, cJSON_Duplicate(ph_json_member(entry, "text"), TRUE));
    }
    if (cJSON_GetArraySize(ph_json_member(baselines, "histories")) == 0)
        cJSON_AddItemToArray(list, cJSON_CreateString("the report has no history of a baseline"));
    return list;
}

/* Chains */

static void copy_member(cJSON *to, const char *as, const cJSON *from, const char *name)
{
    const cJSON *member = ph_json_member(from, name);

    cJSON_AddItemToObject(to, as, member ? cJSON_Duplicate(member, TRUE) : cJSON_CreateNull());
}

static const char *words_of(const cJSON *object, const char *name)
{
    const char *text = ph_json_text(object, name);

    return text ? text : "";
}

static char *what_of(const change *of)
{
    const char *name = words_of(of->of, "name"), *host = words_of(of->of, "host");
    GString *text;
    const cJSON *file;

    if (of->history)
        return g_strdup_printf("%s on %s, entry %g", words_of(of->history, "suite"),
                               words_of(of->history, "host"), ph_json_number(of->of, "number"));
    if (ph_json_text(of->of, "what"))
        return g_strdup_printf("%s%s%s%s: %s; before: %s", name, *name ? " " : "",
                               *host ? "on " : "", host, words_of(of->of, "to"),
                               words_of(of->of, "from"));
    text = g_string_new(words_of(of->of, "subject"));
    cJSON_ArrayForEach(file, ph_json_member(of->of, "files"))
        g_string_append_printf(text, "; %s", words_of(file, "path"));
    return g_string_free(text, FALSE);
}

/* Of a measured library: the first entry that was made of it. */
static cJSON *baseline_of_build(const cJSON *report, const char *build_sha256)
{
    const cJSON *history, *entry;

    cJSON_ArrayForEach(history, ph_json_member(ph_json_member(report, "baselines"), "histories"))
        cJSON_ArrayForEach(entry, ph_json_member(history, "entries"))
    {
        if (build_sha256 && g_strcmp0(ph_json_text(entry, "build_sha256"), build_sha256) == 0)
            return cJSON_Duplicate(ph_json_member(entry, "sha256"), TRUE);
    }
    return cJSON_CreateNull();
}

/* The cases that a commit is named in. */
static cJSON *incidents_of(const cJSON *report, const char *commit)
{
    static const char *const lists[] = { "open", "over" };
    cJSON *ids = cJSON_CreateArray();

    for (gsize i = 0; commit && i < G_N_ELEMENTS(lists); i++) {
        const cJSON *incident;

        cJSON_ArrayForEach(incident, ph_json_member(ph_json_member(report, "incidents"), lists[i]))
        {
            if (g_strcmp0(ph_json_text(incident, "head_commit"), commit) == 0 ||
                g_strcmp0(ph_json_text(incident, "found_commit"), commit) == 0)
                cJSON_AddItemToArray(ids, cJSON_Duplicate(ph_json_member(incident, "id"), TRUE));
        }
    }
    return ids;
}

/* The commit of a change, or that its run measured; NULL: not known. */
static const char *commit_of(const change *of)
{
    const char *own = ph_json_text(of->of, of->history ? "commit_sha" : "commit");

    return own ? own : ph_json_text(ph_json_member(of->of, "run"), "commit");
}

static const char *not_here(const change *of)
{
    if (of->history)
        return "who approved it: the pull request of its commit, or what asked for the promotion";
    return ph_json_text(of->of, "what")
               ? "who asked for it and who approved it: the change records "
                 "of the machine, or the pull request of its commit"
               : "who approved it: the pull request of its commit";
}

static void add_chain(cJSON *object, const cJSON *report, const change *of)
{
    const char *commit = commit_of(of);
    const char *build = ph_json_text(of->of, "build_sha256");

    ph_json_add_text(object, "commit", commit);
    ph_json_add_text(object, "build_sha256", build);
    copy_member(object, "run", of->of, "run");
    copy_member(object, "checks", of->of, "checks");
    if (of->history)
        copy_member(object, "baseline", of->of, "sha256");
    else
        cJSON_AddItemToObject(object, "baseline", baseline_of_build(report, build));
    cJSON_AddBoolToObject(object, "forced", cJSON_IsTrue(ph_json_member(of->of, "forced")));
    copy_member(object, "overridden", of->of, "overridden");
    copy_member(object, "reason", of->of, "reason");
    copy_member(object, "restores", of->of, "restores");
    cJSON_AddItemToObject(object, "incidents", incidents_of(report, commit));
    cJSON_AddStringToObject(object, "not_here", not_here(of));
}

static cJSON *change_json(const cJSON *report, const change *of, guint number)
{
    static const char *const times[] = { "promoted_at", "committed_at", "at" };
    cJSON *object = cJSON_CreateObject();
    g_autofree char *what = what_of(of);
    const char *at = NULL;

    for (gsize i = 0; !at && i < G_N_ELEMENTS(times); i++)
        at = ph_json_text(of->of, times[i]);
    cJSON_AddNumberToObject(object, "number", number);
    cJSON_AddStringToObject(object, "order", of->order);
    cJSON_AddStringToObject(object, "id", of->id);
    cJSON_AddStringToObject(object, "kind", of->kind);
    ph_json_add_text(object, "at", at);
    cJSON_AddStringToObject(object, "what", what);
    add_chain(object, report, of);
    return object;
}

static cJSON *population_json(population *of)
{
    cJSON *object = cJSON_CreateObject();
    g_autofree char *digest = digest_of_ids(of);

    cJSON_AddNumberToObject(object, "count", of->changes->len);
    cJSON_AddItemToObject(object, "kinds", kinds_json(of));
    cJSON_AddStringToObject(object, "ids_sha256", digest);
    cJSON_AddItemToObject(object, "doubts", doubts_json(of->report));
    return object;
}

cJSON *ph_audit_sample(const cJSON *report, guint64 seed, guint size)
{
    population all = { report, seed, g_array_new(FALSE, FALSE, sizeof(change)) };
    g_autofree char *seed_text = g_strdup_printf("%" G_GUINT64_FORMAT, seed);
    cJSON *document = cJSON_CreateObject(), *list;

    g_array_set_clear_func(all.changes, free_order);
    add_entries(&all);
    add_others(&all);
    cJSON_AddStringToObject(document, "schema_version", PH_DOCUMENT_AUDIT_SAMPLE);
    copy_member(document, "period", ph_json_member(report, "cover"), "period");
    cJSON_AddStringToObject(document, "seed", seed_text);
    cJSON_AddNumberToObject(document, "size", size);
    cJSON_AddItemToObject(document, "population", population_json(&all));
    g_array_sort(all.changes, by_order);
    list = cJSON_AddArrayToObject(document, "changes");
    for (guint i = 0; i < MIN(size, all.changes->len); i++)
        cJSON_AddItemToArray(list,
                             change_json(report, &g_array_index(all.changes, change, i), i + 1));
    g_array_unref(all.changes);
    return document;
}
