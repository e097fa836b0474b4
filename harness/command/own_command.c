/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/own_command.h"

#include <gio/gio.h>

#include "error/error.h"
#include "platform/child.h"
#include "platform/program_path.h"

/* A command ends in order well before its worker is given up; one that does not is killed. */
enum { LOOK_INTERVAL_MS = 50, PATIENCE_US = 30 * G_USEC_PER_SEC };

/* A command while we wait for it. */
typedef struct watch {
    const ph_interruption *interruption;
    GSubprocess *process;
    GAsyncResult *result; /* NULL: it runs. */
    gint64 asked_us;      /* When it was asked to end; 0: it was not. */
} watch;

static GSubprocess *start(const char *program, char *const *arguments, GError **error)
{
    g_autoptr(GSubprocessLauncher) launcher =
        g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
    g_autoptr(GPtrArray) line = g_ptr_array_new();

    g_ptr_array_add(line, (gpointer)program);
    for (guint i = 0; arguments[i]; i++)
        g_ptr_array_add(line, arguments[i]);
    g_ptr_array_add(line, NULL);
    ph_child_end_with_us(launcher);
    return g_subprocess_launcher_spawnv(launcher, (const char *const *)line->pdata, error);
}

static void take_result(GObject *source, GAsyncResult *result, gpointer data)
{
    watch *w = data;

    (void)source;
    w->result = g_object_ref(result);
}

/* A signal that we have got is its, too. */
static gboolean look(gpointer data)
{
    watch *w = data;

    if (!w->interruption->is_interrupted)
        return G_SOURCE_CONTINUE;
    if (!w->asked_us) {
        w->asked_us = g_get_monotonic_time();
        ph_child_ask_to_end(w->process);
    } else if (g_get_monotonic_time() - w->asked_us > PATIENCE_US) {
        g_subprocess_force_exit(w->process);
    }
    return G_SOURCE_CONTINUE;
}

static gboolean wait_for_end(watch *w, GError **error)
{
    const guint timer = g_timeout_add(LOOK_INTERVAL_MS, look, w);
    gboolean is_over;

    g_subprocess_wait_async(w->process, NULL, take_result, w);
    while (!w->result)
        (void)g_main_context_iteration(NULL, TRUE);
    g_source_remove(timer);
    is_over = g_subprocess_wait_finish(w->process, w->result, error);
    g_object_unref(w->result);
    return is_over;
}

gboolean ph_own_command_run(const char *program, char *const *arguments,
                            const ph_interruption *interruption, int *ret_status, GError **error)
{
    g_autofree char *own = program ? NULL : ph_program_path();
    const char *started = program ? program : own;
    g_autoptr(GSubprocess) process = started ? start(started, arguments, error) : NULL;
    watch w = { .interruption = interruption, .process = process };

    if (!process || !wait_for_end(&w, error))
        return FALSE;
    if (interruption->is_interrupted)
        return ph_refuse(error, PH_ERROR_INTERRUPTED, "perfharness %s was interrupted",
                         arguments[0]);
    if (g_subprocess_get_if_signaled(process))
        return ph_refuse(error, PH_ERROR_ENVIRONMENT, "%s %s was ended by %s", started,
                         arguments[0], g_strsignal(g_subprocess_get_term_sig(process)));
    *ret_status = g_subprocess_get_exit_status(process);
    return TRUE;
}
