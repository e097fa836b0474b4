/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "system/memory_limit.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "error/error.h"
#include "platform/path.h"
#include "system/control_group.h"
#include "system/kernel_file.h"

#define FOLDER_PREFIX "perfharness-memory-"
/* Less than that is no process: the kernel would end it before it is one. */
#define BYTES_MIN (UINT64_C(1) << 20)
#define BYTES_MAX (UINT64_C(1) << 50)
enum { FOLDER_MODE = 0755, JOIN_FAILED = 127, DESCRIPTOR_MIN = 64 };

/* The names of a version's files. */
typedef struct memory_files {
    const char *limit;
    const char *swap_limit; /* Together with memory in v1; nothing may be swapped out in v2. */
    const char *kills;      /* Has a line "oom_kill N". */
    const char *peak;
} memory_files;

static const memory_files files_of[] = {
    { "memory.limit_in_bytes", "memory.memsw.limit_in_bytes", "memory.oom_control",
      "memory.max_usage_in_bytes" },
    { "memory.max", "memory.swap.max", "memory.events", "memory.peak" },
};

struct ph_memory_limit {
    const memory_files *files;
    char *folder;
    int processes; /* Of the folder, whose writers move into it. */
    uint64_t bytes;
    guint64 kills;
};

gboolean ph_memory_size_read(const char *text, uint64_t *ret)
{
    static const char units[] = "KMG";
    char *end;
    guint64 count;
    const char *unit;

    if (!g_ascii_isdigit(*text))
        return FALSE;
    errno = 0;
    count = g_ascii_strtoull(text, &end, 10);
    unit = *end ? strchr(units, *end) : NULL;
    if (errno || (*end && (!unit || end[1])))
        return FALSE;
    for (const char *step = units; unit && step <= unit; step++) {
        if (count > BYTES_MAX)
            return FALSE;
        count *= 1024;
    }
    *ret = count;
    return count >= BYTES_MIN && count <= BYTES_MAX;
}

static gboolean write_file(const char *folder, const char *name, const char *text)
{
    g_autofree char *path = ph_path_join(folder, name, NULL);
    const int file = open(path, O_WRONLY | O_CLOEXEC);
    gboolean is_written;
    int cause;

    if (file < 0)
        return FALSE;
    is_written = write(file, text, strlen(text)) == (ssize_t)strlen(text);
    cause = errno;
    (void)close(file);
    errno = cause;
    return is_written;
}

/* A child that joins has got the descriptors that it is to have already: no number of theirs. */
static int open_above(const char *path)
{
    const int low = open(path, O_WRONLY | O_CLOEXEC);
    const int high = low < 0 ? -1 : fcntl(low, F_DUPFD_CLOEXEC, DESCRIPTOR_MIN);
    const int cause = errno;

    if (low >= 0)
        (void)close(low);
    errno = cause;
    return high;
}

/* Whose process is no more, and so cannot have anything in it. */
static void remove_left_behind(const char *parent)
{
    g_autoptr(GDir) folder = g_dir_open(parent, 0, NULL);
    const char *name;

    while (folder && (name = g_dir_read_name(folder))) {
        guint64 process;

        if (g_str_has_prefix(name, FOLDER_PREFIX) &&
            g_ascii_string_to_unsigned(name + strlen(FOLDER_PREFIX), 10, 1, G_MAXINT32, &process,
                                       NULL) &&
            kill((pid_t)process, 0) && errno == ESRCH) {
            g_autofree char *path = ph_path_join(parent, name, NULL);

            (void)rmdir(path); /* Not empty: others of it go on. */
        }
    }
}

/* The child's exit says whether it came in: what is measured later must not be let out unseen. */
static gboolean can_be_joined(const ph_memory_limit *limit)
{
    const pid_t child = fork();
    int status = 0;

    if (child == 0) {
        ph_memory_limit_join(limit);
        _exit(0);
    }
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    if (child > 0 && status == 0)
        return TRUE;
    errno = EACCES;
    return FALSE;
}

