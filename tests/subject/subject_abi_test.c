/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Pins the layout of the plugin interface on 64-bit hosts. A member that moves breaks every subject
 * built before and needs a new major version; one that is appended gets a line and a new size.
 *
 * No structure has a gap, so the sizes of the members that are pinned add up to its own: one that
 * was added, and its size put right, but that has no line, is missed in the sum.
 */
#include "perfharness/subject.h"

_Static_assert(PH_SUBJECT_ABI_MAJOR == 1, "the layouts below are those of version 1");
_Static_assert(PH_SUBJECT_ABI_MINOR == 7, "what 1.8 appends gets its lines");

#define OFFSET(type, member, bytes)                                                                \
    _Static_assert(offsetof(type, member) == (bytes), #type "." #member " moved");
#define SIZE_OF(type, member, bytes) +sizeof(((const type *)0)->member)

/* members(X, type): X(type, member, offset) for every one of them. */
#define PIN(type, members, bytes)                                                                  \
    members(OFFSET, type) _Static_assert(sizeof(type) == (bytes), #type " changed its size");      \
    _Static_assert((0u members(SIZE_OF, type)) == (bytes), #type " has a member without a line")

#define OUTCOME(X, type)                                                                           \
    X(type, struct_size, 0)                                                                        \
    X(type, reserved, 4)                                                                           \
    X(type, items_done, 8)                                                                         \
    X(type, items_failed, 16)                                                                      \
    X(type, first_failed, 24)                                                                      \
    X(type, byte, 32)                                                                              \
    X(type, output_length, 40)                                                                     \
    X(type, error_code, 48)                                                                        \
    X(type, error_field, 112)                                                                      \
    X(type, error_detail, 240)                                                                     \
    X(type, items_warned, 496)                                                                     \
    X(type, first_warned, 504)                                                                     \
    X(type, warning_code, 512)                                                                     \
    X(type, warning_field, 576)
PIN(ph_subject_outcome, OUTCOME, 704);

#define COLUMN(X, type)                                                                            \
    X(type, struct_size, 0)                                                                        \
    X(type, operation, 4)                                                                          \
    X(type, flags, 8)                                                                              \
    X(type, ccsid, 12)                                                                             \
    X(type, digits, 16)                                                                            \
    X(type, scale, 20)                                                                             \
    X(type, cells, 24)                                                                             \
    X(type, stride, 32)                                                                            \
    X(type, width, 40)                                                                             \
    X(type, count, 48)                                                                             \
    X(type, values, 56)                                                                            \
    X(type, text, 64)                                                                              \
    X(type, text_capacity, 72)                                                                     \
    X(type, text_ends, 80)                                                                         \
    X(type, wide_values, 88)
PIN(ph_subject_column, COLUMN, 96);

#define ENCODE_COLUMN(X, type)                                                                     \
    X(type, struct_size, 0)                                                                        \
    X(type, operation, 4)                                                                          \
    X(type, flags, 8)                                                                              \
    X(type, ccsid, 12)                                                                             \
    X(type, digits, 16)                                                                            \
    X(type, scale, 20)                                                                             \
    X(type, width, 24)                                                                             \
    X(type, count, 32)                                                                             \
    X(type, cells, 40)                                                                             \
    X(type, values, 48)                                                                            \
    X(type, text, 56)                                                                              \
    X(type, text_ends, 64)
PIN(ph_subject_encode_column, ENCODE_COLUMN, 72);

#define WIDE(X, type)                                                                              \
    X(type, low, 0)                                                                                \
    X(type, high, 8)
PIN(ph_subject_wide, WIDE, 16);

#define LAYOUT(X, type)                                                                            \
    X(type, struct_size, 0)                                                                        \
    X(type, record_format, 4)                                                                      \
    X(type, ccsid, 8)                                                                              \
    X(type, float_format, 12)                                                                      \
    X(type, copybook, 16)                                                                          \
    X(type, copybook_length, 24)                                                                   \
    X(type, shape, 32)                                                                             \
    X(type, controls, 36)                                                                          \
    X(type, redefines, 40)                                                                         \
    X(type, pointer_bytes, 44)                                                                     \
    X(type, source_format, 48)                                                                     \
    X(type, reserved, 52)
PIN(ph_subject_layout, LAYOUT, 56);

#define RECORDS(X, type)                                                                           \
    X(type, struct_size, 0)                                                                        \
    X(type, operation, 4)                                                                          \
    X(type, bytes, 8)                                                                              \
    X(type, length, 16)                                                                            \
    X(type, count, 24)                                                                             \
    X(type, output, 32)                                                                            \
    X(type, output_capacity, 40)                                                                   \
    X(type, threads, 48)                                                                           \
    X(type, reserved, 52)
PIN(ph_subject_records, RECORDS, 56);

#define SUBJECT(X, type)                                                                           \
    X(type, struct_size, 0)                                                                        \
    X(type, abi_major, 4)                                                                          \
    X(type, abi_minor, 8)                                                                          \
    X(type, operations, 12)                                                                        \
    X(type, name, 16)                                                                              \
    X(type, variant, 24)                                                                           \
    X(type, version, 32)                                                                           \
    X(type, build, 40)                                                                             \
    X(type, open, 48)                                                                              \
    X(type, close, 56)                                                                             \
    X(type, decode_column, 64)                                                                     \
    X(type, open_layout, 72)                                                                       \
    X(type, close_layout, 80)                                                                      \
    X(type, decode_records, 88)                                                                    \
    X(type, encode_column, 96)                                                                     \
    X(type, chosen, 104)                                                                           \
    X(type, describe_layout, 112)                                                                  \
    X(type, stream, 120)                                                                           \
    X(type, encode_records, 128)
PIN(ph_subject, SUBJECT, 136);

#define LINES(X, type)                                                                             \
    X(type, struct_size, 0)                                                                        \
    X(type, operation, 4)                                                                          \
    X(type, text, 8)                                                                               \
    X(type, length, 16)                                                                            \
    X(type, count, 24)                                                                             \
    X(type, output, 32)                                                                            \
    X(type, output_capacity, 40)
PIN(ph_subject_lines, LINES, 48);

#define STREAM(X, type)                                                                            \
    X(type, struct_size, 0)                                                                        \
    X(type, operation, 4)                                                                          \
    X(type, input, 8)                                                                              \
    X(type, output, 12)
PIN(ph_subject_stream, STREAM, 16);

/* What is built into subjects by value. */
#define VALUE(name, value) _Static_assert((name) == (value), #name " changed its value")

VALUE(PH_SUBJECT_OK, 0);
VALUE(PH_SUBJECT_FAILED, -1);
VALUE(PH_SUBJECT_VARIANTS_MAX, 8);
VALUE(PH_OPERATION_DECODE_TEXT, 1);
VALUE(PH_OPERATION_DECODE_ZONED, 2);
VALUE(PH_OPERATION_DECODE_PACKED, 4);
VALUE(PH_OPERATION_DECODE_RECORDS, 8);
VALUE(PH_OPERATION_DECODE_FILE, 16);
VALUE(PH_OPERATION_ENCODE_TEXT, 32);
VALUE(PH_OPERATION_ENCODE_ZONED, 64);
VALUE(PH_OPERATION_ENCODE_PACKED, 128);
VALUE(PH_OPERATION_DECODE_FILE_THREADS, 256);
VALUE(PH_OPERATION_DECODE_DESCRIPTOR, 512);
VALUE(PH_OPERATION_ENCODE_DESCRIPTOR, 1024);
VALUE(PH_OPERATION_ENCODE_RECORDS, 2048);
VALUE(PH_OPERATION_ENCODE_FILE, 4096);
VALUE(PH_COLUMN_SIGNED, 1);
VALUE(PH_COLUMN_SIGN_LEADING, 2);
VALUE(PH_COLUMN_SIGN_SEPARATE, 4);
VALUE(PH_COLUMN_BLANK_WHEN_ZERO, 8);
VALUE(PH_COLUMN_PASS_CONTROLS, 16);
VALUE(PH_COLUMN_STREAMED, 32);
VALUE(PH_RECORD_FORMAT_FIXED, 1);
VALUE(PH_RECORD_FORMAT_RDW, 2);
VALUE(PH_FLOAT_HEXADECIMAL, 1);
VALUE(PH_FLOAT_IEEE, 2);
VALUE(PH_LINES_PLAIN, 1);
VALUE(PH_LINES_COPYBOOK_RS, 2);
VALUE(PH_CONTROLS_ERROR, 1);
VALUE(PH_CONTROLS_REPLACE, 2);
VALUE(PH_CONTROLS_PASS, 3);
VALUE(PH_REDEFINES_ALL, 1);
VALUE(PH_REDEFINES_FIRST, 2);
VALUE(PH_REDEFINES_VALID, 3);
VALUE(PH_COPYBOOK_LINES_FIXED, 1);
VALUE(PH_COPYBOOK_LINES_FREE, 2);
VALUE(PH_BYTE_UNKNOWN, UINT64_MAX);
