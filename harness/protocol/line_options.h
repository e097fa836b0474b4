/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What is written of records where there is a choice: what `--controls` and `--redefines` name. The
 * options, their help, completion and refusal, and the worker's parser are made from these lists.
 * Uses the C library only.
 */
#ifndef PH_HARNESS_PROTOCOL_LINE_OPTIONS_H
#define PH_HARNESS_PROTOCOL_LINE_OPTIONS_H

/*
 * Identifier, as PH_CONTROLS_* of perfharness/subject.h has it; name; what stands before it in a
 * list of names; what it means, for sentences. The first is the usual.
 */
#define PH_CONTROLS_LIST(X)                                                                        \
    X(ERROR, "error", "", "a record with a control character in its text fails")                   \
    X(REPLACE, "replace", "|", "U+FFFD stands for each control character")                         \
    X(PASS, "pass", "|", "control characters are characters like others")

/* Likewise, as PH_REDEFINES_* has it. */
#define PH_REDEFINES_LIST(X)                                                                       \
    X(ALL, "all", "", "every view of what is redefined is decoded")                                \
    X(FIRST, "first", "|", "of what is redefined only the first view is decoded")                  \
    X(VALID, "valid", "|", "a view that does not decode is null")

/* "error|replace|pass", "all|first|valid" */
#define PH_LINE_OPTION_NAME(id, name, separator, means) separator name
#define PH_CONTROLS_NAMES                               PH_CONTROLS_LIST(PH_LINE_OPTION_NAME)
#define PH_REDEFINES_NAMES                              PH_REDEFINES_LIST(PH_LINE_OPTION_NAME)

#endif /* PH_HARNESS_PROTOCOL_LINE_OPTIONS_H */
