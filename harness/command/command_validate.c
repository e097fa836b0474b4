/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness validate`: does a document match its schema, and itself? */
#include <stdio.h>

#include "command/command.h"
#include "document/document.h"
#include "error/error.h"
#include "settings/installation.h"

static const GOptionEntry options[] = { G_OPTION_ENTRY_NULL };

static gboolean validate(const char *path, GError **error)
{
    g_autofree char *schemas = ph_installation_schemas();
    g_autofree char *kind = NULL;

    if (!ph_document_check(path, schemas, &kind, error))
        return FALSE;
    (void)printf("%s: valid (%s)\n", path, kind);
    return TRUE;
}

static ph_exit run(char **operands, GError **error)
{
    ph_exit status = PH_EXIT_PASS;

    if (!operands[0]) {
        g_set_error_literal(error, PH_ERROR, PH_ERROR_USAGE, "a file was expected");
        return PH_EXIT_USAGE;
    }
    for (char **path = operands; *path; path++) {
        g_autoptr(GError) cause = NULL;

        if (!validate(*path, &cause)) {
            g_autofree char *message = ph_error_printable(cause->message);

            (void)fprintf(stderr, "perfharness validate: %s: %s\n", ph_error_id(cause), message);
            status = PH_EXIT_FAILED;
        }
    }
    return status;
}

const ph_command ph_command_validate = {
    .name = "validate",
    .operands = "FILE…",
    .options = options,
    .run = run,
};
