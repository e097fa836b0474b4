/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Is a document the one that was sealed, or that a history has? */
#include <cjson/cJSON.h>
#include <stdio.h>
#include <string.h>

#include "columns.h"
#include "command/verification.h"
#include "document/document.h"
#include "document/receipt_seal.h"
#include "error/error.h"
#include "history/run_store.h"

static void tell(const char *path, const char *what)
{
    g_autofree char *printable = ph_error_printable(path);

    ph_columns_print(stdout, 0, 2, "%s: %s", printable, what);
}

/* FALSE: it carries none. */
static gboolean look_at_seal(ph_verification *verification, const char *path, const cJSON *document)
{
    const char *sealed = ph_receipt_sealed_digest(document);
    g_autofree char *digest = sealed ? ph_receipt_digest(document) : NULL;

    if (!sealed)
        return FALSE;
    if (g_ascii_strcasecmp(sealed, digest) == 0)
        tell(path, "whole, by its own seal");
    else
        ph_verification_changed(verification,
                                "%s: its integrity.sha256 does not follow from the rest", path);
    return TRUE;
}

/* Numbers that follow from others agree with them, whatever else was changed. */
static gboolean is_consistent(ph_verification *verification, const char *path,
                              const cJSON *document)
{
    const char *kind;
    GError *cause = NULL;

    if (ph_document_is_valid(document, verification->schemas, &kind, &cause))
        return TRUE;
    g_prefix_error(&cause, "%s: ", path);
    ph_verification_found(verification, PH_EXIT_REGRESSION, cause);
    return FALSE;
}

/* The run of the history that has these bytes; NULL: none. */
static ph_history_run *find_run(const ph_store_place *place, const char *digest)
{
    g_autofree char *note = NULL;
    g_autoptr(ph_run_store) store =
        ph_run_store_exists(place) ? ph_run_store_open(place, PH_STORE_READ, &note, NULL) : NULL;

    return store ? ph_run_store_run(store, digest, NULL) : NULL;
}

static void look_into_history(ph_verification *verification, const char *path, const char *digest)
{
    const ph_store_place *place = verification->place;
    g_autoptr(ph_history_run) run = find_run(place, digest);
    GError *cause = NULL;

    if (run) {
        g_autofree char *what = g_strdup_printf("as the history %s received it", place->name);

        tell(path, what);
        return;
    }
    (void)ph_refuse(&cause, PH_ERROR_CHANGED,
                    "%s: nothing tells whether it was changed: it carries no seal, and the history "
                    "%s has no such run",
                    path, place->name);
    ph_verification_found(verification, PH_EXIT_INCONCLUSIVE, cause);
}

void ph_verify_document(ph_verification *verification, const char *path)
{
    GError *cause = NULL;
    gsize length = 0;
    g_autofree char *text = ph_document_text(path, &length, &cause);
    cJSON *document = text ? ph_document_parse(path, text, length, &cause) : NULL;
    g_autofree char *digest = NULL;

    if (!document) {
        ph_verification_found(verification, PH_EXIT_FAILED, cause);
        return;
    }
    digest = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)text, length);
    if (!look_at_seal(verification, path, document) && is_consistent(verification, path, document))
        look_into_history(verification, path, digest);
    cJSON_Delete(document);
}
