/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/talk.h"

#include <stdio.h>
#include <unistd.h>

#include "protocol/turn.h"

bool ph_talk_say(const void *bytes, size_t length)
{
    return write(PH_TURN_TALK_DESCRIPTOR, bytes, length) == (ssize_t)length;
}

bool ph_talk_hear(void *ret, size_t length)
{
    return read(PH_TURN_TALK_DESCRIPTOR, ret, length) == (ssize_t)length;
}

bool ph_talk_say_arms(const ph_bench *bench)
{
    ph_turn_arms arms = { .chunk_count = bench->data.timed_chunk_count };

    for (; arms.count < bench->arm_count && arms.count < PH_TURN_ARMS_MAX; arms.count++) {
        const ph_arm *arm = &bench->arms[arms.count];
        ph_turn_arm *said = &arms.arms[arms.count];

        (void)snprintf(said->name, sizeof(said->name), "%s", arm->name);
        (void)snprintf(said->level, sizeof(said->level), "%s", ph_arm_level(arm));
    }
    return ph_talk_say(&arms, sizeof(arms));
}
