/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "forge/commit_status.h"

ph_status_state ph_commit_status_state(const ph_commit_status *status)
{
    if (status->is_pending)
        return PH_STATUS_PENDING;
    if (status->is_broken)
        return PH_STATUS_ERROR;
    if (status->is_informing)
        return PH_STATUS_SUCCESS;
    switch (status->verdict) {
    case PH_VERDICT_UNCHANGED:
    case PH_VERDICT_IMPROVED:
    case PH_VERDICT_PASS:
    case PH_VERDICT_WARN: return PH_STATUS_SUCCESS;
    case PH_VERDICT_FAIL: return PH_STATUS_FAILURE;
    case PH_VERDICT_NEUTRAL:
    case PH_VERDICT_INCONCLUSIVE: break;
    }
    return status->is_inconclusive_failure ? PH_STATUS_FAILURE : PH_STATUS_NEUTRAL;
}

char *ph_commit_status_line(const ph_commit_status *status, guint characters_max)
{
    g_autofree char *cut = NULL;

    if ((gsize)g_utf8_strlen(status->line, -1) <= characters_max)
        return g_strdup(status->line);
    cut = g_utf8_substring(status->line, 0, (glong)characters_max - 1);
    return g_strconcat(cut, "…", NULL);
}

void ph_status_set_clear(ph_status_set *set)
{
    g_clear_error(&set->denied);
    *set = (ph_status_set){ 0 };
}
