/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Stops the harness itself with SIGSTOP, and with it a job of the CI's, until that runs into its
 * own time limit. Who its parent is it makes sure of: no test is to be stopped that only loads it.
 *
 * Stopped by the sandbox (kill).
 */
#include "forgery.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int is_harness(pid_t process)
{
    char path[64], name[32] = "";
    FILE *file;

    snprintf(path, sizeof(path), "/proc/%d/comm", (int)process);
    file = fopen(path, "r");
    if (!file)
        return 0;
    if (!fgets(name, sizeof(name), file))
        *name = '\0';
    fclose(file);
    return strcmp(name, "perfharness\n") == 0;
}

static int32_t stop_harness(void *state, const ph_subject_column *column,
                            ph_subject_outcome *outcome)
{
    static int is_done;

    if (!is_done && forgery_event_stream() >= 0 && is_harness(getppid()))
        kill(getppid(), SIGSTOP);
    is_done = 1;
    return forgery_decode_slowly(state, column, outcome);
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = forgery_subject("signals-parent");
    subject.decode_column = stop_harness;
    return index == 0 ? &subject : NULL;
}
