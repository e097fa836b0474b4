/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "stand_in.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <unistd.h>

#include "scratch_folder.h"

/* No worker of these tests is in a call as long, unless it hangs. */
#define PATIENCE_US (60 * (gint64)G_USEC_PER_SEC)

int stand_in_new(void **state)
{
    stand_in *worker = g_new0(stand_in, 1);

    worker->folder = scratch_folder_new();
    worker->program = scratch_path(worker->folder, "worker");
    assert_int_equal(symlink(PH_STAND_IN_WORKER, worker->program), 0);
    worker->host = (ph_worker_host){ .program = worker->program,
                                     .hang_timeout_us = PATIENCE_US,
                                     .is_interrupted = &worker->is_interrupted };
    *state = worker;
    return 0;
}

int stand_in_free(void **state)
{
    stand_in *worker = *state;

    scratch_folder_remove(worker->folder);
    g_free(worker->program);
    g_free(worker);
    return 0;
}

void stand_in_script(const stand_in *worker, const char *name, const char *script)
{
    scratch_write(worker->folder, name, script);
}

char **stand_in_starts(const stand_in *worker)
{
    g_autofree char *text = scratch_read(worker->folder, "arguments");
    char **lines = g_strsplit(text ? text : "", "\n", -1);
    const guint count = g_strv_length(lines);

    /* Behind the last line's end stands an empty one. */
    if (count > 0) {
        g_free(lines[count - 1]);
        lines[count - 1] = NULL;
    }
    return lines;
}

gboolean stand_in_was_given(const char *start, const char *option, const char *value)
{
    g_auto(GStrv) given = g_strsplit(start, "\t", -1);

    for (char **argument = given; *argument; argument++)
        if (g_str_equal(*argument, option) && (!value || g_strcmp0(argument[1], value) == 0))
            return TRUE;
    return FALSE;
}
