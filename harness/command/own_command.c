/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/own_command.h"

#include <gio/gio.h>
#include <signal.h>
#include <sys/prctl.h>

#include "error/error.h"

#define OWN_PROGRAM "/proc/self/exe"

/* It ends in order when we are killed: nobody would look at what it leaves. */
static void end_with_us(gpointer data)
{
    (void)data;
    (void)prctl(PR_SET_PDEATHSIG, SIGTERM);
}

static GSubprocess *start(const char *program, char *const *arguments, GError **error)
{
    g_autoptr(GSubprocessLauncher) launcher =
        g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
    g_autoptr(GPtrArray) line = g_ptr_array_new();

    g_ptr_array_add(line, (gpointer)program);
    for (guint i = 0; arguments[i]; i++)
        g_ptr_array_add(line, arguments[i]);
    g_ptr_array_add(line, NULL);
    g_subprocess_launcher_set_child_setup(launcher, end_with_us, NULL, NULL);
    return g_subprocess_launcher_spawnv(launcher, (const char *const *)line->pdata, error);
}

gboolean ph_own_command_run(const char *program, char *const *arguments, int *ret_status,
                            GError **error)
{
    g_autofree char *own = program ? NULL : g_file_read_link(OWN_PROGRAM, error);
    const char *started = program ? program : own;
    g_autoptr(GSubprocess) process = started ? start(started, arguments, error) : NULL;

    if (!process || !g_subprocess_wait(process, NULL, error))
        return FALSE;
    if (g_subprocess_get_if_signaled(process)) {
        const int number = g_subprocess_get_term_sig(process);

        return ph_refuse(error,
                         number == SIGINT || number == SIGTERM ? PH_ERROR_INTERRUPTED
                                                               : PH_ERROR_ENVIRONMENT,
                         "%s %s was ended by %s", started, arguments[0], g_strsignal(number));
    }
    *ret_status = g_subprocess_get_exit_status(process);
    return TRUE;
}
