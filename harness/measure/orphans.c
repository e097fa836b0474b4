/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "measure/orphans.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "measure/worker_usage.h"
#include "platform/path.h"

enum {
    PATIENCE_US = 2 * G_USEC_PER_SEC, /* For those that were told to end. */
    PAUSE_US = 500,
};

/* Is there any child at all, running or not? No other process need be looked at to know. */
static gboolean has_children(void)
{
    siginfo_t info;

    return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0 || errno != ECHILD;
}

/* From /proc/PID/stat: "PID (NAME) STATE PARENT ...", where a name may hold whatever it likes. */
static gboolean read_stat(const char *process, char *ret_state, pid_t *ret_parent)
{
    g_autofree char *path = ph_path_join("/proc", process, "stat", NULL);
    g_autofree char *text = NULL;
    const char *behind_name;

    if (!g_file_get_contents(path, &text, NULL, NULL))
        return FALSE;
    behind_name = strrchr(text, ')');
    if (!behind_name || strlen(behind_name) < sizeof(") S 1") - 1)
        return FALSE;
    *ret_state = behind_name[2];
    *ret_parent = (pid_t)g_ascii_strtoll(behind_name + 4, NULL, 10);
    return *ret_parent > 0;
}

/* Each child that is not among these, with the state that it is in. */
static GHashTable *list_children(GHashTable *without)
{
    GHashTable *children = g_hash_table_new(g_direct_hash, g_direct_equal);
    g_autoptr(GDir) processes = has_children() ? g_dir_open("/proc", 0, NULL) : NULL;
    const char *name;

    while (processes && (name = g_dir_read_name(processes))) {
        gpointer process = GINT_TO_POINTER((gint)strtol(name, NULL, 10));
        char state;
        pid_t parent;

        if (g_ascii_isdigit(*name) && read_stat(name, &state, &parent) && parent == getpid() &&
            !(without && g_hash_table_contains(without, process)))
            g_hash_table_insert(children, process, GINT_TO_POINTER((gint)state));
    }
    return children;
}

void ph_orphans_watch(ph_orphans *ret)
{
    int is_adopter = 0;

    (void)prctl(PR_GET_CHILD_SUBREAPER, (unsigned long)&is_adopter, 0, 0, 0);
    (void)prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    *ret = (ph_orphans){ .before = list_children(NULL), .was_adopter = is_adopter != 0 };
}

/* Whom to end, and what is known of those that are gone. */
typedef struct ending {
    GHashTable *running; /* Those that were. Borrowed. */
    gboolean has_killed;
    double cpu_s;
} ending;

/* With its group, where that is of its own making: it may have joined that of somebody else. */
static void end_child(pid_t process)
{
    const pid_t group = getpgid(process);

    if (group == process)
        (void)kill(-group, SIGKILL);
    (void)kill(process, SIGKILL);
}

static void reap(ending *e, pid_t process)
{
    struct rusage usage;
    int status;

    if (wait4(process, &status, WNOHANG | __WALL, &usage) != process)
        return;
    e->cpu_s += ph_worker_usage_cpu_s(&usage);
    /* It was in a group that was ended, and its parent still there. */
    if (e->has_killed && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
        g_hash_table_add(e->running, GINT_TO_POINTER(process));
}

static void end_children(GHashTable *children, ending *e)
{
    GHashTableIter at;
    gpointer process, state;

    g_hash_table_iter_init(&at, children);
    while (g_hash_table_iter_next(&at, &process, &state))
        if (strchr("ZX", GPOINTER_TO_INT(state))) {
            reap(e, GPOINTER_TO_INT(process));
        } else {
            g_hash_table_add(e->running, process);
            end_child(GPOINTER_TO_INT(process));
        }
    e->has_killed = g_hash_table_size(e->running) > 0;
}

ph_orphans_end ph_orphans_take(ph_orphans *orphans)
{
    const gint64 deadline_us = g_get_monotonic_time() + PATIENCE_US;
    g_autoptr(GHashTable) running = g_hash_table_new(g_direct_hash, g_direct_equal);
    ending e = { .running = running };
    guint left;

    /* Whose parent is ended is handed to us only then. */
    for (;;) {
        g_autoptr(GHashTable) children = list_children(orphans->before);

        left = g_hash_table_size(children);
        if (left == 0 || g_get_monotonic_time() > deadline_us)
            break;
        end_children(children, &e);
        g_usleep(PAUSE_US);
    }
    if (!orphans->was_adopter)
        (void)prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0);
    g_clear_pointer(&orphans->before, g_hash_table_unref);
    return (ph_orphans_end){ g_hash_table_size(running), left, e.cpu_s };
}
