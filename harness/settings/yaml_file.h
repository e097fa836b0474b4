/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A settings file in YAML as the JSON document that it says, with the place of each value, and held
 * against a JSON schema. libyaml reads it.
 *
 * Taken for a number, for true and for false is what every version of YAML takes for the same:
 * 036, 1e3, 0x10, no and yes stay texts, and are refused where something else is wanted. Refused
 * are anchors, aliases, tags, a second document, a key twice, and what is larger or deeper than a
 * settings file is.
 *
 * One thread at a time for each object; cJSON keeps the place of its last error in a global.
 */
#ifndef PH_HARNESS_SETTINGS_YAML_FILE_H
#define PH_HARNESS_SETTINGS_YAML_FILE_H

#include <cjson/cJSON.h>
#include <glib.h>

typedef struct ph_yaml_file {
    char *name;      /* Its path, printable. */
    char *sha256;    /* Of its bytes: 64 hexadecimal digits. */
    cJSON *document; /* An object. */
    /* By JSON pointer, as "/reporting/export_formats/0": where the value begins, and where the key
     * does, which a value of a list has not. */
    GHashTable *values, *keys;
} ph_yaml_file;

/*
 * Read one. NULL and error: PH_ERROR_STORAGE, or PH_ERROR_SETTINGS with file, line, column and what
 * was found or expected.
 */
ph_yaml_file *ph_yaml_file_read(const char *path, GError **error);

/*
 * Hold it against a schema. Of what does not match, the schema's "title" at that place says what
 * was expected; of an unknown key or word, which was meant.
 *
 * @return FALSE and error: PH_ERROR_SETTINGS as above, PH_ERROR_STORAGE for the schema.
 */
gboolean ph_yaml_file_check(const ph_yaml_file *file, const char *schema_path, GError **error);

void ph_yaml_file_free(ph_yaml_file *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_yaml_file, ph_yaml_file_free)

#endif /* PH_HARNESS_SETTINGS_YAML_FILE_H */
