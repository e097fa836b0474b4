/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "github/commit_checks.h"

#include <string.h>

#include "document/json_member.h"
#include "error/error.h"
#include "forge/event.h"
#include "forge/list.h"
#include "perfharness/require.h"

/* More than any commit has: what lies beyond would not be looked at, so that is refused. */
enum { PAGES_MAX = 20 };

/* What is being asked, and the answers so far. */
typedef struct ph_inquiry {
    ph_forge *github;
    const ph_commit_checks_wanted *wanted;
    GPtrArray *found;    /* ph_commit_check: all but our own. */
    GPtrArray *required; /* The same, as they are MISSING until they are found. */
} ph_inquiry;

static void free_check(gpointer data)
{
    ph_commit_check *check = data;

    g_free(check->name);
    g_free(check->conclusion);
    g_free(check);
}

static ph_commit_check *new_check(const char *name, const char *conclusion, guint64 app,
                                  ph_check_state state)
{
    ph_commit_check *check = g_new0(ph_commit_check, 1);

    *check = (ph_commit_check){ g_strdup(name), g_strdup(conclusion), app, state };
    return check;
}

static gboolean is_own(const ph_inquiry *inquiry, const char *name)
{
    for (const char *const *pattern = inquiry->wanted->except; *pattern; pattern++)
        if (g_pattern_match_simple(*pattern, name))
            return TRUE;
    return FALSE;
}

static void take(const ph_inquiry *inquiry, GPtrArray *to, const char *name, const char *conclusion,
                 guint64 app, ph_check_state state)
{
    /* A name that is none cannot be told from our own: it counts, and stands in the way. */
    const char *shown = name && *name ? name : "a check without a name";
    const char *word = conclusion && *conclusion ? conclusion : "unknown";

    if (!is_own(inquiry, shown))
        g_ptr_array_add(to, new_check(shown, word, app, state));
}

/* A job of the run that asks: it is not over, and waits for the answer. */
static gboolean is_of_own_run(const ph_inquiry *inquiry, const cJSON *run)
{
    const char *url = ph_json_text(run, "details_url");
    g_autofree char *part = g_strdup_printf("/%s/actions/runs/%" G_GUINT64_FORMAT "/",
                                            inquiry->wanted->repository, inquiry->wanted->own_run);

    return inquiry->wanted->own_run && url && strstr(url, part);
}

static gboolean take_check_run(const cJSON *run, gpointer data)
{
    static const char *const green[] = { "success", "neutral", "skipped", NULL };
    const ph_inquiry *inquiry = data;
    const char *status = ph_json_text(run, "status");
    const char *conclusion = ph_json_text(run, "conclusion");
    const gboolean is_over = g_strcmp0(status, "completed") == 0;
    const ph_check_state state = !is_over ? PH_CHECK_PENDING
                                 : conclusion && g_strv_contains(green, conclusion) ? PH_CHECK_GREEN
                                                                                    : PH_CHECK_RED;

    if (!is_of_own_run(inquiry, run))
        take(inquiry, inquiry->found, ph_json_text(run, "name"), is_over ? conclusion : status,
             ph_json_count(ph_json_member(run, "app"), "id"), state);
    return TRUE;
}

static gboolean take_status(const cJSON *status, gpointer data)
{
    const ph_inquiry *inquiry = data;
    const char *word = ph_json_text(status, "state");
    const ph_check_state state = g_strcmp0(word, "success") == 0   ? PH_CHECK_GREEN
                                 : g_strcmp0(word, "pending") == 0 ? PH_CHECK_PENDING
                                                                   : PH_CHECK_RED;

    take(inquiry, inquiry->found, ph_json_text(status, "context"), word, 0, state);
    return TRUE;
}

static gboolean take_rule(const cJSON *rule, gpointer data)
{
    const ph_inquiry *inquiry = data;
    const cJSON *parameters = ph_json_member(rule, "parameters"), *check;

    if (g_strcmp0(ph_json_text(rule, "type"), "required_status_checks") != 0)
        return TRUE;
    cJSON_ArrayForEach(check, ph_json_member(parameters, "required_status_checks"))
        take(inquiry, inquiry->required, ph_json_text(check, "context"), "missing",
             ph_json_count(check, "integration_id"), PH_CHECK_MISSING);
    return TRUE;
}

/* A list of which all is needed: one that is cut short could hide what is red. */
static ph_list_end visit_all(const ph_inquiry *inquiry, const ph_list *list, ph_list_visitor look,
                             GError **error)
{
    const ph_list_end end = ph_list_visit(inquiry->github, list, look, (gpointer)inquiry, error);

    if (end != PH_LIST_CUT)
        return end;
    (void)ph_refuse(error, PH_ERROR_NETWORK, "%s: there are more than %d pages of them",
                    list->purpose, PAGES_MAX);
    return PH_LIST_FAILED;
}

