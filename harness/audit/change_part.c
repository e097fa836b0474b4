/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What changed beside the code that is measured: settings, by git; and what the history knows of
 * hosts, programs and libraries. */
#include <string.h>

#include "audit/audit_parts.h"
#include "audit/settings_commits.h"
#include "document/json_member.h"
#include "document/timestamp.h"
#include "history/fact_change.h"
#include "history/git_answer.h"

enum { DIGEST_DIGITS = 40 }; /* And more. */

/* The build that was measured is told with the rest here, as its digest is a change's proof. */
static const char *what_of(ph_receipt_kind kind)
{
    return kind == PH_RECEIPT_SUBJECT ? "measured library" : ph_history_fact_what(kind);
}

/* A digest is known by its first digits; what it is a digest of, by the fact's own. */
static void say_member(GString *text, const cJSON *member)
{
    const char *said = cJSON_GetStringValue(member);
    const gsize length = said ? strlen(said) : 0;
    const gboolean is_digest =
        length >= DIGEST_DIGITS && strspn(said, G_CSET_DIGITS "abcdef") == length;

    g_string_append_printf(text, "%s%s %.*s", text->len > 0 ? ", " : "", member->string,
                           is_digest ? PH_DIGEST_DIGITS_SHOWN : (int)length, said ? said : "");
}

/* Of an object, the members that another has not, or has otherwise. The caller frees it. */
static char *other_members(const cJSON *object, const cJSON *other)
{
    GString *text = g_string_new(NULL);
    const cJSON *member;

    cJSON_ArrayForEach(member, object)
    {
        if (!cJSON_Compare(member, ph_json_member(other, member->string), TRUE))
            say_member(text, member);
    }
    return g_string_free(text, FALSE);
}

/* What a fact was beside another: of objects, what differs. The caller frees it. */
static char *words_beside(const ph_history_fact *fact, const ph_history_fact *other)
{
    cJSON *object = fact->text[0] == '{' ? cJSON_Parse(fact->text) : NULL;
    cJSON *beside = other->text[0] == '{' ? cJSON_Parse(other->text) : NULL;
    char *words = cJSON_GetArraySize(object) > 0 && cJSON_GetArraySize(beside) > 0
                      ? other_members(object, beside)
                      : ph_history_fact_words(fact);

    cJSON_Delete(object);
    cJSON_Delete(beside);
    return words;
}

/* What a change is known by: the digest that its receipt has. */
static void add_id(cJSON *object, const ph_history_fact *fact)
{
    g_autofree char *text = ph_history_fact_text(fact);
    g_autofree char *sha256 = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);

    cJSON_AddStringToObject(object, "id", sha256);
}

/* Of a measured library, the digest of its file. */
static void add_build(cJSON *object, const ph_history_fact *fact)
{
    cJSON *known = fact->kind == PH_RECEIPT_SUBJECT ? cJSON_Parse(fact->text) : NULL;

    ph_audit_add_text(object, "build_sha256", ph_json_text(known, "library_sha256"));
    cJSON_Delete(known);
}

static cJSON *change_json(const ph_audit_gathering *in, const ph_history_fact *before,
                          const ph_history_fact *fact)
{
    cJSON *object = cJSON_CreateObject();
    g_autofree char *from = words_beside(before, fact);
    g_autofree char *to = words_beside(fact, before);

    ph_audit_add_time(object, "at", fact->at_us);
    cJSON_AddStringToObject(object, "what", what_of(fact->kind));
    ph_audit_add_text(object, "name", fact->name);
    ph_audit_add_text(object, "host", fact->host);
    ph_audit_add_text(object, "from", from);
    ph_audit_add_text(object, "to", to);
    cJSON_AddStringToObject(object, "from_digest", before->digest);
    cJSON_AddStringToObject(object, "to_digest", fact->digest);
    add_id(object, fact);
    add_build(object, fact);
    cJSON_AddItemToObject(object, "run",
                          ph_audit_run_json(in, ph_audit_first_run(in, fact->host, fact->at_us)));
    return object;
}

/* A promotion that the history was told of; when it was, by its own words. */
static gint64 promoted_us(const ph_history_fact *fact)
{
    cJSON *known = cJSON_Parse(fact->text);
    const char *text = ph_json_text(known, "promoted_at");
    g_autoptr(GDateTime) at = text ? ph_timestamp_read(text) : NULL;

    cJSON_Delete(known);
    return at ? g_date_time_to_unix(at) * G_USEC_PER_SEC : PH_NO_TIME;
}

