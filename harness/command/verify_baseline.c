/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Is every history of a baseline whole, and each baseline the last entry of its? */
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "audit/baseline_witness.h"
#include "baseline/candidate.h"
#include "baseline/store.h"
#include "columns.h"
#include "command/baseline_action.h"
#include "command/verification.h"
#include "error/error.h"

/* The states of which nothing can be proven; NULL for the others. */
static const char *find_doubt(ph_baseline_store_state state, gboolean has_histories)
{
    switch (state) {
    case PH_BASELINE_STORE_PLAIN:
        return "it is in the specification's plain shape, which has no history to verify it by";
    case PH_BASELINE_STORE_ALONE:
        return "its history is not beside it: restore it from version control";
    case PH_BASELINE_STORE_NONE:
        return has_histories ? "there is no such file, though baselines/ has a history: "
                               "`perfharness baseline rollback` restores it"
                             : "there is no such file";
    case PH_BASELINE_STORE_WHOLE:
    case PH_BASELINE_STORE_UNFINISHED:
    case PH_BASELINE_STORE_UNWRITTEN: break;
    }
    return NULL;
}

/* Of what was read, an error says that it was changed; what cannot be read tells nothing. */
static ph_exit status_of(const char *path, const GError *cause)
{
    const gboolean is_unreadable =
        g_file_test(path, G_FILE_TEST_EXISTS) && g_access(path, R_OK) != 0;

    return g_error_matches(cause, PH_ERROR, PH_ERROR_BASELINE) && !is_unreadable
               ? PH_EXIT_REGRESSION
               : PH_EXIT_FAILED;
}

static void tell_whole(ph_verification *verification, const ph_chain *history)
{
    g_autofree char *path = ph_error_printable(history->path);

    ph_columns_print(stdout, 0, 2, "%s: whole, %u %s", path, history->entries->len,
                     history->entries->len == 1 ? "entry" : "entries");
    ph_baseline_witnesses_hold(history, verification->witnesses);
    ph_baseline_stamps_hold(history, verification->stamps);
    verification->chains++;
}

/* A baseline, and what is looked at for it. */
typedef struct baseline_walk {
    ph_verification *verification;
    const ph_baseline_place *place;
    guint histories; /* That there are. */
} baseline_walk;

static void find_damage(const baseline_walk *walk, const GError *damage)
{
    ph_stamp_check_all_baselines(walk->verification->stamps, FALSE);
    ph_verification_found(walk->verification, status_of(walk->place->path, damage),
                          g_error_copy(damage));
}

static gboolean look_at_history(ph_chain *history, const GError *damage, gpointer data)
{
    baseline_walk *walk = data;
    g_autoptr(ph_chain) owned = history;

    walk->histories++;
    if (owned)
        tell_whole(walk->verification, owned);
    else
        find_damage(walk, damage);
    return TRUE;
}

/* Of a FILE, all histories beside it; of a FOLDER, the place's. */
static void look_at_histories(baseline_walk *walk, const ph_baseline_store *store)
{
    const ph_baseline_place *place = walk->place;
    g_autoptr(GError) damage = NULL;
    ph_chain *history;

    if (!place->fingerprint) {
        ph_baseline_store_each_chain(store, look_at_history, walk);
        return;
    }
    history = ph_baseline_store_chain(store, place->fingerprint, place->suite, &damage);
    if (history && !history->entries->len)
        ph_chain_free(history);
    else
        (void)look_at_history(history, damage, walk);
}

static void tell_baseline(const ph_baseline_place *place, ph_baseline_store_state state)
{
    g_autofree char *baseline = ph_error_printable(place->path);

    if (state == PH_BASELINE_STORE_UNWRITTEN)
        ph_baseline_print(place->path, "not written yet; the last entry of its history stands for "
                                       "it");
    else
        ph_baseline_print(place->path, "whole, the last finished entry of its history");
    if (state == PH_BASELINE_STORE_UNFINISHED)
        ph_columns_print(stdout, 0, 2,
                         "%s.unfinished: a promotion or rollback was interrupted; the next one "
                         "finishes or undoes it",
                         baseline);
}

static void look_at_current(const baseline_walk *walk, ph_baseline_store *store)
{
    const ph_baseline_place *place = walk->place;
    g_autoptr(GError) cause = NULL;
    g_autoptr(ph_baseline) current = NULL;
    ph_baseline_store_state state;
    const char *doubt;

    if (!ph_baseline_store_current(store, &current, &state, &cause)) {
        find_damage(walk, cause);
        return;
    }
    doubt = find_doubt(state, !place->fingerprint && walk->histories > 0);
    if (!doubt) {
        tell_baseline(place, state);
        return;
    }
    (void)ph_refuse(&cause, PH_ERROR_BASELINE, "%s: %s", place->path, doubt);
    ph_verification_found(walk->verification,
                          state == PH_BASELINE_STORE_NONE ? PH_EXIT_FAILED : PH_EXIT_INCONCLUSIVE,
                          g_steal_pointer(&cause));
}

