/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "session/lock_doubt.h"

#include <stdio.h>

#include "error/error.h"

void ph_lock_doubt_say(const ph_host_lock *lock, const char *lead)
{
    const char *doubt = ph_host_lock_doubt(lock);
    g_autofree char *printable = doubt ? ph_error_printable(doubt) : NULL;

    if (printable)
        (void)fprintf(stderr, "Warning: %s%s\n", lead, printable);
}
