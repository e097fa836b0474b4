/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How a user's copybook is to be read, and which of its records is meant, on the command line. */
#ifndef PH_HARNESS_SESSION_COPYBOOK_OPTIONS_H
#define PH_HARNESS_SESSION_COPYBOOK_OPTIONS_H

#include <glib.h>

#include "perfharness/record.h"

/* An option table that commands share. */
extern const GOptionEntry ph_copybook_entries[];

/* What its options take, as ph_command.values has it; NULL for another's. */
char **ph_copybook_values(const char *option);

/* The first of them that was given, "--record"; NULL: none was. Static. */
const char *ph_copybook_option_given(void);

typedef struct ph_copybook_choice {
    const char *record;          /* NULL: not given. Borrowed from the command line. */
    ph_copybook_options reading; /* Its replacements are owned. */
} ph_copybook_choice;

/*
 * What the table was parsed into.
 *
 * @return NULL and error (PH_ERROR_USAGE) for a format that is none, a replacement without a tag or
 *         of a tag that has one already, more than PH_REPLACEMENTS_MAX of them, or pointers of
 *         another size than 4 or 8 bytes.
 */
ph_copybook_choice *ph_copybook_choice_new(GError **error);
void ph_copybook_choice_free(ph_copybook_choice *choice);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_copybook_choice, ph_copybook_choice_free)

#endif /* PH_HARNESS_SESSION_COPYBOOK_OPTIONS_H */
