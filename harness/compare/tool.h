/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Running a program that others wrote (git, tar, cargo) to its end. */
#ifndef PH_HARNESS_COMPARE_TOOL_H
#define PH_HARNESS_COMPARE_TOOL_H

#include <glib.h>

/*
 * Run it, and wait for its end in the default main loop.
 *
 * It sees only what a build needs of our environment: no token of the CI's reaches the code that is
 * built. git sees no GIT_DIR and its like, so that it looks where it is told to.
 *
 * @param folder          Where it runs; NULL: here.
 * @param arguments       NULL-terminated, the program first; looked for on PATH.
 * @param is_interrupted  Becomes TRUE when the user gives up: the program and all that it started
 *                        are killed. NULL: it gets the terminal's signals, as this process does.
 * @return its standard output, valid UTF-8, for the caller to free. NULL and error
 *         (PH_ERROR_ENVIRONMENT) when it cannot be started or fails, with the last line of what it
 *         said; PH_ERROR_INTERRUPTED.
 */
char *ph_tool_run(const char *folder, const char *const *arguments, const gboolean *is_interrupted,
                  GError **error);

#endif /* PH_HARNESS_COMPARE_TOOL_H */
