/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The words of the USAGE clause. */
#ifndef PH_CODECS_RECORD_USAGE_H
#define PH_CODECS_RECORD_USAGE_H

#include <stdbool.h>
#include <stdint.h>

/* Identifier, the usual word: what a listing shows. */
#define PH_USAGE_LIST(X)                                                                           \
    X(NONE, "") /* The clause is not there. */                                                     \
    X(DISPLAY, "")                                                                                 \
    X(COMP, "COMP")                                                                                \
    X(COMP_1, "COMP-1")                                                                            \
    X(COMP_2, "COMP-2")                                                                            \
    X(COMP_3, "COMP-3")                                                                            \
    X(COMP_4, "COMP-4")                                                                            \
    X(COMP_5, "COMP-5")                                                                            \
    X(BINARY, "BINARY")                                                                            \
    X(NATIONAL, "NATIONAL")                                                                        \
    X(INDEX, "INDEX")                                                                              \
    X(POINTER, "POINTER")                                                                          \
    X(FUNCTION_POINTER, "FUNCTION-POINTER")                                                        \
    X(PROCEDURE_POINTER, "PROCEDURE-POINTER")

typedef enum ph_usage {
#define X(id, word) PH_USAGE_##id,
    PH_USAGE_LIST(X)
#undef X
} ph_usage;

const char *ph_usage_word(ph_usage usage);

/* PH_USAGE_NONE: the word is none of USAGE's that is known here. */
ph_usage ph_usage_find(const char *word, uint32_t length);

/* COMP, COMP-4, COMP-5 and BINARY. */
bool ph_usage_is_binary(ph_usage usage);

/* Bytes of an item that has no picture; 0: it needs one. @param pointer_bytes  0: not known. */
uint32_t ph_usage_bytes(ph_usage usage, uint32_t pointer_bytes);

/* POINTER and its kin. */
bool ph_usage_is_pointer(ph_usage usage);

#endif /* PH_CODECS_RECORD_USAGE_H */
