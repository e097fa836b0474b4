/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "builder/tool.h"

#include <gio/gio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "error/error.h"
#include "perfharness/require.h"

enum { WATCH_INTERVAL_MS = 50 };

/* Names, and beginnings of names. */
static const char *const passed_variables[] = {
    "PATH",        "HOME",
    "USER",        "LANG",
    "TMPDIR",      "LD_LIBRARY_PATH",
    "CARGO",       "CARGO_HOME",
    "RUSTUP_HOME", "RUSTUP_TOOLCHAIN",
    "http_proxy",  "https_proxy",
    "HTTP_PROXY",  "HTTPS_PROXY",
    "ALL_PROXY",   "NO_PROXY",
    "no_proxy",
};
static const char *const passed_prefixes[] = { "LC_", "SSL_CERT_", "CARGO_HTTP_", "CARGO_NET_",
                                               "CARGO_SOURCE_" };

static gboolean is_passed(const char *name)
{
    for (gsize i = 0; i < G_N_ELEMENTS(passed_variables); i++)
        if (strcmp(name, passed_variables[i]) == 0)
            return TRUE;
    for (gsize i = 0; i < G_N_ELEMENTS(passed_prefixes); i++)
        if (g_str_has_prefix(name, passed_prefixes[i]))
            return TRUE;
    return FALSE;
}

static char **tool_environment(const char *const *added)
{
    g_auto(GStrv) names = g_listenv();
    char **environment = g_new0(char *, 1);

    for (char **name = names; *name; name++)
        if (is_passed(*name))
            environment = g_environ_setenv(environment, *name, g_getenv(*name), TRUE);
    for (; added && *added; added += 2)
        environment = g_environ_setenv(environment, added[0], added[1], TRUE);
    return environment;
}

static char *as_text(GBytes *bytes)
{
    gsize length = 0;
    const char *data = g_bytes_get_data(bytes, &length);

    return g_utf8_make_valid(data ? data : "", (gssize)length);
}

char *ph_tool_reason(const char *said)
{
    g_autofree char *stripped = g_strstrip(g_strdup(said));
    g_auto(GStrv) lines = g_strsplit(stripped, "\n", -1);
    const guint count = g_strv_length(lines);

    for (char **line = lines; *line; line++)
        if (g_str_has_prefix(*line, "fatal:") || g_str_has_prefix(*line, "error"))
            return ph_error_printable(*line);
    return ph_error_printable(count ? lines[count - 1] : "");
}

static void fail_end(GSubprocess *process, const char *program, const char *said, GError **error)
{
    g_autofree char *line = ph_tool_reason(said);

    if (g_subprocess_get_if_signaled(process))
        g_set_error(error, PH_ERROR, PH_ERROR_ENVIRONMENT, "%s was killed by signal %d", program,
                    g_subprocess_get_term_sig(process));
    else
        g_set_error(error, PH_ERROR, PH_ERROR_ENVIRONMENT, "%s ended with exit status %d%s%s",
                    program, g_subprocess_get_exit_status(process), *line ? ": " : "", line);
}

/* A group of its own: whom the user's signals reach is then this process' to say. */
static void lead_group(gpointer data)
{
    (void)data;
    (void)setpgid(0, 0);
}

static GSubprocess *start(const ph_tool *tool, GError **error)
{
    g_autoptr(GSubprocessLauncher) launcher =
        g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
    g_auto(GStrv) environment = tool_environment(tool->environment);
    g_autoptr(GError) cause = NULL;
    GSubprocess *process;

    g_subprocess_launcher_set_environ(launcher, environment);
    if (tool->folder)
        g_subprocess_launcher_set_cwd(launcher, tool->folder);
    if (tool->is_interrupted)
        g_subprocess_launcher_set_child_setup(launcher, lead_group, NULL, NULL);
    process = g_subprocess_launcher_spawnv(launcher, tool->arguments, &cause);
    if (!process)
        g_set_error(error, PH_ERROR, PH_ERROR_ENVIRONMENT, "%s cannot be run: %s",
                    tool->arguments[0], cause->message);
    return process;
}

/* A program while this process waits for it. */
typedef struct tool_watch {
    const ph_tool *tool;
    pid_t group;
    GAsyncResult *result; /* NULL: it runs. */
} tool_watch;

static void take_result(GObject *source, GAsyncResult *result, gpointer data)
{
    tool_watch *w = data;

    (void)source;
    w->result = g_object_ref(result);
}

static gboolean look(gpointer data)
{
    const tool_watch *w = data;

    if (w->tool->is_interrupted && *w->tool->is_interrupted && w->group > 1)
        (void)kill(-w->group, SIGKILL);
    else if (w->tool->tick)
        w->tool->tick(w->tool->data);
    return G_SOURCE_CONTINUE;
}

static gboolean communicate(GSubprocess *process, const ph_tool *tool, GBytes **ret_output,
                            GBytes **ret_messages, GError **error)
{
    const char *identifier = g_subprocess_get_identifier(process);
    tool_watch w = {
        .tool = tool,
        .group = identifier ? (pid_t)g_ascii_strtoll(identifier, NULL, 10) : 0,
    };
    const guint timer =
        tool->is_interrupted || tool->tick ? g_timeout_add(WATCH_INTERVAL_MS, look, &w) : 0;
    gboolean is_done;

    g_subprocess_communicate_async(process, NULL, NULL, take_result, &w);
    while (!w.result)
        (void)g_main_context_iteration(NULL, TRUE);
    if (timer)
        g_source_remove(timer);
    is_done = g_subprocess_communicate_finish(process, w.result, ret_output, ret_messages, error);
    g_object_unref(w.result);
    return is_done;
}

char *ph_tool_run(const ph_tool *tool, char **ret_said, GError **error)
{
    PH_REQUIRE(tool->arguments[0] != NULL);

    const char *program = tool->arguments[0];
    g_autoptr(GSubprocess) process = start(tool, error);
    g_autoptr(GBytes) output = NULL;
    g_autoptr(GBytes) messages = NULL;
    g_autoptr(GError) cause = NULL;
    g_autofree char *said = NULL;

    if (ret_said)
        *ret_said = NULL;
    if (!process)
        return NULL;
    if (!communicate(process, tool, &output, &messages, &cause)) {
        (void)ph_refuse(error, PH_ERROR_ENVIRONMENT, "%s: %s", program, cause->message);
        return NULL;
    }
    if (tool->is_interrupted && *tool->is_interrupted) {
        (void)ph_refuse(error, PH_ERROR_INTERRUPTED, "%s was interrupted", program);
        return NULL;
    }
    if (g_subprocess_get_successful(process))
        return as_text(output);
    said = as_text(messages);
    fail_end(process, program, said, error);
    if (ret_said)
        *ret_said = g_steal_pointer(&said);
    return NULL;
}
