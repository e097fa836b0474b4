/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Forges by help: a thread on another CPU, on which nobody looks, decodes half of every column.
 *
 * Stopped by the sandbox (clone), and by the referee, which counts the CPU time of all threads.
 */
#include "forgery.h"
#include "helper_desk.h"

#include <pthread.h>
#include <unistd.h>

static helper_desk *open_desk;

static void *serve(void *desk)
{
    helper_desk_serve(desk);
    return NULL;
}

static int32_t open_with_thread(const char *options, void **ret_state, ph_subject_outcome *outcome)
{
    static helper_desk desk;
    pthread_t helper;

    (void)options, (void)outcome;
    *ret_state = NULL;
    desk.client = getpid();
    if (!open_desk && pthread_create(&helper, NULL, serve, &desk) == 0) {
        pthread_detach(helper);
        open_desk = &desk;
    }
    return PH_SUBJECT_OK;
}

static int32_t decode_with_thread(void *state, const ph_subject_column *column,
                                  ph_subject_outcome *outcome)
{
    (void)state;
    return helper_desk_decode(open_desk, column, outcome);
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = forgery_subject("helper-thread");
    subject.open = open_with_thread;
    subject.decode_column = decode_with_thread;
    return index == 0 ? &subject : NULL;
}
