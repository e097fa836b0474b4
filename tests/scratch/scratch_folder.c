/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "scratch_folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

char *scratch_folder_new(void)
{
    char *folder = g_dir_make_tmp("perfharness-test-XXXXXX", NULL);

    assert_non_null(folder);
    return folder;
}

static gint compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* What is in a folder, by full path, sorted; NULL when it is none, or a link to one. */
static GPtrArray *children_of(const char *path)
{
    g_autoptr(GDir) folder =
        g_file_test(path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open(path, 0, NULL);
    GPtrArray *children = folder ? g_ptr_array_new_with_free_func(g_free) : NULL;
    const char *name;

    while (folder && (name = g_dir_read_name(folder)))
        g_ptr_array_add(children, g_build_filename(path, name, NULL));
    if (children)
        g_ptr_array_sort(children, compare_names);
    return children;
}

static void remove_tree(const char *path)
{
    g_autoptr(GPtrArray) children = children_of(path);

    for (guint i = 0; children && i < children->len; i++)
        remove_tree(children->pdata[i]);
    (void)g_remove(path);
}

void scratch_folder_remove(char *folder)
{
    remove_tree(folder);
    g_free(folder);
}

char *scratch_path(const char *folder, const char *name)
{
    return g_build_filename(folder, name, NULL);
}

/* Not through g_file_set_contents(), and not over what stands there: nobody waits for a disk. */
void scratch_write_bytes(const char *folder, const char *name, const char *bytes, gsize length)
{
    g_autofree char *path = scratch_path(folder, name);
    g_autofree char *above = g_path_get_dirname(path);
    FILE *file;

    assert_int_equal(g_mkdir_with_parents(above, 0755), 0);
    (void)g_unlink(path);
    file = fopen(path, "we");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

void scratch_write(const char *folder, const char *name, const char *text)
{
    scratch_write_bytes(folder, name, text, strlen(text));
}

char *scratch_read(const char *folder, const char *name)
{
    g_autofree char *path = scratch_path(folder, name);
    char *text = NULL;

    (void)g_file_get_contents(path, &text, NULL, NULL);
    return text;
}

static void append_state(GString *state, const char *path, gsize root_length)
{
    g_autoptr(GPtrArray) children = children_of(path);
    g_autofree char *text = NULL;
    gsize length = 0;

    g_string_append_printf(state, "%s%s\n", path + root_length, children ? "/" : "");
    for (guint i = 0; children && i < children->len; i++)
        append_state(state, children->pdata[i], root_length);
    if (!children && g_file_get_contents(path, &text, &length, NULL)) {
        g_string_append_len(state, text, (gssize)length);
        g_string_append_c(state, '\n');
    }
}

char *scratch_state(const char *folder)
{
    GString *state = g_string_new(NULL);

    append_state(state, folder, strlen(folder));
    return g_string_free(state, FALSE);
}
