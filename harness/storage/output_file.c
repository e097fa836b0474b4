/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "storage/output_file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "error/error.h"
#include "storage/draft.h"
#include "storage/durable.h"
#include "storage/write_whole.h"

/* As many as the kernel follows. */
enum { LINKS_MAX = 40, DRAFT_MODE = 0600 };

/* Where a text goes: into a file that is replaced, or to what is there and stays. */
typedef struct destination {
    char *file;     /* NULL: it is written to. */
    int descriptor; /* Of this process, which the path is a name of; -1: it is to be opened. */
} destination;

static void destination_clear(destination *to)
{
    g_free(to->file);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(destination, destination_clear)

static gboolean refuse(GError **error, int cause)
{
    return ph_refuse(error, PH_ERROR_STORAGE, "%s", g_strerror(cause));
}

/* /dev/stdout and its like end there: such a link has a text that need not be a path. */
static gboolean is_of_proc(const char *link)
{
    g_autofree char *folder = g_path_get_dirname(link);
    struct statfs status;

    return statfs(folder, &status) == 0 && status.f_type == PROC_SUPER_MAGIC;
}

/* The descriptor of this process that is called so, if it is what the path leads to; or -1. */
static int descriptor_of(const char *link, const struct stat *end)
{
    g_autofree char *name = g_path_get_basename(link);
    guint64 number = 0;
    struct stat open_one;

    if (!g_ascii_string_to_unsigned(name, 10, 0, G_MAXINT, &number, NULL) ||
        fstat((int)number, &open_one) != 0 || open_one.st_dev != end->st_dev ||
        open_one.st_ino != end->st_ino)
        return -1;
    return (int)number;
}

/* Where one link leads; NULL: it is none. The caller frees it. */
static char *follow(const char *link)
{
    g_autofree char *text = g_file_read_link(link, NULL);
    g_autofree char *folder = g_path_get_dirname(link);

    if (!text)
        return NULL;
    return g_path_is_absolute(text) ? g_steal_pointer(&text) : g_build_filename(folder, text, NULL);
}

static gboolean find(const char *path, destination *ret, GError **error)
{
    struct stat end;
    const gboolean is_there = stat(path, &end) == 0;
    g_autofree char *at = g_strdup(path);

    *ret = (destination){ NULL, -1 };
    if (is_there && S_ISDIR(end.st_mode))
        return refuse(error, EISDIR);
    if (!is_there && errno != ENOENT)
        return refuse(error, errno);
    for (guint links = 0; links < LINKS_MAX; links++) {
        char *next = follow(at);

        if (!next) {
            if (!is_there || S_ISREG(end.st_mode))
                ret->file = g_steal_pointer(&at);
            return TRUE;
        }
        if (is_there && is_of_proc(at)) {
            g_free(next);
            ret->descriptor = descriptor_of(at, &end);
            return TRUE;
        }
        g_free(at);
        at = next;
    }
    return refuse(error, ELOOP);
}

gboolean ph_output_file_check(const char *path, GError **error)
{
    g_auto(destination) to = { NULL, -1 };
    g_autoptr(ph_draft) draft = NULL;

    if (!find(path, &to, error))
        return FALSE;
    if (!to.file)
        return to.descriptor >= 0 || access(path, W_OK) == 0 || refuse(error, errno);
    draft = ph_draft_new(to.file, DRAFT_MODE);
    return draft || refuse(error, errno);
}

/* A reader who is gone is a reason, and no end of this process. */
static gboolean write_to(int descriptor, const char *text, GError **error)
{
    void (*const handler)(int) = signal(SIGPIPE, SIG_IGN);
    const gboolean is_written = ph_write_whole(descriptor, text, strlen(text));
    const int cause = errno;

    (void)signal(SIGPIPE, handler);
    return is_written || refuse(error, cause);
}

static gboolean write_through(const char *path, int own, const char *text, GError **error)
{
    int descriptor;
    gboolean is_written;

    if (own >= 0) {
        (void)fflush(stdout); /* What was printed before stands before it. */
        return write_to(own, text, error);
    }
    descriptor = open(path, O_WRONLY | O_APPEND | O_NOCTTY | O_CLOEXEC);
    if (descriptor < 0)
        return refuse(error, errno);
    is_written = write_to(descriptor, text, error);
    if (close(descriptor) != 0 && is_written)
        return refuse(error, errno);
    return is_written;
}

gboolean ph_output_file_write(const char *path, const char *text, GError **error)
{
    g_auto(destination) to = { NULL, -1 };

    if (!find(path, &to, error))
        return FALSE;
    if (!to.file)
        return write_through(path, to.descriptor, text, error);
    return ph_durable_write_content(to.file, ph_durable_text(text), error);
}
