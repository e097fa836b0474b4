/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How COMP-1 and COMP-2 of a user's records are written: the formats that `--float` names. The
 * option, its help, completion and refusal, the worker's parser and what is said of figures are
 * made from this list. Uses the C library only.
 */
#ifndef PH_HARNESS_PROTOCOL_FLOAT_FORMAT_H
#define PH_HARNESS_PROTOCOL_FLOAT_FORMAT_H

/*
 * Identifier, as PH_FLOAT_* of perfharness/subject.h has it; name; what stands before it in a list
 * of names; what such floats are, for sentences. The first is the usual.
 */
#define PH_FLOAT_FORMAT_LIST(X)                                                                    \
    X(HEXADECIMAL, "hfp", "", "hexadecimal floats")                                                \
    X(IEEE, "ieee", "|", "IEEE 754")

/* "hfp|ieee" */
#define PH_FLOAT_FORMAT_NAME(id, name, separator, floats) separator name
#define PH_FLOAT_FORMAT_NAMES                             PH_FLOAT_FORMAT_LIST(PH_FLOAT_FORMAT_NAME)

#endif /* PH_HARNESS_PROTOCOL_FLOAT_FORMAT_H */
