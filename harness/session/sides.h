/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The two builds of a comparison, base and head. Each is a copy in a folder of its own: two loads
 * of one file are one mapping, and code that is compared with itself must not share its place in
 * memory.
 */
#ifndef PH_HARNESS_SESSION_SIDES_H
#define PH_HARNESS_SESSION_SIDES_H

#include "compare/side_by_side.h"
#include "session/builds.h"
#include "session/measuring.h"
#include "storage/temporary_folder.h"

typedef struct ph_sides {
    ph_temporary_folder *folder;
    GPtrArray *subjects; /* ph_run_subject: base, head. */
    GPtrArray *builds;   /* ph_build: what they are copies of. */
} ph_sides;

/*
 * Base and head by their names (builder/build_name.h). Base is made and copied before anything is
 * done for head, whose sources' own code may run when it is built: from then on nothing that is
 * done to base's file matters.
 *
 * @return NULL and error as ph_builds_find(), or when one cannot be copied. Freeing removes the
 *         copies.
 */
ph_sides *ph_sides_find(ph_builds *builds, const char *base, const char *head, GError **error);

/* The same where each is made otherwise. */
ph_sides *ph_sides_find_of(ph_builds *base_builds, const char *base, ph_builds *head_builds,
                           const char *head, GError **error);

/* The same two with their code moved by so many bytes; both can be moved. */
ph_sides *ph_sides_move(const ph_sides *sides, guint padding_bytes, GError **error);

/* Whose build an error of these, or of ph_sides_measure(), is about: its text begins with the side.
 * PH_CONTRAST_BASE or _HEAD; NULL: neither's. */
const char *ph_sides_blamed(const GError *error);

void ph_sides_free(ph_sides *sides);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_sides, ph_sides_free)

/*
 * A session for any number of pairs, which are measured the way every command does it: one host
 * lock and one deadline for all. NULL and error as ph_measuring_session_new().
 *
 * @param place  NULL: their work is compared, and nothing is timed.
 */
ph_measuring_session *ph_sides_session_new(const ph_measuring_options *options,
                                           const ph_measuring_place *place,
                                           const ph_interruption *interruption, GError **error);

/*
 * Measure the two side by side.
 *
 * @param session  Of ph_sides_session_new().
 * @param plan     Of its request, what is measured and the observer; the rest is the session's.
 * @return NULL and error as ph_side_by_side().
 */
ph_contrast_report *ph_sides_measure(const ph_sides *sides, const ph_measuring_session *session,
                                     ph_side_by_side_plan plan, GError **error);

#endif /* PH_HARNESS_SESSION_SIDES_H */
