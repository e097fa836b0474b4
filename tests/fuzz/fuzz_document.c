/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Any file as perf.json or system-info.json: valid, or refused with a reason. */
#include <stdint.h>
#include <stdlib.h>

#include "file_input.h"
#include "measure/document.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *kind = NULL;
    const gboolean is_valid =
        ph_document_check(ph_file_input(bytes, length), PH_SCHEMA_FOLDER, &kind, &error);

    if (is_valid ? !kind || error : !error || !*error->message)
        abort();
    return 0;
}
