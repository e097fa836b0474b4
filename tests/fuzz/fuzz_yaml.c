/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Any file as settings in YAML: an object of which each value has its place, held against a schema;
 * or refused with one printable line, which begins with the file's name. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "error/error.h"
#include "file_input.h"
#include "settings/yaml_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static guint values_in(const cJSON *value)
{
    guint count = 1;

    for (const cJSON *child = value->child; child; child = child->next)
        count += values_in(child);
    return count;
}

static void check_error(const GError *error, const char *name)
{
    g_autofree char *printable = error ? ph_error_printable(error->message) : NULL;

    if (!error || !g_error_matches(error, PH_ERROR, PH_ERROR_SETTINGS) ||
        strcmp(printable, error->message) != 0 || !g_str_has_prefix(error->message, name))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    const char *path = ph_file_input(bytes, length);
    g_autoptr(GError) error = NULL;
    g_autoptr(GError) mismatch = NULL;
    g_autoptr(ph_yaml_file) file = ph_yaml_file_read(path, &error);

    if (!file) {
        check_error(error, path);
        return 0;
    }
    /* The root has a place as well. */
    if (!cJSON_IsObject(file->document) ||
        g_hash_table_size(file->values) != values_in(file->document))
        abort();
    if (!ph_yaml_file_check(file, PH_SCHEMA_FOLDER "/audit-config.schema.json", &mismatch))
        check_error(mismatch, file->name);
    return 0;
}
