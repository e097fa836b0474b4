/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "error/interruption.h"

#include <glib-unix.h>
#include <signal.h>

static gboolean note_signal(gpointer data)
{
    gboolean *is_interrupted = data;

    *is_interrupted = TRUE;
    return G_SOURCE_CONTINUE;
}

static gboolean is_ignored(int number)
{
    struct sigaction action;

    return sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

ph_interruption *ph_interruption_new(void)
{
    static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
    ph_interruption *interruption = g_new0(ph_interruption, 1);

    G_STATIC_ASSERT(G_N_ELEMENTS(numbers) == G_N_ELEMENTS(interruption->signals));
    for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++)
        if (!is_ignored(numbers[i]))
            interruption->signals[i] =
                g_unix_signal_add(numbers[i], note_signal, &interruption->is_interrupted);
    return interruption;
}

void ph_interruption_free(ph_interruption *interruption)
{
    for (gsize i = 0; i < G_N_ELEMENTS(interruption->signals); i++)
        if (interruption->signals[i])
            g_source_remove(interruption->signals[i]);
    g_free(interruption);
}
