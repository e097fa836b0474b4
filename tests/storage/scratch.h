/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A folder for a group of tests, and other processes to do something in it. */
#ifndef PH_TESTS_STORAGE_SCRATCH_H
#define PH_TESTS_STORAGE_SCRATCH_H

#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* For cmocka's groups: it is TMPDIR, too, empty before each test, and gone at the end. */
int scratch_set_up(void **state);
int scratch_tear_down(void **state);

/* For each test. */
int scratch_clear(void **state);

/* A path in it; the caller frees it. "": its own. */
char *scratch_path(const char *name);

/* What is in a folder of it, "" for itself: sorted, each with a blank behind it. */
char *scratch_names(const char *folder);

char *scratch_read(const char *name);
void scratch_write(const char *name, const char *text);

/* Another process, which does what it is told to and then stays until it is let go, or killed. */
typedef struct helper {
    GPid pid;
    int let_go; /* Closed to let it go. */
} helper;

/* Returns when it is done with that; the test fails if that returned FALSE. */
helper helper_start(gboolean (*work)(void));

/* It ends, with exit(), and is waited for. */
void helper_let_go(helper *h);
void helper_kill(helper *h);

/* What another process that does nothing else returns. */
gboolean elsewhere(gboolean (*work)(void));

#endif /* PH_TESTS_STORAGE_SCRATCH_H */
