/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness baseline verify`: is every history whole, and each baseline the last entry of its?
 */
#include <glib/gstdio.h>
#include <stdio.h>
#include <unistd.h>

#include "baseline/candidate.h"
#include "columns.h"
#include "command/baseline_action.h"
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
static ph_exit status_of(const ph_baseline_place *place, const GError *cause)
{
    const gboolean is_unreadable =
        g_file_test(place->path, G_FILE_TEST_EXISTS) && g_access(place->path, R_OK) != 0;

    return g_error_matches(cause, PH_ERROR, PH_ERROR_BASELINE) && !is_unreadable
               ? PH_EXIT_REGRESSION
               : PH_EXIT_FAILED;
}

static void print_histories(const GPtrArray *histories)
{
    for (guint i = 0; i < histories->len; i++) {
        const ph_chain *history = histories->pdata[i];
        g_autofree char *path = ph_error_printable(history->path);

        ph_columns_print(stdout, 0, 2, "%s: whole, %u %s", path, history->entries->len,
                         history->entries->len == 1 ? "entry" : "entries");
    }
}

static void print_whole(const ph_baseline_place *place, const GPtrArray *histories,
                        ph_baseline_store_state state)
{
    g_autofree char *baseline = ph_error_printable(place->path);

    print_histories(histories);
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

/* Of a FILE, all histories beside it; of a FOLDER, the place's. */
static GPtrArray *read_histories(const ph_baseline_store *store, const ph_baseline_place *place,
                                 GError **error)
{
    GPtrArray *histories;
    ph_chain *history;

    if (!place->fingerprint)
        return ph_baseline_store_chains(store, error);
    history = ph_baseline_store_chain(store, place->fingerprint, place->suite, error);
    if (!history)
        return NULL;
    histories = g_ptr_array_new_with_free_func((GDestroyNotify)ph_chain_free);
    g_ptr_array_add(histories, history);
    return histories;
}

static ph_exit verify_candidate(const ph_baseline_place *place, const char *schemas, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(ph_candidate) candidate =
        place->candidate ? ph_candidate_read(place, schemas, &cause) : NULL;

    if (cause) {
        const gboolean is_unreadable = g_error_matches(cause, PH_ERROR, PH_ERROR_STORAGE);

        g_propagate_error(error, g_steal_pointer(&cause));
        return is_unreadable ? PH_EXIT_FAILED : PH_EXIT_REGRESSION;
    }
    if (candidate && g_file_test(place->candidate, G_FILE_TEST_EXISTS))
        ph_baseline_print(place->candidate, "whole");
    return PH_EXIT_PASS;
}

static ph_exit verify(const ph_baseline_place *place, const char *schemas, GError **error)
{
    g_autoptr(ph_baseline_store) store =
        ph_baseline_store_open_at(place, schemas, PH_BASELINE_STORE_READ, error);
    g_autoptr(GError) cause = NULL;
    g_autoptr(GPtrArray) histories = NULL;
    g_autoptr(ph_baseline) current = NULL;
    ph_baseline_store_state state;
    const char *doubt;

    if (!store)
        return PH_EXIT_FAILED;
    histories = read_histories(store, place, &cause);
    if (!histories || !ph_baseline_store_current(store, &current, &state, &cause)) {
        const ph_exit status = status_of(place, cause);

        g_propagate_error(error, g_steal_pointer(&cause));
        return status;
    }
    doubt = find_doubt(state, !place->fingerprint && histories->len > 0);
    if (doubt) {
        (void)ph_refuse(error, PH_ERROR_BASELINE, "%s: %s", place->path, doubt);
        return state == PH_BASELINE_STORE_NONE ? PH_EXIT_FAILED : PH_EXIT_INCONCLUSIVE;
    }
    print_whole(place, histories, state);
    return verify_candidate(place, schemas, error);
}

ph_exit ph_baseline_action_verify(const ph_baseline_request *request, GError **error)
{
    g_autoptr(GPtrArray) places = ph_baseline_choose_places(request);
    ph_exit status = PH_EXIT_PASS;

    if (!places->len) {
        (void)ph_refuse(error, PH_ERROR_BASELINE, "%s: there is no baseline", request->path);
        return PH_EXIT_FAILED;
    }
    for (guint i = 0; i < places->len && status == PH_EXIT_PASS; i++)
        status = verify(places->pdata[i], request->schemas, error);
    return status;
}
