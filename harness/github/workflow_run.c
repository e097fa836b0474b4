/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "github/workflow_run.h"

#include <string.h>

#include "document/json_member.h"
#include "error/error.h"
#include "forge/event.h"
#include "forge/list.h"
#include "perfharness/require.h"

/* As many as GitHub lists of a search. */
enum { PAGES_MAX = 10 };

#define FOLDER ".github/workflows/"

typedef struct ph_search {
    const ph_workflow_runs_wanted *wanted;
    GPtrArray *found;
    guint others;
} ph_search;

gboolean ph_workflow_is_file_name(const char *text)
{
    return g_regex_match_simple("^[A-Za-z0-9_][A-Za-z0-9._-]{0,200}\\.ya?ml$", text,
                                G_REGEX_DOLLAR_ENDONLY, 0);
}

static void free_run(gpointer data)
{
    ph_workflow_run *run = data;

    g_free(run->head_sha);
    g_free(run);
}

/* ".github/workflows/nightly.yml", or that with "@main" behind it. */
static gboolean is_of_file(const char *path, const char *file)
{
    const gsize length = strlen(file);

    return path && g_str_has_prefix(path, FOLDER) &&
           strncmp(path + strlen(FOLDER), file, length) == 0 &&
           strchr("@", path[strlen(FOLDER) + length]);
}

static gboolean is_one_of(const char *text, const char *const *words)
{
    return text && g_strv_contains(words, text);
}

static gboolean is_same_name(const char *a, const char *b)
{
    return a && g_ascii_strcasecmp(a, b) == 0;
}

static gboolean is_wanted(const ph_workflow_runs_wanted *wanted, const cJSON *run)
{
    static const char *const events[] = { "schedule", "workflow_dispatch", NULL };
    const char *head = ph_json_text(ph_json_member(run, "head_repository"), "full_name");
    const char *sha = ph_json_text(run, "head_sha");

    return is_of_file(ph_json_text(run, "path"), wanted->workflow) &&
           g_strcmp0(ph_json_text(run, "head_branch"), wanted->branch) == 0 &&
           is_same_name(head, wanted->repository) &&
           is_one_of(ph_json_text(run, "event"), events) && ph_json_count(run, "id") > 0 && sha &&
           ph_event_is_sha(sha);
}

/* Cancelled, skipped, timed out: it has not measured to its end. */
static gboolean is_over(const cJSON *run)
{
    static const char *const conclusions[] = { "success", "failure", NULL };

    return g_strcmp0(ph_json_text(run, "status"), "completed") == 0 &&
           is_one_of(ph_json_text(run, "conclusion"), conclusions);
}

static gboolean look_at(const cJSON *json, gpointer data)
{
    ph_search *search = data;
    ph_workflow_run *run;

    if (!is_wanted(search->wanted, json)) {
        search->others++;
        return TRUE;
    }
    if (!is_over(json))
        return TRUE;
    run = g_new0(ph_workflow_run, 1);
    run->id = ph_json_count(json, "id");
    run->head_sha = g_strdup(ph_json_text(json, "head_sha"));
    g_ptr_array_add(search->found, run);
    return search->found->len < search->wanted->count;
}

GPtrArray *ph_workflow_runs_find(ph_forge *github, const ph_workflow_runs_wanted *wanted,
                                 guint *ret_others, GError **error)
{
    PH_REQUIRE(ph_event_is_repository(wanted->repository) && wanted->count > 0);
    PH_REQUIRE(ph_workflow_is_file_name(wanted->workflow));

    g_autofree char *branch = g_uri_escape_string(wanted->branch, NULL, FALSE);
    g_autofree char *path = g_strdup_printf(
        "/repos/%s/actions/workflows/%s/runs?branch=%s&status=completed&per_page=100",
        wanted->repository, wanted->workflow, branch);
    const ph_list list = { .path = path,
                           .member = "workflow_runs",
                           .purpose = "listing the workflow's runs",
                           .permission = "actions: read",
                           .pages_max = PAGES_MAX };
    ph_search search = { wanted, g_ptr_array_new_with_free_func(free_run), 0 };

    if (ph_list_visit(github, &list, look_at, &search, error) >= PH_LIST_ABSENT) {
        g_ptr_array_unref(search.found);
        return NULL;
    }
    *ret_others = search.others;
    return search.found;
}
