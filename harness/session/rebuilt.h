/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The builds that a bundle names, made again or found: a release from the registry, a commit from
 * the user's own checkout, a library by its digest. No library comes out of a bundle, and none is
 * taken for one that it names unless its digest is that one's, but for those that are installed.
 *
 * Main thread.
 */
#ifndef PH_HARNESS_SESSION_REBUILT_H
#define PH_HARNESS_SESSION_REBUILT_H

#include <cjson/cJSON.h>

#include "session/builds.h"

/* Where the user says that things are. Borrowed. */
typedef struct ph_rebuilt_places {
    const char *checkout; /* Of copybook-rs; NULL: not given. */
    const char *files;    /* The folder with libraries. */
} ph_rebuilt_places;

typedef struct ph_rebuilt {
    char *role;
    char
        *operand; /* As a build is named; NULL: the subject that is installed by the role's name. */
    ph_build_identity *recorded;
    ph_build_identity *found;
} ph_rebuilt;

/*
 * Have what is built from here on, by this process and by those that it starts, built with the
 * toolchain that these builds were made with, where it is installed: nothing is installed. All of a
 * command's are of one, but for libraries, which are not built.
 *
 * @param builds  The manifest's "builds".
 * @return NULL, or, for the caller to free, why they are built with the usual one: a sentence.
 */
char *ph_rebuilt_choose_toolchain(const cJSON *builds);

/*
 * @param build         Of the manifest's "builds", as its schema has it.
 * @param is_of_subject Its role is a subject's name, and may be that of an installed one.
 * @return NULL and error, in a sentence that begins with the role: it cannot be made or found;
 *         nothing was built then that the user's checkout, or the registry, does not have.
 */
ph_rebuilt *ph_rebuilt_find(ph_builds *builds, const cJSON *build, gboolean is_of_subject,
                            const ph_rebuilt_places *places, GError **error);
void ph_rebuilt_free(gpointer rebuilt);

#endif /* PH_HARNESS_SESSION_REBUILT_H */
