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

/* What was found: the gravest, and its cause; NULL: nothing. */
typedef struct finding {
    ph_exit status;
    GError *cause;
} finding;

/* What was changed is graver than what could not be looked at, and that than what has no proof. */
static int gravity_of(ph_exit status)
{
    static const ph_exit ascending[] = { PH_EXIT_PASS, PH_EXIT_INCONCLUSIVE, PH_EXIT_FAILED,
                                         PH_EXIT_REGRESSION };
    int gravity = 0;

    while (ascending[gravity] != status)
        gravity++;
    return gravity;
}

/* The gravest is the error; the others are told, each with the file that it names. Takes cause. */
static void add_finding(finding *gravest, ph_exit status, GError *cause)
{
    g_autoptr(GError) other = cause;
    g_autofree char *text = NULL;

    if (gravity_of(status) > gravity_of(gravest->status)) {
        gravest->status = status;
        other = g_steal_pointer(&gravest->cause);
        gravest->cause = cause;
    }
    if (!other)
        return;
    text = ph_error_printable(other->message);
    ph_columns_print(stdout, 0, 2, "%s", text);
}

static void verify_candidate(const ph_baseline_place *place, const char *schemas, finding *gravest)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(ph_candidate) candidate =
        place->candidate ? ph_candidate_read(place, schemas, &cause) : NULL;

    if (cause) {
        const gboolean is_unreadable = g_error_matches(cause, PH_ERROR, PH_ERROR_STORAGE);

        add_finding(gravest, is_unreadable ? PH_EXIT_FAILED : PH_EXIT_REGRESSION,
                    g_steal_pointer(&cause));
    } else if (candidate && g_file_test(place->candidate, G_FILE_TEST_EXISTS)) {
        ph_baseline_print(place->candidate, "whole");
    }
}

static void verify_baseline(ph_baseline_store *store, const ph_baseline_place *place,
                            finding *gravest)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(GPtrArray) histories = read_histories(store, place, &cause);
    g_autoptr(ph_baseline) current = NULL;
    ph_baseline_store_state state;
    const char *doubt;

    if (!histories || !ph_baseline_store_current(store, &current, &state, &cause)) {
        const ph_exit status = status_of(place, cause);

        add_finding(gravest, status, g_steal_pointer(&cause));
        return;
    }
    doubt = find_doubt(state, !place->fingerprint && histories->len > 0);
    if (doubt) {
        (void)ph_refuse(&cause, PH_ERROR_BASELINE, "%s: %s", place->path, doubt);
        add_finding(gravest,
                    state == PH_BASELINE_STORE_NONE ? PH_EXIT_FAILED : PH_EXIT_INCONCLUSIVE,
                    g_steal_pointer(&cause));
        return;
    }
    print_whole(place, histories, state);
}

static void verify(const ph_baseline_place *place, const char *schemas, finding *gravest)
{
    GError *cause = NULL;
    g_autoptr(ph_baseline_store) store =
        ph_baseline_store_open_at(place, schemas, PH_BASELINE_STORE_READ, &cause);

    if (store)
        verify_baseline(store, place, gravest);
    else
        add_finding(gravest, PH_EXIT_FAILED, cause);
    verify_candidate(place, schemas, gravest);
}

ph_exit ph_baseline_action_verify(const ph_baseline_request *request, GError **error)
{
    g_autoptr(GPtrArray) places = ph_baseline_choose_places(request);
    finding gravest = { PH_EXIT_PASS, NULL };

    if (!places->len) {
        (void)ph_refuse(error, PH_ERROR_BASELINE, "%s: there is no baseline", request->path);
        return PH_EXIT_FAILED;
    }
    for (guint i = 0; i < places->len; i++)
        verify(places->pdata[i], request->schemas, &gravest);
    if (gravest.cause)
        g_propagate_error(error, gravest.cause);
    return gravest.status;
}
