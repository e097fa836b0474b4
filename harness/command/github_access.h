/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The options of every command that asks GitHub: whom to trust, and how long to try. */
#ifndef PH_HARNESS_COMMAND_GITHUB_ACCESS_H
#define PH_HARNESS_COMMAND_GITHUB_ACCESS_H

#include <glib.h>

typedef struct ph_github_access {
    const char *ca_file; /* NULL: not given. Borrowed from the command line. */
    double deadline_s;
    double unit_s; /* The first pause before another attempt. */
} ph_github_access;

extern const GOptionEntry ph_github_access_entries[];

/* The first of them that was given, as "--ca-file"; NULL: none was. */
const char *ph_github_access_given(void);

/* With the defaults of those that were not given. FALSE and error (PH_ERROR_USAGE). */
gboolean ph_github_access_take(ph_github_access *ret, GError **error);

#endif /* PH_HARNESS_COMMAND_GITHUB_ACCESS_H */
