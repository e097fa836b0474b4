/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a worker says: one JSON object per line, its kind in the member "event", which stands first.
 * Uses the C library only.
 */
#ifndef PH_HARNESS_PROTOCOL_EVENT_H
#define PH_HARNESS_PROTOCOL_EVENT_H

#include <stdint.h>

#include "protocol/cpu_event.h"
#include "protocol/run_fact.h"

/* Blocks of an arm in one launch, at most. */
#define PH_BLOCKS_MAX 400

/*
 * Bytes of an event's line at most. An arm of so many blocks takes 80 KiB where each was disturbed
 * by whatever there is, four times as many single calls as are wanted 200 KiB; answers are said
 * when there are so many that the next one may be too much.
 */
#define PH_EVENT_LINE_BYTES_MAX (UINT32_C(1) << 20)

#define PH_EVENT_MEMBER(name)                   " " #name
#define PH_EVENT_MEMBER_OF(name, words, config) PH_EVENT_MEMBER(name)

/*
 * Identifier, kind, its other members in their order. Not every event has them all: a void arm has
 * a reason and no blocks, an arm of measured blocks no reason. tests/protocol holds workers to it.
 */
#define PH_EVENT_LIST(X)                                                                           \
    /* Where and how the process runs, as the kernel has it. */                                    \
    X(READY, "ready", " pid cpus memory_policy memory_nodes")                                      \
    /* A variant of a library that was loaded. */                                                  \
    X(SUBJECT, "subject", " name variant version build chosen path operations")                    \
    /* A library that cannot be used; the request is carried out without it. */                    \
    X(REJECTED, "rejected", " subject why reason")                                                 \
    /* Own records: how much of a subject's layout was compared with their copybook's, as          \
     * PH_LAYOUT_COMPARED_LIST has it, and what it has otherwise. */                               \
    X(LAID_OUT, "laid-out", " name compared difference")                                           \
    /* The request cannot be carried out. Last. */                                                 \
    X(REFUSED, "refused", " why reason")                                                           \
    /* What is checked before that, where it takes long. */                                        \
    X(CHECKING, "checking", " bytes seconds_left")                                                 \
    /* What will be timed: [{name, level}] by index, as the beacon numbers them, and the data. */  \
    X(ARMS, "arms", " arms input_bytes records records_checked record_length also_fits floats")    \
    /* Of the differences from the reference that are expected, how many lines apply, and how many \
     * do not. */                                                                                  \
    X(EXPECTED, "expected", " used unused first_unused")                                           \
    /* What one arm gave, block by block; disturbed: [{block, causes}], of PH_NOISE_LIST. */       \
    X(ARM, "arm",                                                                                  \
      " name level void reason records records_failed records_proven checksum output_bytes"        \
      " block_calls ns bytes probe_ns involuntary_switches disturbed")                             \
    /* How long its calls of so many records took, one by one; and how many were set aside. */     \
    X(CALLS, "calls", " name level records ns set_aside")                                          \
    /* How long an arm's library, its copybook and its first record took. */                       \
    X(START, "start", " name level load_ns open_ns parse_ns first_record_ns")                      \
    /* What one arm took: instructions, or the number of callgrind's file, or why neither; fault:  \
     * it answered wrongly, or not at all. Of source allocator: what it allocated in that call,    \
     * and how much memory its process got elsewhere. What else the CPU counted of it, if that is  \
     * asked for, or why it did not. */                                                            \
    X(COUNT, "count",                                                                              \
      " name level source records items reason fault instructions file calls bytes "               \
      "peak_live_bytes"                                                                            \
      " peak_resident_bytes elsewhere_bytes events_missing" PH_CPU_EVENT_LIST(PH_EVENT_MEMBER_OF)) \
    /* Row by row what a subject made of a cell. */                                                \
    X(ANSWERS, "answers", " subject isa rows answers")                                             \
    /* How a subject lays out a copybook, by its index in the request: the length of its records,  \
     * 0 where it varies, and how many bytes of description follow, 0 where it has none. Without a \
     * length it refuses the copybook, by code and reason; with them and a length it fails to      \
     * describe it. */                                                                             \
    X(LAYOUT, "layout", " name copybook record_length described_bytes code reason")                \
    /* The next piece of that description, as the subject wrote it. */                             \
    X(DESCRIPTION, "description", " name text")                                                    \
    /* A record that is no line: its number from 1, and why, in our words (reason) or the          \
     * subject's, of which the detail may quote the record; where the bad byte is, and, where they \
     * are to be shown, bytes around it in hexadecimal. */                                         \
    X(UNDECODED, "undecoded", " record reason code field detail length byte shown_from shown")     \
    /* Own records, whole: how many there are, whether they have floats, and how long the right    \
     * lines of the first so many bytes of them are. Of lines to be proven: what is wrong of them, \
     * if anything is. */                                                                          \
    X(PROVEN, "proven", " records floats bytes line_bytes reason")                                 \
    /* The request was carried out. Last; of a launch with its facts. */                           \
    X(DONE, "done", PH_LAUNCH_FACT_LIST(PH_EVENT_MEMBER))

typedef enum ph_event {
#define X(id, kind, members) PH_EVENT_##id,
    PH_EVENT_LIST(X)
#undef X
} ph_event;

#endif /* PH_HARNESS_PROTOCOL_EVENT_H */
