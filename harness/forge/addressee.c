/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "forge/addressee.h"

#include <string.h>

#include "error/error.h"
#include "forge/forge_kind.h"
#include "forge/marker.h"
#include "perfharness/require.h"

/* What the first line says behind the marker, and the sentences of introduction(). */
enum { INTRODUCTION_CHARACTERS_MAX = 640 };

gsize ph_publication_overhead(const char *marker)
{
    return strlen(marker) + INTRODUCTION_CHARACTERS_MAX;
}

static gboolean find(ph_forge *forge, const ph_publication *publication, ph_pull_request *ret,
                     GError **error)
{
    const ph_forge_kind *kind = publication->kind;
    const ph_pull_request_wanted wanted = { publication->repository, publication->head_sha,
                                            publication->head_repository,
                                            publication->head_branch };

    ret->number = publication->pull_request;
    if (publication->is_to_be_found && !kind->find_pull_request(forge, &wanted, ret, error))
        return FALSE;
    /* Somebody may have pushed since; who does not know what was measured need not ask. */
    if (ret->number && !publication->is_to_be_found && publication->head_sha) {
        ret->head_sha =
            kind->head_of_pull_request(forge, publication->repository, ret->number, error);
        return ret->head_sha != NULL;
    }
    if (ret->number)
        return TRUE;
    if (publication->is_to_be_found)
        return ph_refuse(error, PH_ERROR_NETWORK,
                         "no open %s of %s has the commit %s as its head%s%s", kind->request_title,
                         publication->repository, publication->head_sha,
                         publication->head_repository ? ", looked for also from " : "",
                         publication->head_repository ? publication->head_repository : "");
    return ph_refuse(error, PH_ERROR_NETWORK, "%s: there is no %s to comment on",
                     publication->repository, kind->request_title);
}

gboolean ph_addressee_find(ph_forge *forge, const ph_publication *publication, ph_addressee *ret,
                           GError **error)
{
    const ph_forge_kind *kind = publication->kind;
    const char *from = publication->head_repository;
    g_autoptr(GError) cause = NULL;

    *ret = (ph_addressee){ .is_fork = !publication->is_own_workflow && from &&
                                      g_ascii_strcasecmp(from, publication->repository) != 0 };
    if (!find(forge, publication, &ret->pull, error))
        return FALSE;
    if (ret->is_fork)
        ret->workflows = kind->pull_request_changes(
            forge, publication->repository, ret->pull.number, kind->workflows.prefixes, &cause);
    if (cause)
        ph_publication_warn("what the pull request changes is not known", cause);
    return TRUE;
}

/* Of a fork's: what is to be thought of what measured it. */
static char *warning_of(const ph_forge_kind *kind, ph_pull_request_files workflows)
{
    switch (workflows) {
    case PH_FILES_ELSEWHERE: return g_strdup("a help for who reviews, not a proof.");
    case PH_FILES_THERE:
        return g_strdup_printf("**it changes %s, and what measured it may be changed as well.**",
                               kind->workflows.name);
    case PH_FILES_UNKNOWN: break;
    }
    return g_strdup_printf("**whether it changes %s is not known, and what measured it may be "
                           "changed.**",
                           kind->workflows.name);
}

/* What a reader has to know before the report; "" for nothing. */
static char *introduction(const ph_addressee *to, const ph_publication *publication)
{
    const ph_forge_kind *kind = publication->kind;
    const char *sha = publication->head_sha;
    g_autofree char *warning = warning_of(kind, to->workflows);
    GString *text = g_string_new(NULL);

    if (sha && to->pull.head_sha && !g_str_equal(sha, to->pull.head_sha))
        g_string_append_printf(text, "**This is of %s. The %s has moved on since, to %s.**\n\n",
                               sha, kind->request_title, to->pull.head_sha);
    if (to->is_fork)
        g_string_append_printf(text, "Measured by the %s's own workflow, from a fork: %s\n\n",
                               kind->request_title, warning);
    return g_string_free(text, FALSE);
}

char *ph_addressee_body(const ph_addressee *addressee, const ph_publication *publication)
{
    const ph_marker_state state = {
        .verdict = (char *)ph_verdict_word(publication->status.verdict),
        .commit = (char *)publication->head_sha,
        .run_id = publication->run_id,
        .run_attempt = publication->run_attempt,
    };
    g_autofree char *first = ph_marker_line(publication->marker, &state);
    g_autofree char *before = introduction(addressee, publication);

    PH_REQUIRE(strlen(first) + 1 + strlen(before) <= ph_publication_overhead(publication->marker));
    return g_strconcat(first, "\n", before, publication->report, NULL);
}

void ph_addressee_clear(ph_addressee *addressee)
{
    ph_pull_request_clear(&addressee->pull);
    *addressee = (ph_addressee){ 0 };
}
