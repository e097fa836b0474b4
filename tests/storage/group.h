/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A folder for a group of tests, and other processes to do something in it. */
#ifndef PH_TESTS_STORAGE_GROUP_H
#define PH_TESTS_STORAGE_GROUP_H

#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scratch_folder.h"

/* For cmocka's groups: it is TMPDIR, too, empty before each test, and gone at the end. */
extern char *group_folder;
int group_set_up(void **state);
int group_tear_down(void **state);

/* For each test. */
int group_clear(void **state);

/* What is in a folder of it, "" for itself: sorted, each with a blank behind it. */
char *group_names(const char *folder);

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

#endif /* PH_TESTS_STORAGE_GROUP_H */
