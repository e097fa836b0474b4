/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "platform/pipe.h"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>

/* What poll() promises on Linux. On macOS that is an eighth, and the rest may be waited for. */
G_STATIC_ASSERT(PIPE_BUF <= PH_PIPE_BYTES);

gboolean ph_pipe_has_room(int descriptor, guint wait_ms)
{
    struct pollfd room = { .fd = descriptor, .events = POLLOUT };

    return poll(&room, 1, (int)wait_ms) > 0;
}

gboolean ph_pipe_is(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 && S_ISFIFO(status.st_mode);
}

void ph_pipe_let_wait(int descriptor)
{
    (void)fcntl(descriptor, F_SETFL, O_APPEND);
}

ph_pipe_handler ph_pipe_outlive_reader(void)
{
    return signal(SIGPIPE, SIG_IGN);
}

void ph_pipe_end_with_reader(ph_pipe_handler before)
{
    (void)signal(SIGPIPE, before);
}
