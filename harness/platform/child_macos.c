/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "platform/child.h"

#include <signal.h>

void ph_child_end_with_us(GSubprocessLauncher *launcher)
{
    (void)launcher; /* A kernel that is asked for nothing like it. */
}

void ph_child_ask_to_end(GSubprocess *process)
{
    g_subprocess_send_signal(process, SIGTERM);
}
