/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "platform/signal_watch.h"

#include <signal.h>
#include <windows.h>

/* Ctrl-C, and Ctrl-Break. */
const int ph_signals_of_end[PH_SIGNALS] = { SIGINT, SIGBREAK };

/* How often the console has asked since the program began: in a thread of its own. */
static volatile gint asked[NSIG];

typedef struct signal_source {
    GSource source;
    int number;
    gint seen;
} signal_source;

static BOOL WINAPI count(DWORD event)
{
    const int number = event == CTRL_C_EVENT ? SIGINT : SIGBREAK;

    if (event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT)
        return FALSE;
    g_atomic_int_inc(&asked[number]);
    g_main_context_wakeup(NULL);
    return TRUE;
}

static gboolean is_new(GSource *source)
{
    const signal_source *of = (const signal_source *)source;

    return g_atomic_int_get(&asked[of->number]) != of->seen;
}

static gboolean prepare(GSource *source, gint *ret_timeout_ms)
{
    *ret_timeout_ms = -1;
    return is_new(source);
}

static gboolean dispatch(GSource *source, GSourceFunc note, gpointer data)
{
    signal_source *of = (signal_source *)source;

    of->seen = g_atomic_int_get(&asked[of->number]);
    return note(data);
}

guint ph_signal_watch(int number, GSourceFunc note, gpointer data)
{
    static GSourceFuncs functions = { .prepare = prepare, .check = is_new, .dispatch = dispatch };
    static gsize is_counting;
    GSource *source;
    guint id;

    if (number == 0)
        return 0;
    if (g_once_init_enter(&is_counting)) {
        (void)SetConsoleCtrlHandler(count, TRUE);
        g_once_init_leave(&is_counting, 1);
    }
    source = g_source_new(&functions, sizeof(signal_source));
    ((signal_source *)source)->number = number;
    ((signal_source *)source)->seen = g_atomic_int_get(&asked[number]);
    g_source_set_callback(source, note, data, NULL);
    id = g_source_attach(source, NULL);
    g_source_unref(source);
    return id;
}
