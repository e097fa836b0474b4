/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Where what a command makes goes, by the path that a user names: into a file that is replaced, or
 * to what is there and stays. As output_file.h says of both.
 */
#ifndef PH_HARNESS_STORAGE_OUTPUT_PLACE_H
#define PH_HARNESS_STORAGE_OUTPUT_PLACE_H

#include <glib.h>

typedef struct ph_output_place {
    char *path;       /* At the end of all links. Owned. */
    gboolean is_file; /* Or is to be one: it is replaced. */
    int descriptor;   /* Of this process, which the path is a name of; -1: it is to be opened. */
} ph_output_place;

/* Nothing is opened that waits for a reader. FALSE and error (PH_ERROR_STORAGE), the reason. */
gboolean ph_output_place_find(const char *path, ph_output_place *ret, GError **error);
void ph_output_place_clear(ph_output_place *place);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ph_output_place, ph_output_place_clear)

/*
 * Open what is no file, to write to. A pipe waits for its reader: meanwhile GLib's main context is
 * served, and is_interrupted looked at, which may be NULL.
 *
 * @return -1 and error.
 */
int ph_output_place_open(const ph_output_place *place, const gboolean *is_interrupted,
                         GError **error);

/* FALSE, and the reason that errno has. */
gboolean ph_output_refuse(GError **error, int cause);

#endif /* PH_HARNESS_STORAGE_OUTPUT_PLACE_H */
