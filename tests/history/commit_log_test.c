/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which addresses of repositories have pages of commits: those by https on hosts that are known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "history/commit_log.h"

static const char *const known[][2] = {
    { "https://github.com/owner/name.git", "https://github.com/owner/name/commit/" },
    { "https://github.com/owner/name", "https://github.com/owner/name/commit/" },
    { "https://gitlab.com/owner/name.git", "https://gitlab.com/owner/name/-/commit/" },
    { "https://codeberg.org/o/n-1.x_", "https://codeberg.org/o/n-1.x_/commit/" },
};

static const char *const others[] = {
    "",
    "git@github.com:owner/name.git",
    "http://github.com/owner/name",
    "ssh://git@github.com/owner/name",
    "https://user:secret@github.com/owner/name",
    "https://github.com.evil.example/owner/name",
    "https://evil.example/owner/name",
    "https://github.com/owner",
    "https://github.com/owner/name/tree/main",
    "https://github.com/../name",
    "https://github.com/owner/.git",
    "https://github.com/owner/na\"me",
    "https://github.com/owner/name?x=1",
    "javascript:alert(1)",
    "/srv/git/name.git",
};

static void test_pages(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(known); i++) {
        g_autofree char *pages = ph_commit_pages_of(known[i][0]);

        assert_string_equal(pages, known[i][1]);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(others); i++)
        assert_null(ph_commit_pages_of(others[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_pages) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
