/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A fuzzer's bytes as a file that a reader can open by its path. */
#ifndef PH_TESTS_FUZZ_FILE_INPUT_H
#define PH_TESTS_FUZZ_FILE_INPUT_H

#include <stddef.h>
#include <stdint.h>

/* The path is the same each time and its memory static. Ends the process when it cannot be made. */
const char *ph_file_input(const uint8_t *bytes, size_t length);

#endif /* PH_TESTS_FUZZ_FILE_INPUT_H */
