/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "platform/child.h"

#include <signal.h>
#include <sys/prctl.h>

static void end_with_parent(gpointer data)
{
    (void)data;
    (void)prctl(PR_SET_PDEATHSIG, SIGTERM);
}

void ph_child_end_with_us(GSubprocessLauncher *launcher)
{
    g_subprocess_launcher_set_child_setup(launcher, end_with_parent, NULL, NULL);
}

void ph_child_ask_to_end(GSubprocess *process)
{
    g_subprocess_send_signal(process, SIGTERM);
}
