/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "system/lock_holder.h"

#include <stdio.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "error/error.h"
#include "system/kernel_file.h"

#define PROGRAM "perfharness"

/* Whose lock a line of /proc/locks is; 0: it is another's, or of another kind. */
static int process_in(const char *line, const struct stat *file)
{
    unsigned int major_number, minor_number;
    unsigned long long inode;
    int process;

    if (sscanf(line, "%*u: FLOCK %*s WRITE %d %x:%x:%llu", &process, &major_number, &minor_number,
               &inode) != 4)
        return 0;
    return inode == file->st_ino && makedev(major_number, minor_number) == file->st_dev ? process
                                                                                        : 0;
}

static int find_process(const struct stat *file)
{
    g_autofree char *text = ph_kernel_file_text("", "/proc/locks", NULL, NULL);
    g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);
    int process = 0;

    for (char **line = lines; *line && process == 0; line++)
        process = process_in(*line, file);
    return process;
}

static char *read_of(int process, const char *name)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/%s", process, name);

    return ph_kernel_file_text("", path, NULL, NULL);
}

ph_lock_holder ph_lock_holder_find(int descriptor)
{
    ph_lock_holder holder = { 0 };
    struct stat file;
    g_autofree char *status = NULL, *program = NULL, *user = NULL;

    if (fstat(descriptor, &file) != 0)
        return holder;
    holder.process = find_process(&file);
    if (holder.process == 0)
        return holder;
    status = read_of(holder.process, "status");
    program = read_of(holder.process, "comm");
    user = status ? ph_text_field(status, "Uid") : NULL;
    if (user && program && sscanf(user, "%u", &holder.user) == 1) /* The real one stands first. */
        holder.program = ph_error_printable(g_strchomp(program));
    return holder;
}

void ph_lock_holder_clear(ph_lock_holder *holder)
{
    g_clear_pointer(&holder->program, g_free);
}

gboolean ph_lock_holder_is_stranger(const ph_lock_holder *holder)
{
    if (holder->process == 0)
        return FALSE;
    return !holder->program || (holder->user != 0 && holder->user != getuid());
}

gboolean ph_lock_holder_is_measuring(const ph_lock_holder *holder)
{
    return g_strcmp0(holder->program, PROGRAM) == 0;
}

char *ph_lock_holder_text(const ph_lock_holder *holder)
{
    if (holder->process == 0)
        return NULL;
    if (!holder->program)
        return g_strdup_printf("process %d, which is hidden or has ended", holder->process);
    return g_strdup_printf("process %d, %s, of user %u", holder->process, holder->program,
                           holder->user);
}
