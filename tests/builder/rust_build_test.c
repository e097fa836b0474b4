/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A subject built from revisions of a checkout, with git and cargo themselves, kept, and looked at
 * before it is used again. Small crates of the same names stand for copybook-rs; they need nothing
 * from a registry.
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
#include <unistd.h>

#include "builder/rust_build.h"
#include "builder/tool.h"
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
    const ph_tool tool = { .folder = folder, .arguments = arguments };
    g_autofree char *output = ph_tool_run(&tool, NULL, &error);

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

/* Builds CHECKOUT@REVISION; NULL and error when that fails. */
static ph_rust_built *build_at(const place *at, const char *checkout, const char *revision,
                               guint padding_bytes, GError **error)
{
    const ph_rust_build_plan plan = { .crate = at->subject, .cache = at->cache, .target_cpu = "" };
    g_autoptr(ph_rust_builder) builder = ph_rust_builder_new(&plan);
    const ph_build_name name = { PH_BUILD_REVISION, (char *)revision, (char *)checkout,
                                 (char *)revision };

    return ph_rust_build(builder, &name, padding_bytes, error);
}

static ph_rust_built *build(const place *at, const char *revision, guint padding_bytes)
{
    g_autoptr(GError) error = NULL;
    ph_rust_built *built = build_at(at, at->checkout, revision, padding_bytes, &error);

    if (!built)
        fail_msg("%s", error->message);
    return built;
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

static void skip_without_rust(void)
{
    if (g_file_test(SUBJECT_UNAVAILABLE, G_FILE_TEST_EXISTS))
        skip();
}

static char *status_of(const char *checkout)
{
    const char *const arguments[] = { "git", "status", "--porcelain", "--ignored", NULL };
    const ph_tool tool = { .folder = checkout, .arguments = arguments };

    return ph_tool_run(&tool, NULL, NULL);
}

/* From below the checkout's top, too; and with another version than the subject asks for. */
static void test_two_revisions(void **state)
{
    const place *at = *state;
    g_autofree char *below = g_build_filename(at->checkout, "crates", NULL);

    skip_without_rust();
    g_autoptr(ph_rust_built) base = build(at, "one", 0);
    g_autoptr(ph_rust_built) head = build_at(at, below, "two", 0, NULL);
    assert_non_null(head);
    assert_int_equal(ask(base->library), 21);
    assert_int_equal(ask(head->library), 22);
    g_autofree char *changes = status_of(at->checkout);
    assert_string_equal(changes, "");

    g_autoptr(ph_rust_built) again = build(at, base->identity->commit, 0);
    assert_string_equal(again->library, base->library);
}

/* What it says of itself is what was built. */
static void test_identity(void **state)
{
    const place *at = *state;

    skip_without_rust();
    g_autoptr(ph_rust_built) one = build(at, "one", 0);
    g_autoptr(ph_rust_built) two = build(at, "two", 0);
    const ph_build_identity *identity = one->identity;
    assert_string_equal(identity->release, "0.6.1");
    assert_string_equal(two->identity->release, "0.7.0");
    assert_string_equal(identity->origin, "checkout");
    assert_int_equal(strlen(identity->commit), 40);
    assert_string_not_equal(identity->commit, two->identity->commit);
    assert_int_equal(identity->is_dirty, PH_KNOWN_FALSE);
    assert_int_equal(strlen(identity->sources_sha256), 64);
    assert_string_not_equal(identity->sources_sha256, two->identity->sources_sha256);
    assert_int_equal(strlen(identity->lock_sha256), 64);
    assert_non_null(strstr(identity->toolchain, "rustc 1."));
    assert_non_null(strstr(identity->flags, "-align-all-functions"));
    assert_true(identity->build_s > 0.0);

    g_autofree char *bytes = NULL;
    gsize length = 0;
    assert_true(g_file_get_contents(one->library, &bytes, &length, NULL));
    g_autofree char *digest =
        g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)bytes, length);
    assert_string_equal(identity->library_sha256, digest);
    assert_int_equal(identity->library_bytes, length);
}

