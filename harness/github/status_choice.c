/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "github/status_choice.h"

#include "github/attempt.h"
#include "github/commit_status.h"

/* TRUE and *ret_is_over FALSE when this token may set none. */
static gboolean set_check_run(ph_forge *forge, const ph_commit_status *status, ph_status_set *ret,
                              gboolean *ret_is_over, GError **error)
{
    g_autoptr(GError) cause = NULL;
    gboolean is_denied = FALSE;

    if (!ph_attempt_is_late(forge, status, TRUE, &ret->is_left, error))
        return FALSE;
    *ret_is_over = ret->is_left || ph_check_run_set(forge, status, &is_denied, &cause);
    ret->is_check_run = *ret_is_over;
    if (is_denied)
        ret->denied = g_steal_pointer(&cause);
    else if (cause)
        g_propagate_error(error, g_steal_pointer(&cause));
    return *ret_is_over || is_denied;
}

gboolean ph_github_status_set(ph_forge *forge, const ph_commit_status *status, ph_status_set *ret,
                              GError **error)
{
    gboolean is_over = FALSE;

    *ret = (ph_status_set){ 0 };
    if (status->is_check_run && !set_check_run(forge, status, ret, &is_over, error))
        return FALSE;
    if (is_over)
        return TRUE;
    return ph_attempt_is_late(forge, status, FALSE, &ret->is_left, error) &&
           (ret->is_left || ph_github_commit_status_set(forge, status, error));
}
