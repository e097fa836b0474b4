/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "platform/pipe.h"

/* Nobody can ask: a write waits. */
gboolean ph_pipe_has_room(int descriptor, guint wait_ms)
{
    (void)descriptor;
    (void)wait_ms;
    return TRUE;
}

gboolean ph_pipe_is(const char *path)
{
    (void)path;
    return FALSE;
}

void ph_pipe_let_wait(int descriptor)
{
    (void)descriptor;
}

/* It always is a reason. */
ph_pipe_handler ph_pipe_outlive_reader(void)
{
    return NULL;
}

void ph_pipe_end_with_reader(ph_pipe_handler before)
{
    (void)before;
}
