/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "session/host_document.h"

#include <gio/gio.h>

#include "document/json_member.h"
#include "system/system_info.h"

static const char *variable(const char *name)
{
    const char *value = g_getenv(name);

    return value && *value ? value : NULL; /* Unset and empty are the same to a job. */
}

/* GitHub's, which is Gitea's, before GitLab's; NULL: neither is set. */
static const char *job_variable(const char *github, const char *gitlab)
{
    const char *value = variable(github);

    return value ? value : variable(gitlab);
}

char *ph_host_document_commit(void)
{
    const char *sha = job_variable("GITHUB_SHA", "CI_COMMIT_SHA");
    g_autoptr(GSubprocess) git = NULL;
    g_autofree char *output = NULL;

    if (sha)
        return g_strdup(sha);
    git = g_subprocess_new(G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL,
                           "git", "rev-parse", "--verify", "HEAD", NULL);
    if (!git || !g_subprocess_communicate_utf8(git, NULL, NULL, &output, NULL, NULL) ||
        !g_subprocess_get_successful(git))
        return NULL;
    return g_strdup(g_strstrip(output));
}

cJSON *ph_host_document(const char *data_folder, const char *commit, const ph_cpu_choice *choice)
{
    const ph_system_request request = {
        .data_folder = data_folder,
        .sysfs_root = "",
        .runner_name = job_variable("RUNNER_NAME", "CI_RUNNER_DESCRIPTION"),
        .git_revision = commit,
        .choice = choice,
    };

    return ph_system_info_probe(&request);
}

char *ph_host_document_doubt(const cJSON *document)
{
    const char *why = ph_json_text(ph_json_member(document, "unavailable"), "/fingerprint");

    if (ph_json_text(document, "fingerprint"))
        return NULL;
    return g_strdup_printf("nothing tells this machine from others (%s): a run on it becomes no "
                           "baseline, and goes into no history",
                           why ? why : "no reason is recorded");
}

/* What is not known is left out: the section it is from says why. */
static void add_known(cJSON *binding, const char *name, const cJSON *value)
{
    if (value && !cJSON_IsNull(value))
        cJSON_AddItemToObject(binding, name, cJSON_Duplicate(value, TRUE));
}

static void add_cpu_facts(cJSON *binding, const cJSON *document, guint cpu)
{
    static const char *const settings[] = { "governor", "min_khz", "max_khz" };
    const cJSON *cpus = ph_json_member(ph_json_member(document, "frequency"), "cpus");
    const cJSON *entry;

    add_known(binding, "core_kind", ph_json_member(ph_json_member(document, "cpu"), "core_kind"));
    cJSON_ArrayForEach(entry, cpus)
    {
        if (ph_json_number(entry, "cpu") != cpu)
            continue;
        for (gsize i = 0; i < G_N_ELEMENTS(settings); i++)
            add_known(binding, settings[i], ph_json_member(entry, settings[i]));
    }
}

void ph_host_document_add_binding(cJSON *document, const ph_run_facts *facts)
{
    cJSON *binding = cJSON_AddObjectToObject(document, "binding");

    cJSON_AddNumberToObject(binding, "cpu", facts->cpu);
    ph_json_add_text(binding, "cpus_readback", facts->cpus_bound);
    ph_json_add_text(binding, "nodes_readback", facts->nodes_bound);
    ph_json_add_text(binding, "memory_binding", facts->nodes_bound ? "strict" : NULL);
    ph_json_add_text(binding, "reason", facts->nodes_missing);
    add_cpu_facts(binding, document, facts->cpu);
}
