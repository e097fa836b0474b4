/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What packed and zoned kernels are checked for alike. */
#ifndef PH_CHECK_DECIMAL_H
#define PH_CHECK_DECIMAL_H

#include "kernelcheck.h"

/* What the second decoder says of one cell. */
typedef struct cell_truth {
    ph_codec_status status;
    size_t byte; /* 0 when the cell is good. */
    int64_t value;
} cell_truth;

typedef struct decimal_family {
    const char *name;
    ph_decimal_kernel *kernel;
    size_t (*width)(uint32_t digits);
    void (*make_cell)(kernelcheck *check, ph_decimal decimal, uint8_t *cell);
    cell_truth (*judge_cell)(const uint8_t *cell, ph_decimal decimal);
} decimal_family;

void check_decimal_family(kernelcheck *check, const decimal_family *family);

#endif /* PH_CHECK_DECIMAL_H */
