/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The anchor is a copy of its own, even of the library under test, and what is said of it names the
 * original, or on documents only its file's name. */
#include "session/anchor_build.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "error/error.h"
#include "measure/run.h"
#include "scratch_folder.h"

#define BYTES "a library, as far as a copy is concerned"

typedef struct scene {
    char *folder;
    char *library;
    GPtrArray *subjects; /* copybook-rs, which is that library. */
} scene;

static void add_subject(GPtrArray *subjects, const char *name, const char *path)
{
    ph_run_subject *subject = g_new0(ph_run_subject, 1);

    subject->name = g_strdup(name);
    subject->path = g_strdup(path);
    g_ptr_array_add(subjects, subject);
}

static int make_scene(void **state)
{
    scene *made = g_new0(scene, 1);

    made->folder = scratch_folder_new();
    scratch_write(made->folder, "some-user/copybook-rs.so", BYTES);
    made->library = scratch_path(made->folder, "some-user/copybook-rs.so");
    made->subjects = g_ptr_array_new_with_free_func(ph_run_subject_free);
    add_subject(made->subjects, PH_HEADLINE_SUBJECT, made->library);
    *state = made;
    return 0;
}

static int remove_scene(void **state)
{
    scene *made = *state;

    g_ptr_array_unref(made->subjects);
    g_free(made->library);
    scratch_folder_remove(made->folder);
    g_free(made);
    return 0;
}

static ph_anchor_build *find_well(scene *made, const char *text)
{
    g_autoptr(GError) error = NULL;
    ph_anchor_build *anchor = ph_anchor_build_find(text, made->subjects, &error);

    if (!anchor)
        fail_msg("%s", error->message);
    return anchor;
}

static void test_one_file_becomes_two(void **state)
{
    scene *made = *state;
    ph_anchor_build *anchor = find_well(made, made->library);
    const ph_run_subject *subject;
    g_autofree char *copied = NULL, *bytes = NULL;

    assert_int_equal(made->subjects->len, 2);
    subject = made->subjects->pdata[1];
    assert_string_equal(subject->name, PH_ANCHOR_SUBJECT);
    assert_string_not_equal(subject->path, made->library);
    copied = g_strdup(subject->path);
    assert_true(g_file_get_contents(copied, &bytes, NULL, NULL));
    assert_string_equal(bytes, BYTES);
    assert_false(g_file_test(copied, G_FILE_TEST_IS_SYMLINK));
    ph_anchor_build_free(anchor);
    assert_false(g_file_test(copied, G_FILE_TEST_EXISTS));
}

static void test_what_is_recorded_and_said(void **state)
{
    scene *made = *state;
    g_autofree char *text = g_strconcat(made->library, "?slowdown=0.5", NULL);
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, BYTES, -1);
    g_autoptr(ph_anchor_build) anchor = find_well(made, text);
    g_autoptr(ph_measurement) measurement = ph_measurement_new();
    const ph_run_subject *subject = made->subjects->pdata[1];

    assert_string_equal(subject->options, "slowdown=0.5");
    ph_anchor_build_record(anchor, measurement);
    assert_string_equal(measurement->anchor->name, "copybook-rs.so");
    assert_string_equal(measurement->anchor->options, "slowdown=0.5");
    assert_string_equal(measurement->anchor->identity->library_sha256, digest);
    ph_measurement_fail(measurement, "%s is not right", subject->path);
    ph_measurement_warn(measurement, "nor are %s and %s", subject->path, subject->path);
    ph_anchor_build_name_original(anchor, measurement);
    assert_null(strstr(measurement->errors->pdata[0], subject->path));
    assert_non_null(strstr(measurement->errors->pdata[0], made->library));
    assert_null(strstr(measurement->warnings->pdata[0], subject->path));
}

static void assert_refused(scene *made, const char *text, ph_error code, const char *phrase)
{
    const guint subjects = made->subjects->len;
    g_autoptr(GError) error = NULL;

    assert_null(ph_anchor_build_find(text, made->subjects, &error));
    assert_true(g_error_matches(error, PH_ERROR, (gint)code));
    if (!strstr(error->message, phrase))
        fail_msg("\"%s\" says nothing of \"%s\"", error->message, phrase);
    assert_int_equal(made->subjects->len, subjects);
}

static void test_what_cannot_be_an_anchor(void **state)
{
    scene *made = *state;
    g_autofree char *absent = scratch_path(made->folder, "absent.so");

    assert_refused(made, "nowhere", PH_ERROR_USAGE, "\"nowhere\" names no build");
    assert_refused(made, absent, PH_ERROR_STORAGE, "absent.so");
    add_subject(made->subjects, PH_ANCHOR_SUBJECT, made->library);
    assert_refused(made, made->library, PH_ERROR_USAGE, "give it another name");
    g_ptr_array_set_size(made->subjects, 0);
    add_subject(made->subjects, PH_REFERENCE_SUBJECT, made->library);
    assert_refused(made, made->library, PH_ERROR_USAGE, "which is not among the subjects");
}

#define with_scene(test) cmocka_unit_test_setup_teardown(test, make_scene, remove_scene)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_scene(test_one_file_becomes_two),
        with_scene(test_what_is_recorded_and_said),
        with_scene(test_what_cannot_be_an_anchor),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