/* A library that is put into another's place is not used; neither is a record that was edited. */
static void test_what_was_changed_is_built_anew(void **state)
{
    const place *at = *state;

    skip_without_rust();
    g_autoptr(ph_rust_built) one = build(at, "one", 0);
    g_autoptr(ph_rust_built) two = build(at, "two", 0);
    g_autofree char *planted = NULL;
    gsize length = 0;
    assert_true(g_file_get_contents(two->library, &planted, &length, NULL));
    assert_int_equal(g_remove(one->library), 0);
    assert_true(g_file_set_contents(one->library, planted, (gssize)length, NULL));
    g_autoptr(ph_rust_built) again = build(at, "one", 0);
    assert_int_equal(ask(again->library), 21);

    g_autofree char *record = g_strdup(again->library);
    memcpy(record + strlen(record) - strlen(".so"), ".bu", strlen(".so"));
    g_autofree char *record_path = g_strconcat(record, "ild", NULL);
    g_autofree char *text = NULL;
    assert_true(g_file_get_contents(record_path, &text, NULL, NULL));
    *strstr(text, "0.6.1") = '9';
    assert_true(g_file_set_contents(record_path, text, -1, NULL));
    g_autoptr(ph_rust_built) mended = build(at, "one", 0);
    assert_string_equal(mended->identity->release, "0.6.1");
}

/* Nothing else is changed by it, and neither takes the place of the other. */
/* A revision has the same bytes whoever builds it, wherever his cache is. */
static void test_another_place(void **state)
{
    place *at = *state;
    char *usual = at->cache;

    skip_without_rust();
    g_autoptr(ph_rust_built) here = build(at, "one", 0);

    at->cache = g_build_filename(at->folder, "elsewhere", "of another name", NULL);
    g_autoptr(ph_rust_built) there = build(at, "one", 0);

    assert_string_not_equal(here->library, there->library);
    assert_string_equal(here->identity->library_sha256, there->identity->library_sha256);
    g_free(at->cache);
    at->cache = usual;
}

static void test_padding_moves_the_code(void **state)
{
    static const guint paddings_bytes[] = { 192, 2112 };
    const place *at = *state;

    skip_without_rust();
    g_autoptr(ph_rust_built) plain = build(at, "one", 0);
    for (gsize i = 0; i < G_N_ELEMENTS(paddings_bytes); i++) {
        g_autoptr(ph_rust_built) padded = build(at, "one", paddings_bytes[i]);

        assert_string_not_equal(padded->library, plain->library);
        assert_int_equal(ask(padded->library), 21);
        assert_int_equal(place_of_answer(padded->library) - place_of_answer(plain->library),
                         paddings_bytes[i]);
    }
}

static void assert_refused(const place *at, const char *checkout, const char *revision,
                           ph_error code, const char *phrase)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(ph_rust_built) built = build_at(at, checkout, revision, 0, &error);

    assert_null(built);
    assert_int_equal(error->domain, PH_ERROR);
    if (error->code != (int)code || !strstr(error->message, phrase) || strchr(error->message, '\n'))
        fail_msg("%s, code %d: %s", revision, error->code, error->message);
}

/* Nothing half-built is left: cargo's log, and what was kept before. */
static void assert_nothing_half_built(const place *at)
{
    g_autoptr(GDir) cache = g_dir_open(at->cache, 0, NULL);
    const char *name;

    while (cache && (name = g_dir_read_name(cache)))
        if (strcmp(name, "lock") != 0 && !g_str_has_suffix(name, ".log"))
            fail_msg("left in the cache: %s", name);
}

static void test_what_does_not_build(void **state)
{
    const place *at = *state;

    skip_without_rust();
    assert_refused(at, at->checkout, "broken", PH_ERROR_SUBJECT_LOAD, ".log");
    assert_refused(at, at->checkout, "broken", PH_ERROR_SUBJECT_LOAD, "ABSENT");
    write_text(at->checkout, "crates/core/Cargo.toml", "[package]\n");
    commit(at, "nameless");
    assert_refused(at, at->checkout, "nameless", PH_ERROR_SUBJECT_LOAD,
                   "manifests of its crates: ");
    assert_nothing_half_built(at);
}