static gboolean ask_check_runs(const ph_inquiry *inquiry, GError **error)
{
    g_autofree char *path =
        g_strdup_printf("/repos/%s/commits/%s/check-runs?filter=latest&per_page=100",
                        inquiry->wanted->repository, inquiry->wanted->sha);
    const ph_list list = { .path = path,
                           .member = "check_runs",
                           .purpose = "listing the commit's check runs",
                           .permission = "checks: read",
                           .pages_max = PAGES_MAX };

    return visit_all(inquiry, &list, take_check_run, error) == PH_LIST_ENDED;
}

static gboolean ask_statuses(const ph_inquiry *inquiry, GError **error)
{
    g_autofree char *path = g_strdup_printf("/repos/%s/commits/%s/status?per_page=100",
                                            inquiry->wanted->repository, inquiry->wanted->sha);
    const ph_list list = { .path = path,
                           .member = "statuses",
                           .purpose = "listing the commit's statuses",
                           .permission = "statuses: read",
                           .pages_max = PAGES_MAX };

    return visit_all(inquiry, &list, take_status, error) == PH_LIST_ENDED;
}

/* A private repository without rulesets answers 403: then nothing is known to be required. */
static gboolean ask_rules(const ph_inquiry *inquiry, char **ret_unread, GError **error)
{
    g_autofree char *branch = g_uri_escape_string(inquiry->wanted->branch, NULL, FALSE);
    g_autofree char *path = g_strdup_printf("/repos/%s/rules/branches/%s?per_page=100",
                                            inquiry->wanted->repository, branch);
    const ph_list list = { .path = path,
                           .purpose = "reading the branch's rules",
                           .permission = "metadata: read",
                           .pages_max = PAGES_MAX };
    g_autoptr(GError) cause = NULL;

    switch (visit_all(inquiry, &list, take_rule, &cause)) {
    case PH_LIST_ABSENT:
    case PH_LIST_DENIED: *ret_unread = g_strdup(cause->message); return TRUE;
    case PH_LIST_ENDED: return TRUE;
    default: break;
    }
    g_propagate_error(error, g_steal_pointer(&cause));
    return FALSE;
}

static gboolean satisfies(const ph_commit_check *found, const ph_commit_check *required)
{
    return strcmp(found->name, required->name) == 0 &&
           (!found->app || !required->app || found->app == required->app);
}

/* Of what is required, what was found; all of a name, so that none that is red is hidden. */
static void keep_required(const ph_inquiry *inquiry, GPtrArray *to)
{
    for (guint i = 0; i < inquiry->required->len; i++) {
        const ph_commit_check *required = inquiry->required->pdata[i];
        gboolean is_found = FALSE;

        for (guint j = 0; j < inquiry->found->len; j++) {
            const ph_commit_check *found = inquiry->found->pdata[j];

            if (!satisfies(found, required))
                continue;
            g_ptr_array_add(to,
                            new_check(found->name, found->conclusion, found->app, found->state));
            is_found = TRUE;
        }
        if (!is_found)
            g_ptr_array_add(to, new_check(required->name, required->conclusion, required->app,
                                          required->state));
    }
}

gboolean ph_commit_checks_ask(ph_forge *github, const ph_commit_checks_wanted *wanted,
                              ph_commit_checks *ret, GError **error)
{
    PH_REQUIRE(ph_event_is_repository(wanted->repository) && ph_event_is_sha(wanted->sha));

    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(free_check);
    g_autoptr(GPtrArray) required = g_ptr_array_new_with_free_func(free_check);
    const ph_inquiry inquiry = { github, wanted, found, required };
    g_autofree char *unread = NULL;

    *ret = (ph_commit_checks){ 0 };
    for (const char *const *name = wanted->required; *name; name++)
        g_ptr_array_add(required, new_check(*name, "missing", 0, PH_CHECK_MISSING));
    if (!ask_check_runs(&inquiry, error) || !ask_statuses(&inquiry, error) ||
        (wanted->branch && !ask_rules(&inquiry, &unread, error)))
        return FALSE;
    ret->unread = g_steal_pointer(&unread);
    ret->is_required_known = required->len > 0;
    if (!ret->is_required_known) {
        ret->checks = g_steal_pointer(&found);
        return TRUE;
    }
    ret->checks = g_ptr_array_new_with_free_func(free_check);
    keep_required(&inquiry, ret->checks);
    return TRUE;
}

void ph_commit_checks_clear(ph_commit_checks *checks)
{
    if (checks->checks)
        g_ptr_array_unref(checks->checks);
    g_free(checks->unread);
    *checks = (ph_commit_checks){ 0 };
}