/* What baselines became is to be in their histories: two lists of the same, kept apart. */
static void attend_to_promotions(ph_audit_gathering *in, const GPtrArray *facts)
{
    guint missing = 0;

    for (guint i = 0; i < facts->len; i++) {
        const ph_history_fact *fact = facts->pdata[i];

        missing += fact->kind == PH_RECEIPT_PROMOTION &&
                           ph_audit_period_has(&in->request->period, promoted_us(fact)) &&
                           !g_hash_table_contains(in->entries, fact->digest)
                       ? 1
                       : 0;
    }
    if (missing > 0)
        ph_audit_attend(in, PH_AUDIT_ATTENTION_CHANGES,
                        "of the promotions and rollbacks of the period that the history was told "
                        "of, %u %s in no history of a baseline here",
                        missing, missing == 1 ? "is" : "are");
}

static gboolean add_circumstances(ph_audit_gathering *in, cJSON *list, GError **error)
{
    g_autoptr(GPtrArray) facts = NULL;

    if (!in->store)
        return TRUE;
    facts = ph_run_store_facts(in->store, PH_RECEIPT_KIND_COUNT, error);
    if (facts)
        attend_to_promotions(in, facts);
    for (guint i = 0; facts && i < facts->len; i++) {
        const ph_history_fact *fact = facts->pdata[i];
        const ph_history_fact *before =
            what_of(fact->kind) && ph_audit_period_has(&in->request->period, fact->at_us)
                ? ph_history_fact_before(facts, i)
                : NULL;

        if (before)
            cJSON_AddItemToArray(list, change_json(in, before, fact));
    }
    return facts != NULL;
}

/* The first run after each commit: whether it had these settings, its own digest of them says. */
static void add_runs(const ph_audit_gathering *in, cJSON *commits)
{
    cJSON *commit;

    cJSON_ArrayForEach(commit, commits)
    {
        g_autoptr(GDateTime) at = ph_timestamp_read(ph_json_text(commit, "committed_at"));
        const ph_history_run *run =
            at ? ph_audit_first_run(in, "", g_date_time_to_unix(at) * G_USEC_PER_SEC) : NULL;

        cJSON_AddItemToObject(commit, "run", ph_audit_run_json(in, run));
    }
}

/* The oldest commit of a shallow checkout looks as if it had brought all that is there. */
static void attend_to_depth(ph_audit_gathering *in, const char *repository)
{
    g_autofree char *is_shallow =
        ph_git_answer(repository, "rev-parse", "--is-shallow-repository", NULL);

    if (g_strcmp0(is_shallow, "true") == 0)
        ph_audit_attend(in, PH_AUDIT_ATTENTION_CHANGES,
                        "the checkout is shallow: older commits that changed settings are not in "
                        "it, and its oldest seems to have brought them all (git fetch "
                        "--unshallow)");
}

static void add_settings(ph_audit_gathering *in, cJSON *object)
{
    const ph_audit_request *request = in->request;
    cJSON *commits = ph_settings_commits(request->repository, request->period.since_us,
                                         request->period.until_us, request->are_authors_named);

    if (!commits)
        ph_audit_attend(in, PH_AUDIT_ATTENTION_CHANGES,
                        "changes of settings are not known: there is no git repository at %s",
                        request->repository ? request->repository : "this folder");
    else if (cJSON_GetArraySize(commits) == PH_SETTINGS_COMMITS_MAX)
        ph_audit_attend(in, PH_AUDIT_ATTENTION_CHANGES,
                        "more than %d commits changed settings: the oldest are left out",
                        PH_SETTINGS_COMMITS_MAX - 1);
    if (commits)
        attend_to_depth(in, request->repository);
    add_runs(in, commits);
    cJSON_AddItemToObject(object, "settings", commits ? commits : cJSON_CreateNull());
}

cJSON *ph_audit_changes(ph_audit_gathering *in, GError **error)
{
    const gboolean is_on = in->request->settings->is_on[PH_AUDIT_SWITCH_TRAIL];
    cJSON *object = cJSON_CreateObject(), *list;

    cJSON_AddBoolToObject(object, "is_on", is_on);
    if (is_on) {
        add_settings(in, object);
    } else {
        ph_audit_switched_off(in, PH_AUDIT_SWITCH_TRAIL, PH_AUDIT_SOURCE_CHANGES);
        cJSON_AddNullToObject(object, "settings");
    }
    list = cJSON_AddArrayToObject(object, "circumstances");
    if (is_on && !add_circumstances(in, list, error)) {
        cJSON_Delete(object);
        return NULL;
    }
    if (!in->store)
        ph_audit_lessen(in, PH_AUDIT_SOURCE_CHANGES, PH_AUDIT_STATE_INCOMPLETE);
    return object;
}
