/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness archive copy`. */
#include <stdio.h>

#include "catalogue/archive_copying.h"
#include "columns.h"
#include "command/archive_action.h"
#include "error/error.h"

ph_exit ph_archive_action_copy(const ph_archive_request *request, GError **error)
{
    const char *to = request->to ? request->to : request->settings->copy_to;
    g_autoptr(ph_catalogue) catalogue = NULL;
    g_autoptr(GError) cause = NULL;
    g_autofree char *shown = to ? ph_error_printable(to) : NULL;
    ph_archive_copies copies = { 0 };
    ph_exit status = PH_EXIT_PASS;

    if (!to) {
        (void)ph_refuse(error, PH_ERROR_USAGE,
                        "copy: where to was expected: --to FOLDER, or archives.copy_to in "
                        "audit_config.yaml");
        return PH_EXIT_USAGE;
    }
    catalogue = ph_archive_open_catalogue(request, PH_CATALOGUE_WRITE, error);
    if (!catalogue)
        return PH_EXIT_FAILED;
    if (!ph_archives_copy(catalogue, to, &copies, &cause)) {
        status = ph_archive_status_of(cause);
        g_propagate_error(error, g_steal_pointer(&cause));
    }
    ph_columns_print(stdout, 0, 2, "%s: %u copied and read again, %u there already, %u deleted",
                     shown, copies.copied, copies.there, copies.deleted);
    return status;
}
