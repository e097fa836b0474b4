/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "system/lock_holder.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "error/error.h"
#include "system/kernel_file.h"

#define PROGRAM "perfharness"

/* Whose lock a line of /proc/locks is, exclusive or shared; 0: it is another's, or another kind. */
static int process_in(const char *line, const struct stat *file)
{
    unsigned int major_number, minor_number;
    unsigned long long inode;
    int process;

    /* The kernel's own numbers fit. NOLINTNEXTLINE(cert-err34-c) */
    if (sscanf(line, "%*u: FLOCK %*s %*s %d %x:%x:%llu", &process, &major_number, &minor_number,
               &inode) != 4)
        return 0;
    return inode == file->st_ino && makedev(major_number, minor_number) == file->st_dev ? process
                                                                                        : 0;
}

static char *read_of(int process, const char *name)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/%s", process, name);

    return ph_kernel_file_text("", path, NULL, NULL);
}

static ph_lock_holder_kind kind_of(const ph_lock_holder *holder)
{
    if (!holder->program)
        return PH_LOCK_HOLDER_UNKNOWN;
    if (holder->user == 0 || holder->user == getuid())
        return PH_LOCK_HOLDER_OWN;
    return g_str_equal(holder->program, PROGRAM) ? PH_LOCK_HOLDER_STRANGER
                                                 : PH_LOCK_HOLDER_IDLE_STRANGER;
}

static ph_lock_holder look_at(int process)
{
    ph_lock_holder holder = { .process = process };
    g_autofree char *status = read_of(process, "status"), *program = read_of(process, "comm");
    g_autofree char *user = status ? ph_text_field(status, "Uid") : NULL;

    /* The kernel's own number fits. NOLINTNEXTLINE(cert-err34-c) */
    if (user && program && sscanf(user, "%u", &holder.user) == 1) /* The real one stands first. */
        holder.program = ph_error_printable(g_strchomp(program));
    else
        holder.is_ended = kill(process, 0) != 0 && errno == ESRCH;
    holder.kind = kind_of(&holder);
    return holder;
}

ph_lock_holder ph_lock_holder_find(const struct stat *file)
{
    g_autofree char *text = ph_kernel_file_text("", "/proc/locks", NULL, NULL);
    g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);
    ph_lock_holder found = { .kind = PH_LOCK_HOLDER_UNKNOWN };

    for (char **line = lines; *line; line++) {
        const int process = process_in(*line, file);
        ph_lock_holder holder;

        if (process == 0)
            continue;
        holder = look_at(process);
        if (found.process == 0 || holder.kind > found.kind) {
            ph_lock_holder_clear(&found);
            found = holder;
        } else {
            ph_lock_holder_clear(&holder);
        }
    }
    return found;
}

void ph_lock_holder_clear(ph_lock_holder *holder)
{
    g_clear_pointer(&holder->program, g_free);
}

char *ph_lock_holder_text(const ph_lock_holder *holder)
{
    if (holder->process == 0)
        return NULL;
    if (!holder->program)
        return g_strdup_printf("process %d, which %s", holder->process,
                               holder->is_ended ? "has ended" : "is hidden");
    return g_strdup_printf("process %d, %s, of user %u", holder->process, holder->program,
                           holder->user);
}
