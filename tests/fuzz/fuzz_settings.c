/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Any file as a suite and as thresholds: read, or refused with a reason. */
#include <stdint.h>
#include <stdlib.h>

#include "file_input.h"
#include "settings/suite.h"
#include "settings/thresholds.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    const char *path = ph_file_input(bytes, length);
    g_autoptr(GError) suite_error = NULL;
    g_autoptr(GError) thresholds_error = NULL;
    g_autoptr(ph_suite) suite = ph_suite_read(path, "fuzz", &suite_error);
    g_autoptr(ph_thresholds) thresholds = ph_thresholds_read(path, &thresholds_error);

    if (suite ? suite->workloads->len == 0 || suite->launches == 0 : !suite_error)
        abort();
    if (thresholds ? thresholds->display_floor_mb_s <= 0.0 : !thresholds_error)
        abort();
    return 0;
}
