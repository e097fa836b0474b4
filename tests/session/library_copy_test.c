/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A build's copy has its bytes, or there is none. */
#include "session/library_copy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "error/error.h"
#include "scratch_folder.h"

#define BYTES "a library, as far as a copy is concerned"

typedef struct scene {
    char *folder;
    ph_build build; /* Of a library that was looked at. */
} scene;

static int make_scene(void **state)
{
    scene *made = g_new0(scene, 1);

    made->folder = scratch_folder_new();
    scratch_write(made->folder, "old.so", BYTES);
    made->build.library = scratch_path(made->folder, "old.so");
    made->build.identity = ph_build_identity_new();
    made->build.identity->library_sha256 =
        g_compute_checksum_for_string(G_CHECKSUM_SHA256, BYTES, -1);
    *state = made;
    return 0;
}

static int remove_scene(void **state)
{
    scene *made = *state;

    scratch_folder_remove(made->folder);
    g_free(made->build.library);
    g_clear_pointer(&made->build.identity, ph_build_identity_free);
    g_free(made);
    return 0;
}

static void test_the_copy_has_its_bytes(void **state)
{
    const scene *made = *state;
    g_autoptr(GError) error = NULL;
    ph_run_subject *copy = ph_library_copy("base", &made->build, made->folder, &error);
    g_autofree char *bytes = scratch_read(made->folder, "base.so");

    assert_non_null(copy);
    assert_string_equal(copy->name, "base");
    assert_string_equal(bytes, BYTES);
    assert_string_equal(copy->identity->library_sha256, made->build.identity->library_sha256);
    ph_run_subject_free(copy);
}

/* Another build took its place, between one look and the next. */
static void test_what_changed_meanwhile_is_not_copied(void **state)
{
    const scene *made = *state;
    g_autoptr(GError) error = NULL;
    g_autofree char *bytes = NULL;

    scratch_write(made->folder, "old.so", "another library");
    assert_null(ph_library_copy("base", &made->build, made->folder, &error));
    assert_true(g_error_matches(error, PH_ERROR, PH_ERROR_STORAGE));
    assert_non_null(strstr(error->message, "old.so: it changed while it was looked at"));
    bytes = scratch_read(made->folder, "base.so");
    assert_null(bytes);
}

#define with_scene(test) cmocka_unit_test_setup_teardown(test, make_scene, remove_scene)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_scene(test_the_copy_has_its_bytes),
        with_scene(test_what_changed_meanwhile_is_not_copied),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
