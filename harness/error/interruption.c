/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "error/interruption.h"

static gboolean note_signal(gpointer data)
{
    gboolean *is_interrupted = data;

    *is_interrupted = TRUE;
    return G_SOURCE_CONTINUE;
}

ph_interruption *ph_interruption_new(void)
{
    ph_interruption *interruption = g_new0(ph_interruption, 1);

    for (gsize i = 0; i < PH_SIGNALS; i++)
        interruption->signals[i] =
            ph_signal_watch(ph_signals_of_end[i], note_signal, &interruption->is_interrupted);
    return interruption;
}

void ph_interruption_free(ph_interruption *interruption)
{
    for (gsize i = 0; i < PH_SIGNALS; i++)
        if (interruption->signals[i])
            g_source_remove(interruption->signals[i]);
    g_free(interruption);
}
