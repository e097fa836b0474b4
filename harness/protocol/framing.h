/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How the records of a file are framed: the formats that `--record-format` names. The option, its
 * help, completion and refusal, and the worker's parser are made from this list. Uses the C library
 * only.
 */
#ifndef PH_HARNESS_PROTOCOL_FRAMING_H
#define PH_HARNESS_PROTOCOL_FRAMING_H

/*
 * Identifier; name; what stands before it in a list of names; what such a file holds, for
 * sentences. Which one a file has is never guessed: one that fits several is read as it was named.
 */
#define PH_FRAMING_LIST(X)                                                                         \
    X(FIXED, "fixed", "", "records of one length, back to back")                                   \
    X(RDW, "rdw", "|", "RDW records whose lengths count their own 4 bytes, as z/OS writes them")   \
    X(RDW_PAYLOAD, "rdw-payload", "|", "RDW records whose lengths do not count their own 4 bytes") \
    X(VB, "vb", "|", "blocks (BDW) of RDW records, all of whose lengths count their own 4 bytes")

typedef enum ph_framing {
#define X(id, name, separator, holds) PH_FRAMING_##id,
    PH_FRAMING_LIST(X)
#undef X
        PH_FRAMING_COUNT,
} ph_framing;

/* "fixed|rdw|…" */
#define PH_FRAMING_NAME(id, name, separator, holds) separator name
#define PH_FRAMING_NAMES                            PH_FRAMING_LIST(PH_FRAMING_NAME)

#endif /* PH_HARNESS_PROTOCOL_FRAMING_H */