static void keep_error(const char *first_error, gpointer data)
{
    char **kept = data;

    *kept = g_strdup(first_error);
}

static void test_the_compilers_first_error_is_told(void **state)
{
    const place *at = *state;
    g_autofree char *told = NULL;
    const ph_rust_build_plan plan = { .crate = at->subject,
                                      .cache = at->cache,
                                      .target_cpu = "",
                                      .observer = { .fails = keep_error, .data = &told } };
    g_autoptr(ph_rust_builder) builder = ph_rust_builder_new(&plan);
    const ph_build_name name = { PH_BUILD_REVISION, "broken", at->checkout, "broken" };

    skip_without_rust();
    g_autoptr(ph_rust_built) built = ph_rust_build(builder, &name, 0, NULL);
    assert_null(built);
    assert_non_null(told);
    assert_non_null(strstr(told, "error[E0425]"));
    assert_non_null(strstr(told, "--> "));
    assert_null(strstr(told, "\n\n"));
}

static void test_what_is_no_revision(void **state)
{
    const place *at = *state;
    g_autofree char *other = g_build_filename(at->folder, "other", NULL);
    g_autofree char *file = g_build_filename(at->folder, "file", NULL);
    const char *const init[] = { "git", "init", "-q", other, NULL };
    const place elsewhere = { .checkout = other };

    assert_refused(at, at->checkout, "no-such", PH_ERROR_USAGE, "looking for revision no-such");
    assert_refused(at, at->checkout, "--all", PH_ERROR_USAGE, "looking for revision --all");
    assert_refused(at, at->checkout, "one:crates", PH_ERROR_USAGE, "one:crates");
    assert_refused(at, at->checkout, "", PH_ERROR_USAGE, "looking for revision");
    assert_refused(at, "/proc/self", "one", PH_ERROR_USAGE, "git");
    assert_refused(at, file, "one", PH_ERROR_USAGE, file);

    run(NULL, init);
    write_text(other, "Cargo.toml", "[package]\nname = \"other\"\nversion = \"1.0.0\"\n");
    write_text(other, "src/lib.rs", "");
    commit(&elsewhere, "one");
    skip_without_rust();
    assert_refused(at, other, "one", PH_ERROR_USAGE, "has no crate copybook-core");
}

/* What git refuses is told with what helps. */
static void test_what_git_refuses(void **state)
{
    const place *at = *state;
    g_autofree char *shallow = g_build_filename(at->folder, "shallow", NULL);
    g_autofree char *url = g_strconcat("file://", at->checkout, NULL);
    const char *const clone[] = {
        "git", "clone", "-q", "--depth=1", "--no-tags", url, shallow, NULL
    };
    const char *const give[] = { "chown", "-R", "1", at->checkout, NULL };

    run(NULL, clone);
    assert_refused(at, shallow, "HEAD~1", PH_ERROR_USAGE, "git fetch --unshallow");
    if (geteuid() != 0)
        return;
    run(NULL, give);
    assert_refused(at, at->checkout, "one", PH_ERROR_USAGE, "dubious ownership");
    assert_refused(at, at->checkout, "one", PH_ERROR_USAGE, "safe.directory");
}

static void test_a_cache_that_cannot_be(void **state)
{
    const place *at = *state;
    place elsewhere = *at;

    skip_without_rust();
    write_text(at->folder, "file", "");
    elsewhere.cache = g_build_filename(at->folder, "file", NULL);
    assert_refused(&elsewhere, at->checkout, "one", PH_ERROR_STORAGE, "making the folder");
    g_free(elsewhere.cache);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_two_revisions, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_identity, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_was_changed_is_built_anew, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_another_place, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_padding_moves_the_code, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_does_not_build, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_the_compilers_first_error_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_is_no_revision, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_git_refuses, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_cache_that_cannot_be, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
