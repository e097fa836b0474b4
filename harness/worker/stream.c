/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/stream.h"

#include <stdio.h>

#include "protocol/stream.h"
#include "worker/talk.h"

static void call(const ph_arm *arm, ph_stream_reply *reply)
{
    const ph_subject_stream stream = { .struct_size = sizeof(stream),
                                       .operation = arm->operation,
                                       .input = PH_STREAM_INPUT_DESCRIPTOR,
                                       .output = PH_STREAM_OUTPUT_DESCRIPTOR };
    ph_subject_outcome outcome = { .struct_size = sizeof(outcome) };

    if (*arm->misfit) {
        (void)snprintf(reply->error_code, sizeof(reply->error_code),
                       "its layout differs from process to process");
        return;
    }
    reply->is_ok =
        arm->subject->stream(arm->state, arm->layout, &stream, &outcome) == PH_SUBJECT_OK;
    ph_arm_end_texts(&outcome);
    reply->items_failed = outcome.items_failed;
    reply->first_failed = outcome.first_failed;
    (void)snprintf(reply->error_code, sizeof(reply->error_code), "%s", outcome.error_code);
    (void)snprintf(reply->error_field, sizeof(reply->error_field), "%s", outcome.error_field);
    (void)snprintf(reply->error_detail, sizeof(reply->error_detail), "%s", outcome.error_detail);
    reply->items_warned = outcome.items_warned;
    (void)snprintf(reply->warning_code, sizeof(reply->warning_code), "%s", outcome.warning_code);
}

bool ph_stream_serve(ph_bench *bench)
{
    ph_stream_turn turn;

    if (!ph_talk_say_arms(bench))
        return false;
    while (ph_talk_hear(&turn, sizeof(turn))) {
        ph_stream_reply reply = { 0 };

        if (turn.arm >= bench->arm_count)
            return false;
        call(&bench->arms[turn.arm], &reply);
        if (!ph_talk_say(&reply, sizeof(reply)))
            return false;
    }
    return true;
}
