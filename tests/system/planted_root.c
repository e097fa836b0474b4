/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "planted_root.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <string.h>

char *planted_root_new(void)
{
    char *root = g_dir_make_tmp("planted-root-XXXXXX", NULL);

    assert_non_null(root);
    return root;
}

static void remove_tree(const char *path)
{
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
    const char *name = NULL;

    while (folder && (name = g_dir_read_name(folder))) {
        g_autofree char *child = g_build_filename(path, name, NULL);
        if (g_file_test(child, G_FILE_TEST_IS_DIR) && !g_file_test(child, G_FILE_TEST_IS_SYMLINK))
            remove_tree(child);
        else
            g_unlink(child);
    }
    g_rmdir(path);
}

void planted_root_remove(char *root)
{
    remove_tree(root);
    g_free(root);
}

void plant_bytes(const char *root, const char *path, const char *bytes, gsize length)
{
    g_autofree char *full_path = g_strconcat(root, path, NULL);
    g_autofree char *folder = g_path_get_dirname(full_path);

    assert_int_equal(g_mkdir_with_parents(folder, 0755), 0);
    assert_true(g_file_set_contents(full_path, bytes, (gssize)length, NULL));
}

void plant(const char *root, const char *path, const char *text)
{
    plant_bytes(root, path, text, strlen(text));
}

ph_section open_document(const char *root)
{
    const ph_section document = {
        .object = cJSON_CreateObject(),
        .unavailable = cJSON_CreateObject(),
        .sysfs_root = root,
    };

    return document;
}

void close_document(ph_section *document)
{
    assert_nothing_unexplained(document->object, document->unavailable);
    cJSON_Delete(document->object);
    cJSON_Delete(document->unavailable);
}

/* The reverse of the pointer's escapes, in place. */
static void unescape(char *token)
{
    char *to = token;

    for (const char *from = token; *from; from++) {
        if (*from == '~')
            *to++ = *++from == '1' ? '/' : '~';
        else
            *to++ = *from;
    }
    *to = '\0';
}

const cJSON *value_at(const cJSON *document, const char *pointer)
{
    g_auto(GStrv) tokens = g_strsplit(pointer + 1, "/", -1);
    const cJSON *value = document;

    for (char **token = tokens; *token; token++) {
        unescape(*token);
        value = cJSON_IsArray(value)
                    ? cJSON_GetArrayItem(value, (int)g_ascii_strtoll(*token, NULL, 10))
                    : cJSON_GetObjectItemCaseSensitive(value, *token);
    }
    if (!value)
        fail_msg("%s is not in the document", pointer);
    return value;
}

void assert_text_at(const ph_section *document, const char *pointer, const char *expected)
{
    const cJSON *value = value_at(document->object, pointer);

    if (!cJSON_IsString(value))
        fail_msg("%s is not a text", pointer);
    assert_string_equal(value->valuestring, expected);
}

void assert_number_at(const ph_section *document, const char *pointer, double expected)
{
    const cJSON *value = value_at(document->object, pointer);

    if (!cJSON_IsNumber(value) || value->valuedouble < expected || value->valuedouble > expected)
        fail_msg("%s is not %g", pointer, expected);
}

void assert_boolean_at(const ph_section *document, const char *pointer, gboolean expected)
{
    const cJSON *value = value_at(document->object, pointer);

    if (!cJSON_IsBool(value) || cJSON_IsTrue(value) != expected)
        fail_msg("%s is not %s", pointer, expected ? "true" : "false");
}

void assert_missing_at(const ph_section *document, const char *pointer, const char *reason)
{
    const cJSON *given = cJSON_GetObjectItemCaseSensitive(document->unavailable, pointer);

    if (!cJSON_IsNull(value_at(document->object, pointer)))
        fail_msg("%s is not null", pointer);
    if (!given || !strstr(given->valuestring, reason))
        fail_msg("%s: reason is \"%s\", not \"%s\"", pointer, given ? given->valuestring : "(none)",
                 reason);
}

/* Walk the tree; count the nulls and look each up. */
static guint count_nulls(const cJSON *value, const char *pointer, const cJSON *unavailable)
{
    const cJSON *child = NULL;
    guint count = 0;
    int index = 0;

    if (cJSON_IsNull(value)) {
        if (!cJSON_GetObjectItemCaseSensitive(unavailable, pointer))
            fail_msg("%s is null without a reason", pointer);
        return 1;
    }
    if (cJSON_IsString(value)) {
        assert_true(g_utf8_validate(value->valuestring, -1, NULL));
        assert_true(*value->valuestring != '\0');
    }
    cJSON_ArrayForEach(child, value)
    {
        g_autoptr(GString) name = g_string_new(child->string);
        if (!child->string)
            g_string_printf(name, "%d", index);
        g_string_replace(name, "~", "~0", 0);
        g_string_replace(name, "/", "~1", 0);
        g_autofree char *child_pointer = g_strdup_printf("%s/%s", pointer, name->str);
        count += count_nulls(child, child_pointer, unavailable);
        index++;
    }
    return count;
}

void assert_nothing_unexplained(const cJSON *document, const cJSON *unavailable)
{
    const cJSON *reason = NULL;

    assert_int_equal(count_nulls(document, "", unavailable), cJSON_GetArraySize(unavailable));
    cJSON_ArrayForEach(reason, unavailable)
    {
        assert_true(cJSON_IsString(reason) && *reason->valuestring);
        assert_true(g_utf8_validate(reason->valuestring, -1, NULL));
    }
}
