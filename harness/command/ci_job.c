/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/ci_job.h"

#include <string.h>

/* Unset and empty are the same to a workflow; what is not UTF-8 is no name of anything. */
static const char *variable(const char *name)
{
    const char *value = g_getenv(name);

    return value && *value && g_utf8_validate(value, -1, NULL) ? value : NULL;
}

/* The address goes into links: nothing in it may end one, or be other than an address. */
static char *run_url(const char *server, const char *repository, const char *run_id)
{
    g_autofree char *url = NULL;

    if (!server || !repository || !run_id)
        return NULL;
    url = g_strdup_printf("%s/%s/actions/runs/%s", server, repository, run_id);
    if ((g_str_has_prefix(url, "https://") || g_str_has_prefix(url, "http://")) &&
        strspn(url, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS ":/._~%-") == strlen(url))
        return g_steal_pointer(&url);
    return NULL;
}

gboolean ph_ci_job_read(ph_ci_job *ret, char **ret_run_url)
{
    const char *head = variable("GITHUB_HEAD_REF");

    *ret = (ph_ci_job){ 0 };
    *ret_run_url = NULL;
    if (g_strcmp0(variable("GITHUB_ACTIONS"), "true") != 0)
        return FALSE;
    ret->run_id = variable("GITHUB_RUN_ID");
    ret->commit = variable("GITHUB_SHA");
    ret->branch = head ? head : variable("GITHUB_REF_NAME");
    ret->event = variable("GITHUB_EVENT_NAME");
    ret->workflow = variable("GITHUB_WORKFLOW");
    *ret_run_url =
        run_url(variable("GITHUB_SERVER_URL"), variable("GITHUB_REPOSITORY"), ret->run_id);
    ret->run_url = *ret_run_url;
    return TRUE;
}
