/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a record's line of JSON looks like: the shapes that `--shape` names. The option, its help,
 * completion and refusal, and the worker's parser are made from this list. Uses the C library only.
 */
#ifndef PH_HARNESS_PROTOCOL_LINE_SHAPE_H
#define PH_HARNESS_PROTOCOL_LINE_SHAPE_H

/* Identifier, as PH_LINES_* of perfharness/subject.h has it; name; what stands before it in a list
 * of names; what it is, for sentences. */
#define PH_LINE_SHAPES(X)                                                                          \
    X(PLAIN, "plain", "", "an object of the record's items, groups in it")                         \
    X(COPYBOOK_RS, "copybook-rs", "|", "as copybook-rs writes those of a file")

/* "plain|copybook-rs" */
#define PH_LINE_SHAPE_NAME(id, name, separator, is) separator name
#define PH_LINE_SHAPE_NAMES                         PH_LINE_SHAPES(PH_LINE_SHAPE_NAME)

#endif /* PH_HARNESS_PROTOCOL_LINE_SHAPE_H */
