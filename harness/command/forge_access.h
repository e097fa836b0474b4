/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The options of every command that asks a forge: whom to trust, and how long to try. */
#ifndef PH_HARNESS_COMMAND_FORGE_ACCESS_H
#define PH_HARNESS_COMMAND_FORGE_ACCESS_H

#include <glib.h>

typedef struct ph_forge_access {
    const char *ca_file; /* NULL: not given. Borrowed from the command line. */
    double deadline_s;
    double unit_s; /* The first pause before another attempt. */
} ph_forge_access;

extern const GOptionEntry ph_forge_access_entries[];

/* The first of them that was given, as "--ca-file"; NULL: none was. */
const char *ph_forge_access_given(void);

/* With the defaults of those that were not given. FALSE and error (PH_ERROR_USAGE). */
gboolean ph_forge_access_take(ph_forge_access *ret, GError **error);

#endif /* PH_HARNESS_COMMAND_FORGE_ACCESS_H */
