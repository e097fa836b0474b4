/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "compare/uncounted.h"

#include "error/error.h"

gboolean ph_uncounted_say(ph_contrast_report *report, const char *what, const GError *cause,
                          GError **error)
{
    if (g_error_matches(cause, PH_ERROR, PH_ERROR_INTERRUPTED)) {
        g_propagate_error(error, g_error_copy(cause));
        return FALSE;
    }
    if (g_error_matches(cause, PH_ERROR, PH_ERROR_TIMEOUT))
        ph_contrast_error(report, "%s: %s: %s", ph_error_id(cause), what, cause->message);
    else
        ph_contrast_note(report, "%s: %s", what, cause->message);
    return TRUE;
}
