/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "platform/signal_watch.h"

#include <glib-unix.h>
#include <signal.h>

const int ph_signals_of_end[PH_SIGNALS] = { SIGINT, SIGTERM, SIGHUP };

static gboolean is_ignored(int number)
{
    struct sigaction action;

    return sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

guint ph_signal_watch(int number, GSourceFunc note, gpointer data)
{
    return is_ignored(number) ? 0 : g_unix_signal_add(number, note, data);
}
