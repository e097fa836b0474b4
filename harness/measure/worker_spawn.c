/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "measure/worker_spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "error/error.h"
#include "measure/worker_arguments.h"
#include "measure/worker_program.h"
#include "platform/path.h"

/* As the worker has them until it is confined; worker_spawn.h leaves them free. */
enum { SANDBOX_DESCRIPTOR = 10, NO_NEW_CODE_DESCRIPTOR = 11, INTERPOSER_DESCRIPTOR = 12 };

/* Whatever the folder is called: in this list blanks and colons part names. */
#define INTERPOSER_PATH "/proc/self/fd/12"

/* What a worker may see of our environment: no token of the CI's reaches the measured code. */
static const char *const passed_variables[] = {
    "PATH", "LD_LIBRARY_PATH", "TMPDIR", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", NULL,
};

/* Small blocks come from a list of their size, however the heap looks: glibc's default of 7 of
 * them is soon used up, and then it depends on what was freed in which order. */
#define COUNTED_TUNABLES "glibc.malloc.tcache_count=65535"

static char **worker_environment(const ph_worker_host *host)
{
    char **environment = g_new0(char *, 1);

    for (const char *const *name = passed_variables; *name; name++)
        if (g_getenv(*name))
            environment = g_environ_setenv(environment, *name, g_getenv(*name), TRUE);
    if (host->is_counted)
        environment = g_environ_setenv(environment, "GLIBC_TUNABLES", COUNTED_TUNABLES, TRUE);
    if (host->is_interposed)
        environment = g_environ_setenv(environment, "LD_PRELOAD", INTERPOSER_PATH, TRUE);
    return environment;
}

static void fail_start(const char *program, const GError *cause, GError **error)
{
    g_set_error(error, PH_ERROR, PH_ERROR_ENVIRONMENT, "starting a worker: %s%s", cause->message,
                g_file_test(program, G_FILE_TEST_IS_EXECUTABLE)
                    ? ""
                    : "; install or build perfharness again");
}

/* Their copies; who is not told of a descriptor does not get it. */
static void take_descriptors(GSubprocessLauncher *launcher, const ph_passed_descriptor *passed,
                             gsize count)
{
    for (gsize i = 0; i < count; i++)
        g_subprocess_launcher_take_fd(launcher, passed[i].ours, passed[i].theirs);
}

static gboolean add_stage(const ph_sandbox *sandbox, ph_sandbox_stage stage,
                          GSubprocessLauncher *launcher, GPtrArray *vector, GError **error)
{
    const gboolean is_last = stage == PH_SANDBOX_AFTER_OPENING;
    const int theirs = is_last ? NO_NEW_CODE_DESCRIPTOR : SANDBOX_DESCRIPTOR;
    const int program = ph_sandbox_program(sandbox, stage);

    if (program < 0) {
        g_set_error(error, PH_ERROR, PH_ERROR_ENVIRONMENT, "handing a worker its sandbox: %s",
                    g_strerror(errno));
        return FALSE;
    }
    g_subprocess_launcher_take_fd(launcher, program, theirs);
    ph_worker_add_number(vector,
                         is_last ? PH_WORKER_OPTION_NO_NEW_CODE_FD : PH_WORKER_OPTION_SANDBOX_FD,
                         (uint64_t)theirs);
    return TRUE;
}

/*
 * The programs that confine it, by descriptors which it closes. FALSE and error where it would run
 * unconfined: that is for the run to say before it, and not for a launch to leave out.
 */
static gboolean add_sandbox(const ph_worker_host *host, GSubprocessLauncher *launcher,
                            GPtrArray *vector, GError **error)
{
    if (!ph_sandbox_is_on(host->sandbox))
        return TRUE;
    if (host->is_under_valgrind)
        return add_stage(host->sandbox, PH_SANDBOX_UNDER_VALGRIND, launcher, vector, error);
    return add_stage(host->sandbox,
                     host->threads > 1 ? PH_SANDBOX_WITH_THREADS : PH_SANDBOX_BEFORE_LOADING,
                     launcher, vector, error) &&
           add_stage(host->sandbox, PH_SANDBOX_AFTER_OPENING, launcher, vector, error);
}

