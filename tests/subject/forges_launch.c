/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Forges a whole launch: in its first call it says all that a worker would say at the end, of
 * itself and of all others, and ends the process as if all was well. Nothing was decoded by then.
 *
 * Stopped by the sandbox where it may not write, by the kernel's word on how little CPU time there
 * was, and by the referee.
 */
#include "forgery.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { BLOCKS = 40, BLOCK_BYTES = 1 << 20, OUR_NS = 250, OTHERS_NS = 10000000, PROBE_NS = 1000 };

static void say_numbers(FILE *to, const char *member, int number)
{
    fprintf(to, ",\"%s\":[%d", member, number);
    for (int i = 1; i < BLOCKS; i++)
        fprintf(to, ",%d", number);
    fputc(']', to);
}

static void say_arm(FILE *to, const char *name, int block_ns)
{
    fprintf(
        to,
        "{\"event\":\"arm\",\"name\":\"%s\",\"level\":\"kernel\",\"void\":false,\"records\":1092,"
        "\"records_failed\":0,\"checksum\":\"0123456789abcdef\",\"block_calls\":16",
        name);
    say_numbers(to, "ns", block_ns);
    say_numbers(to, "bytes", BLOCK_BYTES);
    say_numbers(to, "probe_ns", PROBE_NS);
    say_numbers(to, "involuntary_switches", 0);
    fputs(",\"disturbed\":[]}\n", to);
}

static void forge(FILE *to)
{
    char name[64];
    int is_ours;

    for (unsigned i = 0; forgery_named_subject(i, name, sizeof(name), &is_ours); i++)
        say_arm(to, name, is_ours ? OUR_NS : OTHERS_NS);
    fputs("{\"event\":\"done\",\"clock_grain_ns\":20,\"core_clock_hz\":3000000000,"
          "\"first_sample_ns\":3000000,\"blocks_checked\":5,\"timed_ns\":30000000,"
          "\"elapsed_ns\":40000000,\"involuntary_switches\":0,\"major_faults\":0,"
          "\"migrations\":0,\"peak_resident_bytes\":100000000}\n",
          to);
    fflush(to);
}

static int32_t forge_and_exit(void *state, const ph_subject_column *column,
                              ph_subject_outcome *outcome)
{
    const int stream = forgery_event_stream();
    FILE *const to = stream < 0 ? NULL : fdopen(stream, "w");

    if (!to)
        return forgery_decode_slowly(state, column, outcome);
    forge(to);
    _exit(0);
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = forgery_subject("forges-launch");
    subject.decode_column = forge_and_exit;
    return index == 0 ? &subject : NULL;
}
