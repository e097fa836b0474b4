/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Running a program that others wrote (git, tar, cargo) to its end. */
#ifndef PH_HARNESS_BUILDER_TOOL_H
#define PH_HARNESS_BUILDER_TOOL_H

#include <glib.h>

/* All borrowed; zeroed but for the arguments it is run here, and waited for in silence. */
typedef struct ph_tool {
    const char *folder;             /* Where it runs; NULL: here. */
    const char *const *arguments;   /* NULL-terminated, the program first; looked for on PATH. */
    const char *const *environment; /* NAME, VALUE, …, NULL: added to what is passed on. */
    /*
     * Becomes TRUE when the user gives up: the program and all that it started are killed. NULL: it
     * gets the terminal's signals, as this process does.
     */
    const gboolean *is_interrupted;
    void (*tick)(gpointer data); /* Called every 50 ms or so while it runs. NULL: nothing is. */
    gpointer data;
} ph_tool;

/*
 * Run it, and wait for its end in the default main loop.
 *
 * It sees only what a build needs of our environment: no token of the CI's reaches the code that is
 * built. git sees no GIT_DIR and its like, so that it looks where it is told to.
 *
 * @param ret_said  Receives what it wrote to standard error, valid UTF-8, for the caller to free,
 *                  when it ends badly; else NULL. May be NULL.
 * @return its standard output, valid UTF-8, for the caller to free. NULL and error
 *         (PH_ERROR_ENVIRONMENT) when it cannot be started or fails, with the line that says why;
 *         PH_ERROR_INTERRUPTED.
 */
char *ph_tool_run(const ph_tool *tool, char **ret_said, GError **error);

/*
 * Of what a program said, the line that says why it failed: the first that begins with "fatal:" or
 * "error", else the last. The caller frees it.
 */
char *ph_tool_reason(const char *said);

#endif /* PH_HARNESS_BUILDER_TOOL_H */
