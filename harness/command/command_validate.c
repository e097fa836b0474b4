/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness validate`: does a document match its schema, and itself? */
#include <stdio.h>

#include "command/command.h"
#include "document/document.h"
#include "error/error.h"
#include "settings/installation.h"

static const GOptionEntry options[] = { G_OPTION_ENTRY_NULL };

/* What is no document is an answer; what cannot be looked at is none. */
static ph_exit status_of(const GError *cause)
{
    return g_error_matches(cause, PH_ERROR, PH_ERROR_PARSE) ||
                   g_error_matches(cause, PH_ERROR, PH_ERROR_SCHEMA)
               ? PH_EXIT_REGRESSION
               : PH_EXIT_FAILED;
}

static ph_exit validate(const char *path)
{
    g_autofree char *schemas = ph_installation_schemas();
    g_autofree char *kind = NULL;
    g_autofree char *shown = NULL;
    g_autoptr(GError) cause = NULL;

    if (ph_document_check(path, schemas, &kind, &cause)) {
        shown = ph_error_printable(path);
        (void)printf("%s: valid (%s)\n", shown, kind);
        return PH_EXIT_PASS;
    }
    shown = ph_error_printable(cause->message);
    (void)fprintf(stderr, "perfharness validate: %s: %s\n", ph_error_id(cause), shown);
    return status_of(cause);
}

static ph_exit run(char **operands, GError **error)
{
    ph_exit status = PH_EXIT_PASS;

    if (!operands[0]) {
        g_set_error_literal(error, PH_ERROR, PH_ERROR_USAGE, "a file was expected");
        return PH_EXIT_USAGE;
    }
    for (char **path = operands; *path; path++) {
        const ph_exit found = validate(*path);

        status = MAX(status, found); /* 0, 1 or 3. */
    }
    return status;
}

const ph_command ph_command_validate = {
    .name = "validate",
    .operands = "FILE…",
    .options = options,
    .run = run,
};