static ph_memory_limit *make_below(const char *parent, int version, uint64_t bytes)
{
    ph_memory_limit *limit = g_new0(ph_memory_limit, 1);
    g_autofree char *text = g_strdup_printf("%" G_GUINT64_FORMAT "\n", (guint64)bytes);
    g_autofree char *processes = NULL;
    int cause;

    remove_left_behind(parent);
    limit->files = &files_of[version - 1];
    limit->bytes = bytes;
    limit->processes = -1;
    limit->folder = g_strdup_printf("%s/" FOLDER_PREFIX "%d", parent, (int)getpid());
    processes = ph_path_join(limit->folder, "cgroup.procs", NULL);
    if (mkdir(limit->folder, FOLDER_MODE) == 0 &&
        write_file(limit->folder, limit->files->limit, text)) {
        /* Where swap is not counted there is none of it to limit. */
        (void)write_file(limit->folder, limit->files->swap_limit, version == 2 ? "0\n" : text);
        limit->processes = open_above(processes);
        if (limit->processes >= 0 && can_be_joined(limit))
            return limit;
    }
    cause = errno;
    ph_memory_limit_free(limit);
    errno = cause;
    return NULL;
}

/*
 * Below this process' own group, or, as a group of v2 that has processes can have none below it
 * that is limited, beside it.
 */
ph_memory_limit *ph_memory_limit_new(const char *sysfs_root, uint64_t bytes, GError **error)
{
    g_autoptr(ph_control_group) group = ph_control_group_locate(sysfs_root, "memory", error);
    g_autofree char *beside = group ? ph_control_group_parent(group, group->folder) : NULL;
    g_autofree char *own_folder = group ? g_strconcat(sysfs_root, group->folder, NULL) : NULL;
    g_autofree char *beside_folder = beside ? g_strconcat(sysfs_root, beside, NULL) : NULL;
    ph_memory_limit *limit;
    int cause;

    if (!group)
        return NULL;
    limit = make_below(own_folder, group->version, bytes);
    if (!limit && group->version == 2 && beside)
        limit = make_below(beside_folder, group->version, bytes);
    cause = errno;
    if (limit)
        return limit;
    g_set_error(
        error, PH_ERROR, PH_ERROR_ENVIRONMENT,
        "making a control group with a limit of memory in %s: %s; root may, or `systemd-run "
        "--user --scope -p Delegate=yes` before the command",
        group->folder, g_strerror(cause));
    return NULL;
}

void ph_memory_limit_free(ph_memory_limit *limit)
{
    if (!limit)
        return;
    if (limit->processes >= 0)
        (void)close(limit->processes);
    (void)rmdir(limit->folder);
    g_free(limit->folder);
    g_free(limit);
}

uint64_t ph_memory_limit_bytes(const ph_memory_limit *limit)
{
    return limit->bytes;
}

void ph_memory_limit_join(const ph_memory_limit *limit)
{
    if (write(limit->processes, "0", 1) != 1)
        _exit(JOIN_FAILED);
}

gboolean ph_memory_limit_has_killed(ph_memory_limit *limit)
{
    g_autofree char *path = ph_path_join(limit->folder, limit->files->kills, NULL);
    g_autofree char *text = ph_kernel_file_text("", path, NULL, NULL);
    g_auto(GStrv) lines = text ? g_strsplit(text, "\n", -1) : NULL;
    guint64 kills = 0;

    for (char **line = lines; line && *line; line++)
        if (g_str_has_prefix(*line, "oom_kill "))
            kills = g_ascii_strtoull(*line + strlen("oom_kill "), NULL, 10);
    if (kills <= limit->kills)
        return FALSE;
    limit->kills = kills;
    return TRUE;
}

uint64_t ph_memory_limit_peak_bytes(const ph_memory_limit *limit)
{
    g_autofree char *path = ph_path_join(limit->folder, limit->files->peak, NULL);
    gint64 bytes = 0;

    return ph_kernel_file_integer("", path, 0, G_MAXINT64, &bytes, NULL) ? (uint64_t)bytes : 0;
}
