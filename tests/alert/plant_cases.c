/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Cases that nothing was measured for, for what is told of them:
 *
 *   plant_cases STORE open CASES SERIES CHANGE     cases that are confirmed, each of so many series
 *   plant_cases STORE suspect CASES SERIES CHANGE  the same, that could not be compared
 *   plant_cases STORE confirm CASE SERIES CHANGE   such a one is compared after all
 *   plant_cases STORE event CASE KIND              what else happens to it
 *   plant_cases STORE bisect CASE SHA              the commit that brought it was found
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "made_up_history.h"

enum { SERIES_MAX = 100 };

/* A run that no document is expected of. */
static gint64 add_run(ph_run_store *store, guint number)
{
    ph_run_entry *entry = made_up_entry_at(number, number, SERIES_MAX, 1.0);

    entry->run->source = g_strdup("made up");
    return made_up_add(store, entry);
}

static void add_levels(ph_run_store *store, gint64 case_id, gint64 run_id, guint count,
                       double change, gboolean is_compared, GError **error)
{
    const gint64 first = made_up_first_series(store);

    for (guint i = 0; i < count; i++) {
        g_autoptr(ph_history_level) level = ph_history_level_new();

        level->series_id = first + i;
        level->case_id = case_id;
        level->first_run_id = run_id;
        level->last_good_run_id = 1;
        level->cause = is_compared ? PH_LEVEL_CODE : PH_LEVEL_UNCONFIRMED;
        level->change = change * (1.0 - 0.001 * i);
        level->low = level->change - 0.002;
        level->high = level->change + 0.002;
        level->p_value = is_compared ? 1e-9 : NAN;
        assert_true(ph_run_store_add_level(store, level, NULL, error));
    }
}

static void add_event(ph_run_store *store, gint64 case_id, ph_history_event_kind kind)
{
    g_autoptr(ph_history_event) event = ph_history_event_new(kind, case_id);
    g_autoptr(GError) error = NULL;

    event->text = g_strdup("made up");
    assert_true(ph_run_store_add_event(store, event, NULL, &error));
}

static void open_case(ph_run_store *store, guint number, guint series, double change,
                      gboolean is_compared)
{
    const gint64 run_id = add_run(store, number);
    g_autoptr(ph_history_case) found = ph_history_case_new();
    g_autoptr(ph_history_event) seen = ph_history_event_new(PH_HISTORY_EVENT_SEEN, 0);
    g_autoptr(GError) error = NULL;
    gint64 case_id = 0;

    found->host = g_strdup(MADE_UP_HOST);
    found->suite = g_strdup(MADE_UP_SUITE);
    found->direction = change < 0.0 ? -1 : 1;
    found->base_position = 1;
    found->head_position = number;
    found->base_sha = made_up_sha(1);
    found->head_sha = made_up_sha(number);
    assert_true(ph_run_store_add_case(store, found, seen, &case_id, &error));
    add_levels(store, case_id, run_id, series, change, is_compared, &error);
    assert_null(error);
    add_event(store, case_id,
              is_compared ? PH_HISTORY_EVENT_CONFIRM : PH_HISTORY_EVENT_UNCONFIRMED);
}

static void open_cases(ph_run_store *store, guint cases, guint series, double change,
                       gboolean is_compared)
{
    g_autoptr(GPtrArray) runs = ph_run_store_runs(store, &(ph_run_query){ .newest = 0 }, NULL);
    guint number = runs->len + 1;

    if (runs->len == 0)
        add_run(store, number++);
    for (guint i = 0; i < cases; i++)
        open_case(store, number++, series, change, is_compared);
}

/* The first run of case N is run N + 1. */
static void confirm(ph_run_store *store, gint64 case_id, guint series, double change)
{
    g_autoptr(GError) error = NULL;

    add_levels(store, case_id, case_id + 1, series, change, TRUE, &error);
    assert_null(error);
    add_event(store, case_id, PH_HISTORY_EVENT_CONFIRM);
}

static void find_commit(ph_run_store *store, gint64 case_id, const char *sha)
{
    g_autoptr(ph_history_event) event = ph_history_event_new(PH_HISTORY_EVENT_BISECT, case_id);
    g_autoptr(GError) error = NULL;

    event->text = g_strdup("made up");
    event->detail = g_strdup_printf("{\"outcome\":\"found\",\"commit\":\"%s\"}", sha);
    assert_true(ph_run_store_add_event(store, event, NULL, &error));
}

static void plant(ph_run_store *store, const char *what, guint number, char **more)
{
    const guint series = more[0] ? (guint)strtoul(more[0], NULL, 10) : 0;
    const double change = more[0] && more[1] ? g_ascii_strtod(more[1], NULL) : 0.0;

    if (strcmp(what, "open") == 0 || strcmp(what, "suspect") == 0)
        open_cases(store, number, series, change, strcmp(what, "open") == 0);
    else if (strcmp(what, "confirm") == 0)
        confirm(store, number, series, change);
    else if (strcmp(what, "bisect") == 0)
        find_commit(store, number, more[0]);
    else
        add_event(store, number, ph_history_event_of(more[0]));
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *note = NULL;
    ph_store_place *place = ph_store_place_choose(argc > 4 ? argv[1] : "", &error);
    ph_run_store *store = place ? ph_run_store_open(place, PH_STORE_WRITE, &note, &error) : NULL;

    if (!store) {
        (void)fprintf(stderr, "plant_cases: %s\n", error->message);
        return 1;
    }
    plant(store, argv[2], (guint)strtoul(argv[3], NULL, 10), argv + 4);
    ph_run_store_close(store);
    ph_store_place_free(place);
    return 0;
}
