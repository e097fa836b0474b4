/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness archive create`. */
#include <stdio.h>

#include "catalogue/archive_making.h"
#include "columns.h"
#include "command/archive_action.h"
#include "error/error.h"

ph_exit ph_archive_action_create(const ph_archive_request *request, GError **error)
{
    const ph_archive_order order = { request->operands, request->period, request->keep,
                                     request->settings };
    g_autoptr(ph_catalogue) catalogue =
        ph_catalogue_open(request->folder, PH_CATALOGUE_WRITE, error);
    gboolean is_new;
    const ph_kept_archive *archive =
        catalogue ? ph_archive_make(catalogue, &order, &is_new, error) : NULL;
    g_autofree char *path = NULL;
    g_autofree char *shown = NULL;
    g_autofree char *size = NULL;

    if (!archive)
        return PH_EXIT_FAILED;
    path = ph_catalogue_file(catalogue, archive);
    shown = ph_error_printable(path);
    size = ph_archive_size(archive->bytes);
    if (!is_new)
        ph_columns_print(stdout, 0, 2, "%s: is there already, with the same content", shown);
    else if (archive->key)
        ph_columns_print(stdout, 0, 2, "%s: %u file%s, %s, encrypted to the key %.12s", shown,
                         archive->files, archive->files == 1 ? "" : "s", size, archive->key);
    else
        ph_columns_print(stdout, 0, 2, "%s: %u file%s, %s, not encrypted", shown, archive->files,
                         archive->files == 1 ? "" : "s", size);
    return PH_EXIT_PASS;
}
