/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A subject built from revisions of a checkout, with git and cargo themselves. Small crates of the
 * same names stand for copybook-rs; they need nothing from a registry.
 */
#define _GNU_SOURCE /* dladdr */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <dlfcn.h>
#include <glib/gstdio.h>

#include "compare/rust_build.h"
#include "compare/tool.h"
#include "error/error.h"

typedef struct place {
    char *folder;
    char *checkout;
    char *subject;
    char *cache;
} place;

static const char workspace[] = "[workspace]\n"
                                "resolver = \"2\"\n"
                                "members = [\"crates/core\", \"crates/codec\"]\n"
                                "[workspace.package]\n"
                                "version = \"%s\"\n"
                                "edition = \"2021\"\n";
static const char core_manifest[] = "[package]\n"
                                    "name = \"copybook-core\"\n"
                                    "version.workspace = true\n"
                                    "edition.workspace = true\n";
static const char codec_manifest[] = "[package]\n"
                                     "name = \"copybook-codec\"\n"
                                     "version.workspace = true\n"
                                     "edition.workspace = true\n"
                                     "[dependencies]\n"
                                     "copybook-core = { path = \"../core\" }\n";
static const char subject_manifest[] = "[package]\n"
                                       "name = \"stand-in\"\n"
                                       "version = \"0.1.0\"\n"
                                       "edition = \"2021\"\n"
                                       "rust-version = \"1.95\"\n"
                                       "[lib]\n"
                                       "name = \"perfharness_copybook_rs\"\n"
                                       "crate-type = [\"cdylib\"]\n"
                                       "[dependencies]\n"
                                       "copybook-codec = \"=0.6.1\"\n"
                                       "copybook-core = \"=0.6.1\"\n"
                                       "[workspace]\n";

static void write_text(const char *folder, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autofree char *parent = g_path_get_dirname(path);

    assert_int_equal(g_mkdir_with_parents(parent, 0755), 0);
    (void)g_remove(path);
    assert_true(g_file_set_contents_full(path, text, -1, G_FILE_SET_CONTENTS_NONE, 0755, NULL));
}

static void run(const char *folder, const char *const *arguments)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *output = ph_tool_run(folder, arguments, NULL, &error);

    if (!output)
        fail_msg("%s", error->message);
}

static void commit(const place *at, const char *tag)
{
    const char *const add[] = { "git", "add", "-A", NULL };
    const char *const make[] = { "git",
                                 "-c",
                                 "user.name=test",
                                 "-c",
                                 "user.email=test@localhost",
                                 "-c",
                                 "commit.gpgsign=false",
                                 "commit",
                                 "-qm",
                                 tag,
                                 NULL };
    const char *const name[] = { "git", "tag", tag, NULL };

    run(at->checkout, add);
    run(at->checkout, make);
    run(at->checkout, name);
}

static void write_revision(const place *at, const char *version, const char *codec, const char *tag)
{
    g_autofree char *manifest = g_strdup_printf(workspace, version);

    write_text(at->checkout, "Cargo.toml", manifest);
    write_text(at->checkout, "crates/codec/src/lib.rs", codec);
    commit(at, tag);
}

/* As the subject has it. */
static void copy_subject_file(const place *at, const char *name)
{
    g_autofree char *path = g_build_filename(SUBJECT_CRATE, name, NULL);
    g_autofree char *text = NULL;

    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    write_text(at->subject, name, text);
}

static void write_subject(const place *at)
{
    copy_subject_file(at, "build-subject.sh");
    copy_subject_file(at, "src/padding.rs");
    write_text(at->subject, "Cargo.toml", subject_manifest);
    write_text(at->subject, "src/lib.rs",
               "mod padding;\n"
               "#[unsafe(no_mangle)]\n"
               "pub extern \"C\" fn ph_test_answer() -> u32 { copybook_codec::answer() }\n");
}

static void remove_all(const char *path)
{
    const char *const arguments[] = { "rm", "-rf", "--", path, NULL };

    run(NULL, arguments);
}

