/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The command line of a worker: one command, then options. The worker's parser and its usage text,
 * and the names the harness gives, are made from these lists. Uses the C library only.
 */
#ifndef PH_HARNESS_PROTOCOL_WORKER_OPTION_H
#define PH_HARNESS_PROTOCOL_WORKER_OPTION_H

#include "protocol/float_format.h"
#include "protocol/framing.h"
#include "protocol/line_options.h"
#include "protocol/line_shape.h"
#include "protocol/own_layout.h"

/* Identifier, name. */
#define PH_WORKER_COMMAND_LIST(X)                                                                  \
    X(DESCRIBE, "describe") /* Say what the subjects are, and if they read own data. */            \
    X(MEASURE, "measure")   /* One launch. */                                                      \
    X(REFEREE, "referee")   /* Make the calls that the harness asks for, in turns: turn.h. */      \
    X(STREAM, "stream")     /* Make the calls on files that the harness asks for: stream.h. */     \
    X(COUNT, "count")       /* Count instructions, or what is allocated, instead of time. */       \
    X(VECTORS, "vectors")   /* Decode the cells listed in a file, and say the answers. */          \
    X(LAYOUT, "layout")     /* Say how the subjects lay out a copybook. */                         \
    X(DECODE, "decode")     /* Write a subject's lines of all records: lines.h. */                 \
    X(PROVE, "prove")       /* Compare lines of a file's records with what they must be. */

typedef enum ph_worker_command {
#define X(id, name) PH_WORKER_COMMAND_##id,
    PH_WORKER_COMMAND_LIST(X)
#undef X
} ph_worker_command;

/*
 * Identifier; name; what follows it in the usage text, "" for an option without a value; where that
 * stands: in the SYNOPSIS, which is written by hand, or among the options on the same LINE as the
 * one before or on a NEW_LINE. worker/request.h says what they mean.
 */
#define PH_WORKER_OPTION_LIST(X)                                                                   \
    X(SUBJECT, "subject", " NAME=FILE", SYNOPSIS)                                                  \
    X(WORKLOAD, "workload", " NAME", SYNOPSIS)                                                     \
    X(COPYBOOK, "copybook", " FILE", SYNOPSIS)                                                     \
    X(DATA, "data", " FILE", SYNOPSIS)                                                             \
    X(VECTORS, "vectors", " FILE", SYNOPSIS)                                                       \
    X(SUBJECT_OPTIONS, "subject-options", " TEXT (of the subject before it)", LINE)                \
    X(LIMIT, "limit", " NAME", LINE)                                                               \
    X(SKIP, "skip", " SUBJECT/LEVEL", NEW_LINE)                                                    \
    X(CCSID, "ccsid", " N", LINE)                                                                  \
    X(RECORD_FORMAT, "record-format", " " PH_FRAMING_NAMES, LINE)                                  \
    X(FLOAT, "float", " " PH_FLOAT_FORMAT_NAMES, LINE)                                             \
    X(CONTROLS, "controls", " " PH_CONTROLS_NAMES, NEW_LINE)                                       \
    X(REDEFINES, "redefines", " " PH_REDEFINES_NAMES, LINE)                                        \
    X(SHAPE, "shape", " " PH_LINE_SHAPE_NAMES " (else the subject's own)", NEW_LINE)               \
    X(SHOW_BYTES, "show-bytes", "", LINE)                                                          \
    X(RECORD, "record", " NAME (of the copybook's 01)", NEW_LINE)                                  \
    X(SOURCE_FORMAT, "source-format", " FORMAT (of the copybook)", LINE)                           \
    X(REPLACE, "replace", " TAG=TEXT", NEW_LINE)                                                   \
    X(POINTER_BYTES, "pointer-bytes", " N", LINE)                                                  \
    X(LAYOUT_DIFFERS, "layout-differs", " " PH_LAYOUT_POLICY_NAMES, LINE)                          \
    X(EXPECT, "expect", " FILE", LINE)                                                             \
    X(CHECK_ALL, "check-all", "", LINE)                                                            \
    X(LINES_OF, "lines-of", " NAME (that are to be proven)", NEW_LINE)                             \
    X(SEED, "seed", " N", NEW_LINE)                                                                \
    X(LAUNCH, "launch", " N", LINE)                                                                \
    X(DRAW, "draw", " N", LINE)                                                                    \
    X(CPU_EVENTS, "cpu-events", "", LINE)                                                          \
    X(INPUT_BYTES, "input-bytes", " N", NEW_LINE)                                                  \
    X(CHUNK_BYTES, "chunk-bytes", " N", LINE)                                                      \
    X(COLD, "cold", "", LINE)                                                                      \
    X(COPYBOOK_ONLY, "copybook-only", "", LINE)                                                    \
    X(CALLS, "calls", "", LINE)                                                                    \
    X(THREADS, "threads", " N", LINE)                                                              \
    X(SAMPLE_MS, "sample-ms", " N", LINE)                                                          \
    X(BLOCK_US, "block-us", " N", LINE)                                                            \
    X(SPAWNED_AT_NS, "spawned-at-ns", " N", LINE)                                                  \
    X(BEACON_FD, "beacon-fd", " N", NEW_LINE)                                                      \
    X(THROTTLING, "throttling", " FILE (cpu.stat of a control group)", LINE)                       \
    X(SANDBOX_FD, "sandbox-fd", " N", NEW_LINE)                                                    \
    X(NO_NEW_CODE_FD, "no-new-code-fd", " N", LINE)

typedef enum ph_worker_option {
#define X(id, name, value, place) PH_WORKER_OPTION_##id,
    PH_WORKER_OPTION_LIST(X)
#undef X
} ph_worker_option;

#endif /* PH_HARNESS_PROTOCOL_WORKER_OPTION_H */
