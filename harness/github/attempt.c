/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "github/attempt.h"

#include <string.h>

#include "document/json_member.h"
#include "forge/event.h"
#include "forge/list.h"
#include "perfharness/require.h"

/* As many as names of a commit's statuses, or check runs of one name, are looked at. */
enum { PAGES_MAX = 20 };

#define PART "/attempts/"

/* The number at the end of a page's address, behind the run's own; 0: it names none. */
static guint64 attempt_of(const char *url, gsize *ret_run_bytes)
{
    const char *part = url ? g_strrstr(url, PART) : NULL;
    guint64 number = 0;

    if (!part || !g_ascii_string_to_unsigned(part + strlen(PART), 10, 1, G_MAXINT64, &number, NULL))
        return 0;
    *ret_run_bytes = (gsize)(part - url);
    return number;
}

static gboolean is_later(const char *theirs, const char *ours)
{
    gsize their_bytes = 0, our_bytes = 0;
    const guint64 their_attempt = attempt_of(theirs, &their_bytes);
    const guint64 our_attempt = attempt_of(ours, &our_bytes);

    return our_attempt && their_attempt > our_attempt && their_bytes == our_bytes &&
           memcmp(theirs, ours, our_bytes) == 0;
}

/* Whose name an entry has is the only one of it: the newest. */
static gboolean is_other_status(const cJSON *entry, gpointer data)
{
    const ph_commit_status *status = data;

    return g_strcmp0(ph_json_text(entry, "context"), status->context) != 0 ||
           !is_later(ph_json_text(entry, "target_url"), status->url);
}

static gboolean is_other_check_run(const cJSON *entry, gpointer data)
{
    const ph_commit_status *status = data;

    return g_strcmp0(ph_json_text(entry, "name"), status->context) != 0 ||
           !is_later(ph_json_text(entry, "external_id"), status->url);
}

gboolean ph_attempt_is_late(ph_forge *github, const ph_commit_status *status, gboolean is_check_run,
                            gboolean *ret, GError **error)
{
    PH_REQUIRE(ph_event_is_repository(status->repository) && ph_event_is_sha(status->sha));

    g_autofree char *name = g_uri_escape_string(status->context, NULL, FALSE);
    g_autofree char *path =
        is_check_run ? g_strdup_printf("/repos/%s/commits/%s/check-runs?check_name=%s&per_page=100",
                                       status->repository, status->sha, name)
                     : g_strdup_printf("/repos/%s/commits/%s/status?per_page=100",
                                       status->repository, status->sha);
    const ph_list list = { .path = path,
                           .member = is_check_run ? "check_runs" : "statuses",
                           .purpose = "asking for later attempts",
                           .permission = is_check_run ? "checks: write" : "statuses: write",
                           .pages_max = PAGES_MAX };
    g_autoptr(GError) cause = NULL;
    gsize bytes = 0;
    ph_list_end end;

    *ret = FALSE;
    if (!attempt_of(status->url, &bytes))
        return TRUE;
    end = ph_list_visit(github, &list, is_check_run ? is_other_check_run : is_other_status,
                        (gpointer)status, &cause);
    *ret = end == PH_LIST_ENOUGH;
    if (end != PH_LIST_FAILED)
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&cause));
    return FALSE;
}
