/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "platform/child.h"

void ph_child_end_with_us(GSubprocessLauncher *launcher)
{
    (void)launcher;
}

void ph_child_ask_to_end(GSubprocess *process)
{
    g_subprocess_force_exit(process);
}
