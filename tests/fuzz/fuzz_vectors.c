/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Any file as conformance vectors: read or refused, and what is read keeps its promises. */
#include <stdlib.h>
#include <string.h>

#include "file_input.h"
#include "vectors/vector_clauses.h"
#include "vectors/vector_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ph_vector_file) file = ph_vector_file_read(ph_file_input(bytes, length), &error);

    if (!file)
        return 0;
    for (guint i = 0; i < file->vectors->len; i++) {
        const ph_vector *vector = &g_array_index(file->vectors, ph_vector, i);

        g_autofree char *clauses = ph_vector_clauses(vector);

        if (strlen(vector->bytes_hex) % 2 != 0 || vector->digits > 31 || vector->scale < -31 ||
            vector->scale > 31 || !vector->expected)
            abort();
        if (!ph_vector_agrees(vector, vector->expected) || (clauses && strlen(clauses) > 80))
            abort();
    }
    for (guint i = 0; i < file->malformed->len; i++) {
        const ph_malformed_row *row = file->malformed->pdata[i];

        if (row->line == 0 || row->column == 0 || !g_utf8_validate(row->reason, -1, NULL))
            abort();
    }
    return 0;
}
