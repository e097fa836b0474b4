/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "builder/build_record.h"

#include <string.h>

#include "error/error.h"
#include "storage/durable.h"

#define GROUP          "build"
#define LIBRARY_SUFFIX ".so"
#define RECORD_SUFFIX  ".build"
#define SEAL           "seal"

/* What is beside NAME.so is NAME.build. */
static char *record_path(const char *library)
{
    const gsize length = g_str_has_suffix(library, LIBRARY_SUFFIX)
                             ? strlen(library) - strlen(LIBRARY_SUFFIX)
                             : strlen(library);
    g_autofree char *stem = g_strndup(library, length);

    return g_strconcat(stem, RECORD_SUFFIX, NULL);
}

/* NULL when there is none, or it is no key file. */
static GKeyFile *read_record(const char *library)
{
    g_autofree char *path = record_path(library);
    GKeyFile *record = g_key_file_new();

    if (g_key_file_load_from_file(record, path, G_KEY_FILE_NONE, NULL))
        return record;
    g_key_file_unref(record);
    return NULL;
}

/* NULL for what is not there, or empty. */
static char *text_of(GKeyFile *record, const char *name)
{
    g_autofree char *text = g_key_file_get_string(record, GROUP, name, NULL);
    g_autofree char *stripped = text ? g_strstrip(g_steal_pointer(&text)) : NULL;

    return stripped && *stripped ? ph_error_printable(stripped) : NULL;
}

static ph_known known(GKeyFile *record, const char *name)
{
    g_autofree char *text = text_of(record, name);

    if (g_strcmp0(text, "true") == 0)
        return PH_KNOWN_TRUE;
    return g_strcmp0(text, "false") == 0 ? PH_KNOWN_FALSE : PH_NOT_KNOWN;
}

/* Into what is known of the file; that stays. */
static void take_record(GKeyFile *record, ph_build_identity *identity)
{
    g_autofree char *seconds = text_of(record, "build_s");

#define X(name)                                                                                    \
    if (!identity->name)                                                                           \
        identity->name = text_of(record, #name);
    PH_BUILD_TEXT_LIST(X)
#undef X
    identity->is_dirty = known(record, "is_dirty");
    if (seconds)
        identity->build_s = MAX(g_ascii_strtod(seconds, NULL), 0.0);
}

/* NULL for what is no regular file, which might never end. */
static ph_build_identity *identity_of_file(const char *library)
{
    g_autofree char *bytes = NULL;
    ph_build_identity *identity;
    gsize length = 0;

    if (!g_file_test(library, G_FILE_TEST_IS_REGULAR) ||
        !g_file_get_contents(library, &bytes, &length, NULL))
        return NULL;
    identity = ph_build_identity_new();
    identity->library_sha256 =
        g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)bytes, length);
    identity->library_bytes = length;
    return identity;
}

static gboolean is_of(GKeyFile *record, const ph_build_identity *identity)
{
    g_autofree char *digest = text_of(record, "library_sha256");

    return g_strcmp0(digest, identity->library_sha256) == 0;
}

ph_build_identity *ph_build_record_read(const char *library)
{
    g_autoptr(ph_build_identity) identity = identity_of_file(library);
    g_autoptr(GKeyFile) record = identity ? read_record(library) : NULL;

    if (record && is_of(record, identity))
        take_record(record, identity);
    return g_steal_pointer(&identity);
}

/* Over all of the record but the seal itself. */
static char *seal_of(GKeyFile *record)
{
    g_autofree char *data = NULL;

    (void)g_key_file_remove_key(record, GROUP, SEAL, NULL);
    data = g_key_file_to_data(record, NULL, NULL);
    return g_compute_checksum_for_string(G_CHECKSUM_SHA256, data, -1);
}

ph_build_identity *ph_build_record_read_sealed(const char *library, const char *key)
{
    g_autoptr(GKeyFile) record = read_record(library);
    g_autofree char *found_key = record ? text_of(record, "key") : NULL;
    g_autofree char *found_seal = record ? text_of(record, SEAL) : NULL;
    g_autofree char *seal = record ? seal_of(record) : NULL;
    g_autoptr(ph_build_identity) identity = NULL;

    if (!seal || g_strcmp0(found_key, key) != 0 || g_strcmp0(found_seal, seal) != 0)
        return NULL;
    identity = identity_of_file(library);
    if (!identity || !is_of(record, identity))
        return NULL;
    take_record(record, identity);
    return g_steal_pointer(&identity);
}

gboolean ph_build_record_seal(const char *library, const char *key, GError **error)
{
    g_autofree char *path = record_path(library);
    g_autoptr(GKeyFile) record = read_record(library);
    g_autofree char *seal = NULL;
    g_autofree char *data = NULL;

    if (!record)
        return ph_refuse(error, PH_ERROR_STORAGE, "%s: the build left no record", path);
    g_key_file_set_string(record, GROUP, "key", key);
    seal = seal_of(record);
    g_key_file_set_string(record, GROUP, SEAL, seal);
    data = g_key_file_to_data(record, NULL, NULL);
    ph_durable_content content = ph_durable_text(data);
    content.is_passing = TRUE; /* What is lost is built again. */
    return ph_durable_write_content(path, content, error);
}
