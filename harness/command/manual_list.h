/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A list that a table makes, for a manual and for topics of the help: terms, and what each means.
 *
 * One thread.
 */
#ifndef PH_HARNESS_COMMAND_MANUAL_LIST_H
#define PH_HARNESS_COMMAND_MANUAL_LIST_H

#include <glib.h>

/* A term as it is typed, or read; and its meaning, CommonMark that is one paragraph. */
typedef struct ph_manual_entry {
    char *term;
    char *meaning;
} ph_manual_entry;

typedef struct ph_manual_list {
    GPtrArray *entries; /* ph_manual_entry, in the order they are shown. */
} ph_manual_list;

ph_manual_list *ph_manual_list_new(void);
void ph_manual_list_free(ph_manual_list *list);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_manual_list, ph_manual_list_free)

/* Both are copied. */
void ph_manual_list_add(ph_manual_list *list, const char *term, const char *meaning);

#endif /* PH_HARNESS_COMMAND_MANUAL_LIST_H */
