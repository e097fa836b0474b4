/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The two builds of a comparison, base and head. Each is a copy in a folder of its own: two loads
 * of one file are one mapping, and code that is compared with itself must not share its place in
 * memory.
 */
#ifndef PH_SIDES_H
#define PH_SIDES_H

#include <glib.h>

typedef struct ph_sides {
    char *folder;
    GPtrArray *subjects; /* ph_run_subject: base, head. */
} ph_sides;

/*
 * Each operand is "FILE" or "FILE?OPTIONS", the options for the subject's open(). NULL and error
 * when one cannot be read or copied. Freeing removes the copies.
 */
ph_sides *ph_sides_new(const char *base, const char *head, GError **error);
void ph_sides_free(ph_sides *sides);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_sides, ph_sides_free)

#endif /* PH_SIDES_H */