/* One that the loader does not find is left out with a warning: look for it here. */
static gboolean add_interposer(const ph_worker_host *host, GSubprocessLauncher *launcher,
                               GError **error)
{
    g_autofree char *folder = g_path_get_dirname(host->program);
    g_autofree char *path = ph_path_join(folder, PH_INTERPOSER, NULL);
    const int ours = host->is_interposed ? open(path, O_RDONLY | O_CLOEXEC) : -1;

    if (!host->is_interposed)
        return TRUE;
    if (ours < 0) {
        g_autofree char *shown = ph_error_printable(path);

        g_set_error(error, PH_ERROR, PH_ERROR_ENVIRONMENT,
                    "%s: %s; install or build perfharness again", shown, g_strerror(errno));
        return FALSE;
    }
    g_subprocess_launcher_take_fd(launcher, ours, INTERPOSER_DESCRIPTOR);
    return TRUE;
}

/* What is started: the program, or the emulator that is to run it. */
static gboolean add_program(const ph_worker_host *host, GPtrArray *vector, GError **error)
{
    char *emulator = NULL;

    if (!ph_worker_emulator_find(&emulator, error))
        return FALSE;
    if (emulator)
        g_ptr_array_add(vector, emulator);
    else if (!ph_worker_program_check(host->program, error))
        return FALSE;
    g_ptr_array_add(vector, g_strdup(host->program));
    return TRUE;
}

static void join_memory_limit(gpointer limit)
{
    ph_memory_limit_join(limit);
}

static GSubprocess *spawn(const ph_worker_host *host, const char *const *arguments,
                          const ph_passed_descriptor *passed, gsize passed_count, GError **error)
{
    g_autoptr(GSubprocessLauncher) launcher =
        g_subprocess_launcher_new(G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
    g_auto(GStrv) environment = worker_environment(host);
    g_autoptr(GPtrArray) vector = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) cause = NULL;
    GSubprocess *process;

    take_descriptors(launcher, passed, passed_count);
    if (!add_program(host, vector, error))
        return NULL;
    for (const char *const *argument = arguments; *argument; argument++)
        g_ptr_array_add(vector, g_strdup(*argument));
    ph_worker_add_number(vector, PH_WORKER_OPTION_SPAWNED_AT_NS,
                         (uint64_t)g_get_monotonic_time() * 1000);
    if (!add_sandbox(host, launcher, vector, error) || !add_interposer(host, launcher, error))
        return NULL;
    g_ptr_array_add(vector, NULL);
    g_subprocess_launcher_set_environ(launcher, environment);
    if (host->memory_limit)
        g_subprocess_launcher_set_child_setup(launcher, join_memory_limit, host->memory_limit,
                                              NULL);
    process = g_subprocess_launcher_spawnv(launcher, (const char *const *)vector->pdata, &cause);
    if (!process)
        fail_start(host->program, cause, error);
    return process;
}

GSubprocess *ph_worker_spawn(const ph_worker_host *host, const char *const *arguments,
                             const ph_passed_descriptor *passed, gsize passed_count,
                             ph_binding_readback *readback, GError **error)
{
    if (!host->binder)
        return spawn(host, arguments, passed, passed_count, error);
    /* Both bindings survive exec, so this thread takes them on for the moment of the spawn. */
    if (!(host->cpus ? ph_binder_bind_all(host->binder, host->cpus, readback, error)
                     : ph_binder_bind(host->binder, host->cpu, readback, error))) {
        for (gsize i = 0; i < passed_count; i++)
            (void)close(passed[i].ours);
        return NULL;
    }

    GSubprocess *process = spawn(host, arguments, passed, passed_count, error);
    ph_binder_unbind(host->binder);
    return process;
}
