/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "github/artifact.h"

#include "document/json_member.h"
#include "error/error.h"
#include "forge/event.h"
#include "forge/list.h"
#include "github/download.h"
#include "perfharness/require.h"

/* A run has at most 500 artefacts, a hundred a page. */
enum { PAGES_MAX = 5 };

#define PERMISSION "actions: read"

typedef struct ph_search {
    const char *prefix;
    GPtrArray *found;
} ph_search;

static void free_artifact(gpointer data)
{
    ph_artifact *artifact = data;

    g_free(artifact->name);
    g_free(artifact->digest);
    g_free(artifact);
}

static gboolean look_at(const cJSON *json, gpointer data)
{
    const ph_search *search = data;
    const char *name = ph_json_text(json, "name");
    ph_artifact *artifact;

    if (!name || !g_str_has_prefix(name, search->prefix) || !ph_json_count(json, "id"))
        return TRUE;
    artifact = g_new0(ph_artifact, 1);
    artifact->id = ph_json_count(json, "id");
    artifact->name = g_strdup(name);
    artifact->digest = g_strdup(ph_json_text(json, "digest"));
    artifact->bytes = ph_json_count(json, "size_in_bytes");
    artifact->is_expired = cJSON_IsTrue(ph_json_member(json, "expired"));
    g_ptr_array_add(search->found, artifact);
    return TRUE;
}

GPtrArray *ph_artifacts_of_run(ph_forge *github, const char *repository, guint64 run,
                               const char *prefix, GError **error)
{
    PH_REQUIRE(ph_event_is_repository(repository));

    g_autofree char *path = g_strdup_printf(
        "/repos/%s/actions/runs/%" G_GUINT64_FORMAT "/artifacts?per_page=100", repository, run);
    const ph_list list = { .path = path,
                           .member = "artifacts",
                           .purpose = "listing the run's artefacts",
                           .permission = PERMISSION,
                           .pages_max = PAGES_MAX };
    ph_search search = { prefix, g_ptr_array_new_with_free_func(free_artifact) };

    if (ph_list_visit(github, &list, look_at, &search, error) < PH_LIST_ABSENT)
        return search.found;
    g_ptr_array_unref(search.found);
    return NULL;
}

GString *ph_artifact_download(ph_forge *github, const char *repository, const ph_artifact *artifact,
                              guint *ret_attempts, GError **error)
{
    PH_REQUIRE(ph_event_is_repository(repository));

    g_autofree char *path = g_strdup_printf("/repos/%s/actions/artifacts/%" G_GUINT64_FORMAT "/zip",
                                            repository, artifact->id);
    const ph_download_wanted wanted = { .path = path,
                                        .digest = artifact->digest,
                                        .purpose = "downloading the artefact",
                                        .permission = PERMISSION };

    return ph_download(github, &wanted, ret_attempts, error);
}
