/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A pipe that somebody else reads: when it takes more, and when its reader is gone. For other
 * descriptors these do nothing, and say that there is room. Any thread, but as said.
 */
#ifndef PH_HARNESS_PLATFORM_PIPE_H
#define PH_HARNESS_PLATFORM_PIPE_H

#include <glib.h>

/*
 * As many bytes as it takes at once, and at least that where it has room: what is longer is
 * written in pieces of it.
 */
#define PH_PIPE_BYTES 4096

/* Does it take PH_PIPE_BYTES without waiting, or is there no sense in waiting? At most so long. */
gboolean ph_pipe_has_room(int descriptor, guint wait_ms);

/* Is the path a pipe's? */
gboolean ph_pipe_is(const char *path);

/* What was opened with O_NONBLOCK | O_APPEND waits from now on when it is written to. */
void ph_pipe_let_wait(int descriptor);

/*
 * From now on a reader who is gone is a reason of a write that fails (EPIPE), and no end of this
 * process; until the second, which takes what the first returned. Main thread.
 */
typedef void (*ph_pipe_handler)(int signal);
ph_pipe_handler ph_pipe_outlive_reader(void);
void ph_pipe_end_with_reader(ph_pipe_handler before);

#endif /* PH_HARNESS_PLATFORM_PIPE_H */
