/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Any file as perf.json or system-info.json: valid, or refused with a reason. What is a valid
 * perf.json can be read.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "document/document.h"
#include "document/perf_document.h"
#include "file_input.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *kind = NULL;
    const char *path = ph_file_input(bytes, length);
    const gboolean is_valid = ph_document_check(path, PH_SCHEMA_FOLDER, &kind, &error);

    if (is_valid ? !kind || error : !error || !*error->message)
        abort();
    if (is_valid && (strcmp(kind, PH_DOCUMENT_PERF) == 0 || strcmp(kind, PH_DOCUMENT_PLAIN) == 0)) {
        g_autoptr(ph_measurement) measurement =
            ph_perf_document_read(path, PH_SCHEMA_FOLDER, &error);

        if (!measurement)
            abort();
    }
    return 0;
}
