/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness baseline show`: what runs are compared with now, and what waits. */
#include <stdio.h>

#include "baseline/candidate.h"
#include "columns.h"
#include "command/baseline_action.h"
#include "command/baseline_text.h"
#include "error/error.h"

/* One place, read. */
typedef struct shown_place {
    ph_baseline *current; /* NULL: there is none. */
    ph_baseline_store_state state;
    ph_candidate *candidate; /* NULL: a FILE has none. */
    gboolean is_live;        /* What waits follows from the baseline. */
} shown_place;

static gboolean read_place(const ph_baseline_place *place, const ph_baseline_request *request,
                           shown_place *shown, GError **error)
{
    g_autoptr(ph_baseline_store) store =
        ph_baseline_store_open_at(place, request->schemas, PH_BASELINE_STORE_READ, error);

    if (!store || !ph_baseline_store_current(store, &shown->current, &shown->state, error))
        return FALSE;
    if (!place->candidate)
        return TRUE;
    shown->candidate = ph_candidate_read(place, request->schemas, error);
    if (!shown->candidate)
        return FALSE;
    shown->is_live =
        ph_candidate_is_live(shown->candidate, shown->current ? shown->current->sha256 : NULL);
    return TRUE;
}

static void clear_place(shown_place *shown)
{
    g_clear_pointer(&shown->current, ph_baseline_free);
    g_clear_pointer(&shown->candidate, ph_candidate_free);
}

static void print_document(const ph_baseline *baseline)
{
    char *text = ph_baseline_text(baseline);

    (void)puts(text);
    cJSON_free(text);
}

static void print_whole(const shown_place *shown)
{
    ph_baseline_show(stdout, shown->current);
    if (shown->candidate)
        ph_baseline_show_candidate(stdout, shown->candidate, shown->is_live);
    if (shown->state == PH_BASELINE_STORE_ALONE) {
        (void)putchar('\n');
        ph_columns_print(
            stdout, 2, 2,
            "Its history is not beside it: nothing but its own seal says that it is whole.");
    }
}

static void print_line(const shown_place *shown)
{
    if (shown->current->is_plain)
        ph_columns_print(stdout, 2, 4, "one in the specification's plain shape");
    else
        ph_baseline_show_line(stdout, shown->current);
    if (shown->is_live)
        ph_baseline_show_waiting(stdout, shown->candidate);
}

static ph_exit show(const ph_baseline_request *request, const GPtrArray *places, guint index,
                    GError **error)
{
    const ph_baseline_place *place = places->pdata[index];
    shown_place shown = { 0 };
    const gboolean is_read = read_place(place, request, &shown, error);

    if (is_read && !shown.current)
        g_set_error(error, PH_ERROR, PH_ERROR_BASELINE,
                    "%s: there is no such file; `perfharness baseline promote` makes it",
                    place->path);
    else if (is_read && request->is_json)
        print_document(shown.current);
    else if (is_read && places->len > 1)
        print_line(&shown);
    else if (is_read)
        print_whole(&shown);
    clear_place(&shown);
    return *error ? PH_EXIT_FAILED : PH_EXIT_PASS;
}

ph_exit ph_baseline_action_show(const ph_baseline_request *request, GError **error)
{
    g_autoptr(GPtrArray) places = ph_baseline_choose_places(request);
    g_autoptr(ph_baseline_place) only = NULL;
    g_autoptr(GError) cause = NULL;

    if (!places->len || (places->len > 1 && request->is_json)) {
        only = ph_baseline_choose_place(request, error);
        if (!only)
            return PH_EXIT_FAILED;
        g_ptr_array_set_size(places, 0);
        g_ptr_array_add(places, g_steal_pointer(&only));
    }
    for (guint i = 0; i < places->len && !cause; i++)
        (void)show(request, places, i, &cause);
    if (!cause)
        return PH_EXIT_PASS;
    g_propagate_error(error, g_steal_pointer(&cause));
    return PH_EXIT_FAILED;
}
