/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Pins the layout of the plugin interface on 64-bit hosts. A member that moves breaks every subject
 * built before and needs a new major version; one that is appended gets a line and a new size.
 */
#include "perfharness/subject.h"

#define SIZE(type, bytes) _Static_assert(sizeof(type) == (bytes), #type " changed its size")
#define OFFSET(type, member, bytes)                                                                \
    _Static_assert(offsetof(type, member) == (bytes), #type "." #member " moved")

_Static_assert(PH_SUBJECT_ABI_MAJOR == 1, "the layouts below are those of version 1");

OFFSET(ph_subject_outcome, struct_size, 0);
OFFSET(ph_subject_outcome, reserved, 4);
OFFSET(ph_subject_outcome, items_done, 8);
OFFSET(ph_subject_outcome, items_failed, 16);
OFFSET(ph_subject_outcome, first_failed, 24);
OFFSET(ph_subject_outcome, byte, 32);
OFFSET(ph_subject_outcome, output_length, 40);
OFFSET(ph_subject_outcome, error_code, 48);
OFFSET(ph_subject_outcome, error_field, 112);
OFFSET(ph_subject_outcome, error_detail, 240);
SIZE(ph_subject_outcome, 496);

OFFSET(ph_subject_column, struct_size, 0);
OFFSET(ph_subject_column, operation, 4);
OFFSET(ph_subject_column, flags, 8);
OFFSET(ph_subject_column, ccsid, 12);
OFFSET(ph_subject_column, digits, 16);
OFFSET(ph_subject_column, scale, 20);
OFFSET(ph_subject_column, cells, 24);
OFFSET(ph_subject_column, stride, 32);
OFFSET(ph_subject_column, width, 40);
OFFSET(ph_subject_column, count, 48);
OFFSET(ph_subject_column, values, 56);
OFFSET(ph_subject_column, text, 64);
OFFSET(ph_subject_column, text_capacity, 72);
OFFSET(ph_subject_column, text_ends, 80);
OFFSET(ph_subject_column, wide_values, 88);
SIZE(ph_subject_column, 96);

OFFSET(ph_subject_encode_column, struct_size, 0);
OFFSET(ph_subject_encode_column, operation, 4);
OFFSET(ph_subject_encode_column, flags, 8);
OFFSET(ph_subject_encode_column, ccsid, 12);
OFFSET(ph_subject_encode_column, digits, 16);
OFFSET(ph_subject_encode_column, scale, 20);
OFFSET(ph_subject_encode_column, width, 24);
OFFSET(ph_subject_encode_column, count, 32);
OFFSET(ph_subject_encode_column, cells, 40);
OFFSET(ph_subject_encode_column, values, 48);
OFFSET(ph_subject_encode_column, text, 56);
OFFSET(ph_subject_encode_column, text_ends, 64);
SIZE(ph_subject_encode_column, 72);

OFFSET(ph_subject_wide, low, 0);
OFFSET(ph_subject_wide, high, 8);
SIZE(ph_subject_wide, 16);

OFFSET(ph_subject_layout, struct_size, 0);
OFFSET(ph_subject_layout, record_format, 4);
OFFSET(ph_subject_layout, ccsid, 8);
OFFSET(ph_subject_layout, reserved, 12);
OFFSET(ph_subject_layout, copybook, 16);
OFFSET(ph_subject_layout, copybook_length, 24);
SIZE(ph_subject_layout, 32);

OFFSET(ph_subject_records, struct_size, 0);
OFFSET(ph_subject_records, operation, 4);
OFFSET(ph_subject_records, bytes, 8);
OFFSET(ph_subject_records, length, 16);
OFFSET(ph_subject_records, count, 24);
OFFSET(ph_subject_records, output, 32);
OFFSET(ph_subject_records, output_capacity, 40);
SIZE(ph_subject_records, 48);

OFFSET(ph_subject, struct_size, 0);
OFFSET(ph_subject, abi_major, 4);
OFFSET(ph_subject, abi_minor, 8);
OFFSET(ph_subject, operations, 12);
OFFSET(ph_subject, name, 16);
OFFSET(ph_subject, variant, 24);
OFFSET(ph_subject, version, 32);
OFFSET(ph_subject, build, 40);
OFFSET(ph_subject, open, 48);
OFFSET(ph_subject, close, 56);
OFFSET(ph_subject, decode_column, 64);
OFFSET(ph_subject, open_layout, 72);
OFFSET(ph_subject, close_layout, 80);
OFFSET(ph_subject, decode_records, 88);
OFFSET(ph_subject, encode_column, 96);
OFFSET(ph_subject, chosen, 104);
SIZE(ph_subject, 112);
