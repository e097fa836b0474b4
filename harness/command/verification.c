/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/verification.h"

#include <stdarg.h>
#include <stdio.h>

#include "columns.h"
#include "error/error.h"

/* What was changed is graver than what could not be looked at, and that than what has no proof. */
static int gravity_of(ph_exit status)
{
    static const ph_exit ascending[] = { PH_EXIT_PASS, PH_EXIT_INCONCLUSIVE, PH_EXIT_FAILED,
                                         PH_EXIT_REGRESSION };
    int gravity = 0;

    while (ascending[gravity] != status)
        gravity++;
    return gravity;
}

/* One damage shows from several sides. */
static gboolean is_told(ph_verification *verification, const char *message)
{
    if (g_ptr_array_find_with_equal_func(verification->told, message, g_str_equal, NULL))
        return TRUE;
    g_ptr_array_add(verification->told, g_strdup(message));
    return FALSE;
}

void ph_verification_found(ph_verification *verification, ph_exit status, GError *cause)
{
    g_autoptr(GError) other = cause;
    g_autofree char *text = NULL;

    if (is_told(verification, cause->message))
        return;
    if (gravity_of(status) > gravity_of(verification->status)) {
        verification->status = status;
        other = g_steal_pointer(&verification->gravest);
        verification->gravest = cause;
    }
    if (!other)
        return;
    text = ph_error_printable(other->message);
    ph_columns_print(stdout, 0, 2, "%s", text);
}

void ph_verification_changed(ph_verification *verification, const char *format, ...)
{
    GError *cause;
    va_list arguments;

    va_start(arguments, format);
    cause = g_error_new_valist(PH_ERROR, PH_ERROR_CHANGED, format, arguments);
    va_end(arguments);
    ph_verification_found(verification, PH_EXIT_REGRESSION, cause);
}