static void look_at_candidate(const baseline_walk *walk)
{
    const ph_baseline_place *place = walk->place;
    g_autoptr(GError) cause = NULL;
    g_autoptr(ph_candidate) candidate =
        place->candidate ? ph_candidate_read(place, walk->verification->schemas, &cause) : NULL;

    if (cause) {
        const gboolean is_unreadable = g_error_matches(cause, PH_ERROR, PH_ERROR_STORAGE);

        ph_verification_found(walk->verification,
                              is_unreadable ? PH_EXIT_FAILED : PH_EXIT_REGRESSION,
                              g_steal_pointer(&cause));
    } else if (candidate && g_file_test(place->candidate, G_FILE_TEST_EXISTS)) {
        ph_baseline_print(place->candidate, "whole");
    }
}

static void look_at_place(ph_verification *verification, const ph_baseline_place *place)
{
    baseline_walk walk = { verification, place, 0 };
    GError *cause = NULL;
    g_autoptr(ph_baseline_store) store =
        ph_baseline_store_open_at(place, verification->schemas, PH_BASELINE_STORE_READ, &cause);

    if (!place->fingerprint)
        ph_stamp_check_all_baselines(verification->stamps, TRUE);
    if (store) {
        look_at_histories(&walk, store);
        look_at_current(&walk, store);
    } else {
        ph_verification_found(verification, PH_EXIT_FAILED, cause);
    }
    look_at_candidate(&walk);
}

/* FOLDER/FINGERPRINT/SUITE.json, or its candidate; NULL: it is a FILE. */
static ph_baseline_place *place_of_entry(const char *path)
{
    static const char *const endings[] = { ".candidate.json", ".json" };
    g_autofree char *of_host = g_path_get_dirname(path);
    g_autofree char *folder = g_path_get_dirname(of_host);
    g_autofree char *fingerprint = g_path_get_basename(of_host);
    g_autofree char *name = g_path_get_basename(path);

    for (gsize i = 0; i < G_N_ELEMENTS(endings); i++) {
        g_autofree char *suite = NULL;

        if (!g_str_has_suffix(name, endings[i]))
            continue;
        suite = g_strndup(name, strlen(name) - strlen(endings[i]));
        return ph_baseline_is_fingerprint(fingerprint) && ph_baseline_is_suite_name(suite)
                   ? ph_baseline_place_in(folder, fingerprint, suite, NULL)
                   : NULL;
    }
    return NULL;
}

static void look_at_folder(ph_verification *verification, const char *folder)
{
    g_autoptr(GPtrArray) places = ph_baseline_places(folder);
    GError *cause = NULL;

    ph_stamp_check_all_baselines(verification->stamps, TRUE);
    for (guint i = 0; i < places->len; i++)
        look_at_place(verification, places->pdata[i]);
    if (places->len)
        return;
    if (g_file_test(folder, G_FILE_TEST_IS_DIR))
        (void)ph_refuse(&cause, PH_ERROR_BASELINE, "%s: there is no baseline", folder);
    else
        (void)ph_refuse(&cause, PH_ERROR_STORAGE, "%s: there is no such file, and no such folder",
                        folder);
    ph_verification_found(verification, PH_EXIT_FAILED, cause);
}

void ph_verify_baseline(ph_verification *verification, const char *path)
{
    g_autoptr(ph_baseline_place) place = NULL;

    if (ph_baseline_place_is_folder(path)) {
        look_at_folder(verification, path);
        return;
    }
    place = place_of_entry(path);
    if (!place)
        place = ph_baseline_place_of_file(path);
    look_at_place(verification, place);
}

void ph_verify_baseline_history(ph_verification *verification, const char *path)
{
    GError *cause = NULL;
    g_autoptr(ph_chain) history = ph_chain_read_file(path, &cause);

    if (history && *history->tail)
        (void)ph_refuse(&cause, PH_ERROR_BASELINE,
                        "%s:%u: the last line is cut short; restore the file from version control",
                        path, history->entries->len + 1);
    else if (history && !history->entries->len)
        (void)ph_refuse(&cause, PH_ERROR_STORAGE, "%s: there is no history in it", path);
    if (history && !cause)
        tell_whole(verification, history);
    else
        ph_verification_found(verification, status_of(path, cause), cause);
}
