/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a subject that is loaded, and so somebody else's code, makes of records. */
#ifndef PH_TESTS_RECORDS_PEER_LINES_H
#define PH_TESTS_RECORDS_PEER_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "perfharness/record_lines.h"

/** The subject of a library; false, with a line on standard output, when it cannot be had. */
bool peer_lines_open(const char *library);

/**
 * What it makes of records that lie back to back, each behind its length where they are of variable
 * length: its lines, or "! CODE" where it refuses the copybook or a record. Static.
 */
const char *peer_lines_decode(const char *copybook, size_t copybook_length,
                              const ph_line_options *options, const uint8_t *records,
                              size_t record_length, size_t count);

#endif /* PH_TESTS_RECORDS_PEER_LINES_H */
