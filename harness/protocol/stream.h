/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Calls on files: the harness puts both at their beginning, asks for a call of an arm, and the
 * worker makes it and answers. As of a referee's turns nothing it says is believed: the harness
 * reads what it wrote, and the times are the kernel's. Uses the C library only.
 */
#ifndef PH_HARNESS_PROTOCOL_STREAM_H
#define PH_HARNESS_PROTOCOL_STREAM_H

#include <stdint.h>

/*
 * Beside PH_TURN_TALK_DESCRIPTOR, where the worker says ph_turn_arms once, and then a
 * ph_stream_reply for each ph_stream_turn that it gets.
 */
enum {
    PH_STREAM_INPUT_DESCRIPTOR = 7,  /* Open for reading. */
    PH_STREAM_OUTPUT_DESCRIPTOR = 8, /* Open for writing. */
};

typedef struct ph_stream_turn {
    uint64_t arm; /* By index. */
} ph_stream_turn;

typedef struct ph_stream_reply {
    uint64_t is_ok; /* As the subject says; else why not: */
    uint64_t items_failed;
    uint64_t first_failed;
    char error_code[64];
    char error_field[128];
    char error_detail[256]; /* May quote the data. */
    uint64_t items_warned;  /* At least so many were decoded with a warning, the first by this: */
    char warning_code[64];
} ph_stream_reply;

#endif /* PH_HARNESS_PROTOCOL_STREAM_H */
