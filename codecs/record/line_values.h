/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a line of JSON (RFC 8259) holds, to the last digit and character: numbers stay the text they
 * are, and a text may hold U+0000. Libraries that make doubles and C strings of them lose both.
 */
#ifndef PH_CODECS_RECORD_LINE_VALUES_H
#define PH_CODECS_RECORD_LINE_VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PH_VALUE_DEPTH_MAX = 64, /* Groups and tables in each other, and what is around them. */
    PH_VALUE_ROOT = 0,
};

/* No value: in place of the index of one. */
#define PH_NO_VALUE UINT32_MAX

/* Identifier; what it is called. */
#define PH_VALUE_KIND_LIST(X)                                                                      \
    X(NULL, "null")                                                                                \
    X(BOOLEAN, "true or false")                                                                    \
    X(NUMBER, "a number")                                                                          \
    X(TEXT, "a text")                                                                              \
    X(ARRAY, "an array")                                                                           \
    X(OBJECT, "an object")

typedef enum ph_value_kind {
#define X(id, words) PH_VALUE_##id,
    PH_VALUE_KIND_LIST(X)
#undef X
} ph_value_kind;

typedef struct ph_value {
    uint32_t key; /* Of a member: where its name begins in the line, without quotes, */
    uint32_t key_length;
    uint32_t text; /* TEXT, without its escapes, and NUMBER: likewise, UTF-8. */
    uint32_t length;
    uint32_t first;  /* ARRAY, OBJECT: index of what is first in it, or PH_NO_VALUE; */
    uint32_t count;  /* how much is in it; */
    uint32_t next;   /* What stands beside it, or PH_NO_VALUE; */
    uint32_t around; /* what it is a member of, or PH_NO_VALUE. */
    uint8_t kind;    /* ph_value_kind. */
    bool is_taken;   /* Somebody asked for this member. */
} ph_value;

typedef enum ph_values_status {
    PH_VALUES_OK,
    PH_VALUES_NOT_JSON,
    PH_VALUES_TOO_DEEP,
    PH_VALUES_TOO_MANY, /* For the room that there is. */
    PH_VALUES_TWICE,    /* Two members of an object have one name. */
} ph_values_status;

typedef struct ph_values {
    uint8_t *line; /* Lent: texts lose their escapes in place. */
    size_t length; /* Below UINT32_MAX. */
    ph_value *values;
    uint32_t room;
    uint32_t *slots; /* Lent: members by name, room for ph_values_slot_count(). */
    uint32_t mask;   /* Of what was read, as the rest. */
    uint32_t count;
    uint32_t depth;
    ph_values_status status;
    size_t at;      /* Where reading ended: what is wrong begins there. */
    uint32_t twice; /* TWICE: the second of them. */
} ph_values;

/* Slots of a table of so many values, which is never more than half full. */
uint32_t ph_values_slot_count(uint32_t values);

/* Reads the line's one value, the first of values. False: status says why. */
bool ph_values_read(ph_values *values);

/* The member of that name of an object, which is taken by it; PH_NO_VALUE: there is none. */
uint32_t ph_values_member(ph_values *values, uint32_t object, const char *key, size_t length);

/* The first member that nobody took; PH_NO_VALUE: there is none. */
uint32_t ph_values_left_over(const ph_values *values, uint32_t object);

/* The character that begins here, of well-formed UTF-8. Returns its bytes; 0: it is malformed. */
size_t ph_utf8_character(const uint8_t *text, size_t length, uint32_t *ret);

#endif /* PH_CODECS_RECORD_LINE_VALUES_H */