static int set_up(void **state)
{
    place *at = g_new0(place, 1);
    const char *const init[] = { "git", "init", "-q", NULL };

    at->folder = g_dir_make_tmp("rust-build-XXXXXX", NULL);
    /* Names that a shell or TOML would take apart. */
    at->checkout = g_build_filename(at->folder, "a \"checkout\"", NULL);
    at->subject = g_build_filename(at->folder, "subject", NULL);
    at->cache = g_build_filename(at->folder, "cache's \"own\"", NULL);
    write_subject(at);
    write_text(at->checkout, "crates/core/Cargo.toml", core_manifest);
    write_text(at->checkout, "crates/core/src/lib.rs", "pub const STEP: u32 = 20;\n");
    write_text(at->checkout, "crates/codec/Cargo.toml", codec_manifest);
    run(at->checkout, init);
    write_revision(at, "0.6.1", "pub fn answer() -> u32 { copybook_core::STEP + 1 }\n", "one");
    write_revision(at, "0.7.0", "pub fn answer() -> u32 { copybook_core::STEP + 2 }\n", "two");
    write_revision(at, "0.7.0", "pub fn answer() -> u32 { copybook_core::ABSENT }\n", "broken");
    *state = at;
    return 0;
}

static int tear_down(void **state)
{
    place *at = *state;

    remove_all(at->folder);
    g_free(at->folder);
    g_free(at->checkout);
    g_free(at->subject);
    g_free(at->cache);
    g_free(at);
    return 0;
}

static ph_rust_build_plan plan_of(const place *at)
{
    return (ph_rust_build_plan){
        .checkout = at->checkout,
        .subject = at->subject,
        .cache = at->cache,
        .target_cpu = "",
    };
}

static uint32_t ask(const char *library)
{
    void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    uint32_t (*answer)(void);
    uint32_t given;

    assert_non_null(handle);
    *(void **)&answer = dlsym(handle, "ph_test_answer");
    assert_non_null(answer);
    given = answer();
    assert_int_equal(dlclose(handle), 0);
    return given;
}

/* Where in the file's memory its code is. */
static guintptr place_of_answer(const char *library)
{
    void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    void *answer;
    guintptr offset;
    Dl_info info = { 0 };

    assert_non_null(handle);
    answer = dlsym(handle, "ph_test_answer");
    assert_true(answer && dladdr(answer, &info) != 0);
    offset = (guintptr)answer - (guintptr)info.dli_fbase;
    assert_int_equal(dlclose(handle), 0);
    return offset;
}

static guint64 inode_of(const char *path)
{
    GStatBuf status = { 0 };

    assert_true(path && g_stat(path, &status) == 0);
    return status.st_ino;
}

static void skip_without_rust(void)
{
    if (g_file_test(SUBJECT_UNAVAILABLE, G_FILE_TEST_EXISTS))
        skip();
}

/* From below the checkout's top, too; and with another version than the subject asks for. */
static void test_two_revisions(void **state)
{
    const place *at = *state;
    const char *const status[] = { "git", "status", "--porcelain", "--ignored", NULL };
    g_autofree char *below = g_build_filename(at->checkout, "crates", NULL);
    ph_rust_build_plan plan = plan_of(at);
    g_autoptr(GError) error = NULL;
    g_autofree char *base_commit = NULL;
    g_autofree char *head_commit = NULL;
    g_autofree char *base = NULL;
    g_autofree char *head = NULL;

    skip_without_rust();
    base = ph_rust_build(&plan, "one", &base_commit, &error);
    if (!base)
        fail_msg("%s", error->message);
    plan.checkout = below;
    head = ph_rust_build(&plan, "two", &head_commit, &error);
    if (!head)
        fail_msg("%s", error->message);
    assert_int_equal(ask(base), 21);
    assert_int_equal(ask(head), 22);
    assert_int_equal(strlen(base_commit), 40);
    assert_string_not_equal(base_commit, head_commit);

    g_autofree char *changes = ph_tool_run(at->checkout, status, NULL, NULL);
    assert_string_equal(changes, "");

    g_autofree char *again_commit = NULL;
    const guint64 built = inode_of(base);
    g_autofree char *again = ph_rust_build(&plan, base_commit, &again_commit, &error);
    assert_string_equal(again, base);
    assert_int_equal(inode_of(again), built);
}

