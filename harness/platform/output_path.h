/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a path that a user names for output leads to, one link at a time. Any thread.
 */
#ifndef PH_HARNESS_PLATFORM_OUTPUT_PATH_H
#define PH_HARNESS_PLATFORM_OUTPUT_PATH_H

#include <glib.h>

typedef enum ph_output_path_kind {
    PH_OUTPUT_PATH_ABSENT,
    PH_OUTPUT_PATH_FILE,
    PH_OUTPUT_PATH_FOLDER,
    PH_OUTPUT_PATH_SOCKET,
    PH_OUTPUT_PATH_LINK,
    PH_OUTPUT_PATH_OWN,   /* /dev/stdout and its like: a name of what this process has open. */
    PH_OUTPUT_PATH_OTHER, /* A device, a pipe. */
} ph_output_path_kind;

typedef struct ph_output_path {
    ph_output_path_kind kind;
    char *link;          /* Of a link, its text. Owned. */
    gboolean is_foreign; /* Of a link: it is not to be followed. */
    guint owner;         /* Of a foreign one, the user's number. */
    int descriptor;      /* Of what this process has open; -1: it is none of its descriptors. */
} ph_output_path;

/*
 * Look at it, and follow no link. A foreign one is another user's, in a folder where everyone may
 * put one, unless it is the folder's owner's: the kernel's rule (fs.protected_symlinks on Linux),
 * which it cannot keep where links are followed by hand.
 *
 * @return FALSE: errno says why, and nothing is to be cleared.
 */
gboolean ph_output_path_look(const char *path, ph_output_path *ret);
void ph_output_path_clear(ph_output_path *seen);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ph_output_path, ph_output_path_clear)

#endif /* PH_HARNESS_PLATFORM_OUTPUT_PATH_H */
