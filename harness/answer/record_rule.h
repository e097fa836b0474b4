/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The rules of what a record's values are: what is said of one that has them otherwise. */
#ifndef PH_HARNESS_ANSWER_RECORD_RULE_H
#define PH_HARNESS_ANSWER_RECORD_RULE_H

/* Identifier; the rule, as a list of what is expected names it; what who breaks it does. */
#define PH_RECORD_RULE_LIST(X)                                                                     \
    X(NONE, "", "")                                                                                \
    X(FILLER, "what FILLER has a name for is written", "leaves it out")                            \
    X(VIEW, "every view of what is redefined is written", "leaves it out")                         \
    X(MISSING, "the copybook has it", "leaves it out")                                             \
    X(ADDED, "the copybook has no other items", "writes one")                                      \
    X(GROUP, "a group is an object", "writes none")                                                \
    X(COUNT, "a table has the occurrences that are there", "writes others")                        \
    X(SCALE, "COMP with V is scaled", "loses the decimals")                                        \
    X(ZEROS, "P in a picture stands for zeros", "writes another number")                           \
    X(SIGN, "a number has its sign", "writes another")                                             \
    X(NUMBER, "a number has its digits", "writes another number")                                  \
    X(FLOAT, "a float is the nearest double", "writes another number")                             \
    X(BLANKS, "text keeps its blanks", "cuts them")                                                \
    X(TEXT, "text is that of its bytes", "writes another text")

typedef enum ph_record_rule {
#define X(id, rule, breach) PH_RECORD_RULE_##id,
    PH_RECORD_RULE_LIST(X)
#undef X
} ph_record_rule;

#endif /* PH_HARNESS_ANSWER_RECORD_RULE_H */
