/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What `perfharness baseline` asks of GitHub: the options that say so, and the connection. */
#ifndef PH_HARNESS_COMMAND_BASELINE_GITHUB_H
#define PH_HARNESS_COMMAND_BASELINE_GITHUB_H

#include <glib.h>

#include "command/forge_access.h"
#include "forge/client.h"
#include "forge/job.h"

/* As the command line has them; NULL where one was not given. All borrowed. */
typedef struct ph_baseline_asked {
    const char *repository; /* "owner/name". */
    const char *branch;
    ph_forge_access access;
    const char *workflow; /* The name of its file. */
    const char *artifact; /* How the names of artefacts begin. */
    const char *output_dir;
    guint runs;
    const char *checks_of;       /* A commit's full hash. */
    const char *const *required; /* Never NULL, as the next. */
    const char *const *except;
} ph_baseline_asked;

extern const GOptionEntry ph_baseline_github_entries[];

/* Which of the options an action needs, or takes. */
typedef enum ph_baseline_github_use {
    PH_BASELINE_GITHUB_NONE,
    PH_BASELINE_GITHUB_COLLECT,
    PH_BASELINE_GITHUB_CHECKS, /* Each but --checks-of only with that. */
} ph_baseline_github_use;

/*
 * What the options say, with the defaults of those that were not given. FALSE and error
 * (PH_ERROR_USAGE): one of them is not what it should be, is missing, or would do nothing.
 *
 * @param action  Its name, for the error.
 */
gboolean ph_baseline_github_take(const char *action, ph_baseline_github_use use,
                                 ph_baseline_asked *ret, GError **error);

typedef struct ph_baseline_connection {
    ph_job *job;
    ph_forge *github;
    const char *repository; /* Borrowed from the job, or the command line. */
} ph_baseline_connection;

/* *ret is to be cleared, on failure, too. FALSE and error as ph_github_job_read() and
 * ph_forge_new(). */
gboolean ph_baseline_connect(const ph_baseline_asked *asked, ph_baseline_connection *ret,
                             GError **error);

void ph_baseline_connection_clear(ph_baseline_connection *connection);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ph_baseline_connection, ph_baseline_connection_clear)

#endif /* PH_HARNESS_COMMAND_BASELINE_GITHUB_H */