/* Nothing else is changed by it, and neither takes the place of the other. */
static void test_padding_moves_the_code(void **state)
{
    static const guint paddings_bytes[] = { 192, 2112 };
    const place *at = *state;
    ph_rust_build_plan plan = plan_of(at);
    g_autoptr(GError) error = NULL;
    g_autofree char *commit_hash = NULL;
    g_autofree char *plain = NULL;

    skip_without_rust();
    plain = ph_rust_build(&plan, "one", &commit_hash, &error);
    if (!plain)
        fail_msg("%s", error->message);
    for (gsize i = 0; i < G_N_ELEMENTS(paddings_bytes); i++) {
        g_autofree char *same_commit = NULL;
        g_autofree char *padded = NULL;

        plan.padding_bytes = paddings_bytes[i];
        padded = ph_rust_build(&plan, "one", &same_commit, &error);
        if (!padded)
            fail_msg("%s", error->message);
        assert_string_not_equal(padded, plain);
        assert_int_equal(ask(padded), 21);
        assert_int_equal(place_of_answer(padded) - place_of_answer(plain), paddings_bytes[i]);
    }
}

static void assert_refused(const ph_rust_build_plan *plan, const char *revision, ph_error code,
                           const char *phrase)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *commit_hash = NULL;
    g_autofree char *library = ph_rust_build(plan, revision, &commit_hash, &error);

    assert_null(library);
    assert_null(commit_hash);
    assert_int_equal(error->domain, PH_ERROR);
    if (error->code != (int)code || !strstr(error->message, phrase) || strchr(error->message, '\n'))
        fail_msg("%s, code %d: %s", revision, error->code, error->message);
}

static void test_what_does_not_build(void **state)
{
    const place *at = *state;
    const ph_rust_build_plan plan = plan_of(at);

    skip_without_rust();
    assert_refused(&plan, "broken", PH_ERROR_SUBJECT_LOAD, "copybook-rs-build.log");
    assert_refused(&plan, "broken", PH_ERROR_SUBJECT_LOAD, "ABSENT");
    write_text(at->checkout, "crates/core/Cargo.toml", "[package]\n");
    commit(at, "nameless");
    assert_refused(&plan, "nameless", PH_ERROR_SUBJECT_LOAD, "manifests of its crates: ");
    assert_refused(&plan, "nameless", PH_ERROR_SUBJECT_LOAD, "name");
}

static void test_what_is_no_revision(void **state)
{
    const place *at = *state;
    ph_rust_build_plan plan = plan_of(at);
    g_autofree char *other = g_build_filename(at->folder, "other", NULL);
    g_autofree char *file = g_build_filename(at->folder, "file", NULL);
    const char *const init[] = { "git", "init", "-q", other, NULL };
    const place elsewhere = { .checkout = other };

    assert_refused(&plan, "no-such", PH_ERROR_USAGE, "looking for revision no-such");
    assert_refused(&plan, "--all", PH_ERROR_USAGE, "looking for revision --all");
    assert_refused(&plan, "one:crates", PH_ERROR_USAGE, "one:crates");
    assert_refused(&plan, "", PH_ERROR_USAGE, "looking for revision");
    plan.checkout = "/proc/self";
    assert_refused(&plan, "one", PH_ERROR_USAGE, "git");
    plan.checkout = file;
    assert_refused(&plan, "one", PH_ERROR_USAGE, file);

    run(NULL, init);
    write_text(other, "Cargo.toml", "[package]\nname = \"other\"\nversion = \"1.0.0\"\n");
    write_text(other, "src/lib.rs", "");
    commit(&elsewhere, "one");
    plan.checkout = other;
    if (!g_file_test(SUBJECT_UNAVAILABLE, G_FILE_TEST_EXISTS))
        assert_refused(&plan, "one", PH_ERROR_USAGE, "has no crate copybook-core");

    plan = plan_of(at);
    write_text(at->folder, "file", "");
    plan.cache = file;
    assert_refused(&plan, "one", PH_ERROR_STORAGE, "making the folder");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_two_revisions, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_padding_moves_the_code, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_does_not_build, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_is_no_revision, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
