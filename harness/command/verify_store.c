/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Is a history as it was written? */
#include <glib/gstdio.h>
#include <stdio.h>
#include <sys/stat.h>

#include "columns.h"
#include "command/verification.h"
#include "error/error.h"
#include "history/run_store.h"
#include "history/store_check.h"
#include "stamp/manifest.h"

/* So many are told of one history. */
enum { FAULTS_TOLD = 100 };

typedef struct store_faults {
    ph_verification *verification;
    const ph_store_place *place;
    guint count;
} store_faults;

static void find_fault(const char *fault, gpointer data)
{
    store_faults *faults = data;

    if (faults->count++ < FAULTS_TOLD)
        ph_verification_changed(faults->verification, "%s: %s", faults->place->name, fault);
}

static void show_receipt(const ph_receipt *receipt, gpointer data)
{
    const store_faults *faults = data;

    ph_stamp_check_element(faults->verification->stamps, receipt->id, receipt->sha256,
                           receipt->at_us);
}

static void tell_whole(const ph_store_check *check)
{
    g_autofree char *documents =
        check->is_deep ? g_strdup_printf("; the results follow from %u documents", check->documents)
                       : g_strdup("");

    ph_columns_print(stdout, 0, 2, "%s: whole, %" G_GINT64_FORMAT " %s%s", check->chain,
                     check->receipts, check->receipts == 1 ? "receipt" : "receipts", documents);
}

/* A file that was cut was changed; what cannot be opened or reached may be whole. */
static ph_exit status_of(const GError *cause)
{
    return g_error_matches(cause, PH_ERROR, PH_ERROR_CHANGED) ? PH_EXIT_REGRESSION : PH_EXIT_FAILED;
}

/* SQLite takes nothing at all for a database that is to be made. */
static gboolean is_cut_to_nothing(const ph_store_place *place)
{
    GStatBuf status;

    return place->path && g_stat(place->path, &status) == 0 && S_ISREG(status.st_mode) &&
           status.st_size == 0;
}

static void look_at(ph_verification *verification, const ph_store_place *place, ph_run_store *store,
                    const char *note)
{
    store_faults faults = { verification, place, 0 };
    GError *cause = NULL;
    ph_store_check check = {
        .chain = place->name,
        .schemas = verification->schemas,
        .witnesses = verification->witnesses,
        .is_deep = verification->is_deep,
        .found = find_fault,
        .shown = show_receipt,
        .data = &faults,
    };

    /* Of a history that is only read, that is what is said. */
    if (note)
        find_fault(note, &faults);
    ph_stamp_check_begin(verification->stamps, place->name, PH_MANIFEST_HISTORY, place->name);
    if (!ph_stamps_take(store, place->name, verification->stamps, &cause) ||
        !ph_store_check_run(&check, store, &cause)) {
        ph_verification_found(verification, status_of(cause), cause);
        return;
    }
    verification->chains++;
    if (faults.count > FAULTS_TOLD)
        ph_verification_changed(verification, "%s: and %u more", place->name,
                                faults.count - FAULTS_TOLD);
    if (faults.count == 0)
        tell_whole(&check);
}

void ph_verify_store(ph_verification *verification, const ph_store_place *place)
{
    GError *cause = NULL;
    g_autofree char *note = NULL;
    g_autoptr(ph_run_store) store = NULL;

    if (is_cut_to_nothing(place)) {
        ph_verification_changed(verification, "%s: it is empty: what was in it was cut off",
                                place->name);
        return;
    }
    verification->has_store = TRUE;
    store = ph_run_store_open(place, PH_STORE_READ, &note, &cause);
    if (store)
        look_at(verification, place, store, note);
    else
        ph_verification_found(verification, status_of(cause), cause);
}
