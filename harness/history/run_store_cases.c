/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Levels, cases, and what happened to them. */
#include "error/error.h"
#include "history/history_clock.h"
#include "history/run_store_object.h"
#include "perfharness/require.h"

/* The commit of a run, while there is one. */
typedef struct run_commit {
    gint64 position;
    char *sha;
} run_commit;

static gboolean take_commit(const ph_store_value *columns, gpointer data)
{
    run_commit *commit = (run_commit *)data;

    commit->position = ph_store_as_integer(&columns[0], PH_NO_POSITION);
    commit->sha = ph_store_copy_text(&columns[1]);
    return FALSE;
}

static gboolean find_commit(ph_run_store *store, gint64 run_id, gint64 *ret_position,
                            char **ret_sha, GError **error)
{
    const ph_store_value parameters[] = { ph_store_integer(run_id) };
    run_commit commit = { PH_NO_POSITION, NULL };

    if (!ph_run_store_ask(store, PH_STATEMENT_REVISION_OF_RUN, parameters, take_commit, &commit,
                          error))
        return FALSE;
    *ret_position = commit.position;
    *ret_sha = commit.sha;
    return TRUE;
}

/* A level on its way into the store. */
typedef struct added_level {
    ph_history_level *level;
    gint64 id;
} added_level;

static gboolean find_level(ph_run_store *store, const ph_history_level *level, gint64 *ret_id,
                           GError **error)
{
    const ph_store_value parameters[] = {
        ph_store_integer(level->series_id),
        ph_store_integer(level->first_run_id),
        ph_store_text(ph_level_cause_word(level->cause)),
    };

    return ph_run_store_ask_integer(store, PH_STATEMENT_FIND_LEVEL, parameters, ret_id, error);
}

static gboolean write_level(ph_run_store *store, added_level *added, GError **error)
{
    const ph_history_level *level = added->level;
    const ph_store_value parameters[] = {
        ph_store_integer(level->series_id),
        ph_store_integer_but(level->case_id, 0),
        ph_store_integer(level->first_run_id),
        ph_store_integer_but(level->last_good_run_id, 0),
        ph_store_integer_but(level->first_position, PH_NO_POSITION),
        ph_store_integer_but(level->last_good_position, PH_NO_POSITION),
        ph_store_text(level->first_sha),
        ph_store_text(level->last_good_sha),
        ph_store_text(ph_level_cause_word(level->cause)),
        ph_store_real(level->change),
        ph_store_real(level->low),
        ph_store_real(level->high),
        ph_store_real(level->p_value),
        ph_store_integer(level->at_us),
    };

    return ph_run_store_ask_integer(store, PH_STATEMENT_ADD_LEVEL, parameters, &added->id, error);
}

/* One that is not there; its receipt goes to the chain. */
static gboolean append_level(ph_run_store *store, ph_store_chain *chain, added_level *added,
                             GError **error)
{
    ph_history_level *level = added->level;

    if (!find_commit(store, level->first_run_id, &level->first_position, &level->first_sha,
                     error) ||
        (level->last_good_run_id > 0 &&
         !find_commit(store, level->last_good_run_id, &level->last_good_position,
                      &level->last_good_sha, error)))
        return FALSE;
    return write_level(store, added, error) &&
           ph_store_chain_add_text(chain, PH_RECEIPT_LEVEL, ph_history_level_text(level),
                                   level->at_us, error);
}

static gboolean add_level(ph_run_store *store, gpointer data, GError **error)
{
    added_level *added = (added_level *)data;
    g_auto(ph_store_chain) chain = { 0 };

    return ph_store_chain_begin(&chain, store->engine, error) &&
           find_level(store, added->level, &added->id, error) &&
           (added->id > 0 || append_level(store, &chain, added, error));
}

/* To be added now. */
static ph_history_level *level_copy(const ph_history_level *level)
{
    ph_history_level *copy = ph_history_level_new();

    *copy = *level;
    copy->at_us = ph_history_now_us();
    copy->first_sha = NULL; /* These four are of its runs. */
    copy->last_good_sha = NULL;
    copy->first_position = PH_NO_POSITION;
    copy->last_good_position = PH_NO_POSITION;
    return copy;
}

gboolean ph_run_store_add_level(ph_run_store *store, const ph_history_level *level, gint64 *ret_id,
                                GError **error)
{
    g_autoptr(ph_history_level) copy = level_copy(level);
    added_level added = { copy, 0 };

    if (!ph_run_store_transact(store, add_level, &added, error))
        return FALSE;
    if (ret_id)
        *ret_id = added.id;
    return TRUE;
}

static void free_level(gpointer level)
{
    ph_history_level_free((ph_history_level *)level);
}

static gpointer take_level(const ph_store_value *columns)
{
    g_autoptr(ph_history_level) level = ph_history_level_new();

    level->id = ph_store_as_integer(&columns[0], 0);
    level->series_id = ph_store_as_integer(&columns[1], 0);
    level->case_id = ph_store_as_integer(&columns[2], 0);
    level->first_run_id = ph_store_as_integer(&columns[3], 0);
    level->last_good_run_id = ph_store_as_integer(&columns[4], 0);
    level->first_position = ph_store_as_integer(&columns[5], PH_NO_POSITION);
    level->last_good_position = ph_store_as_integer(&columns[6], PH_NO_POSITION);
    level->first_sha = ph_store_copy_text(&columns[7]);
    level->last_good_sha = ph_store_copy_text(&columns[8]);
    level->cause = ph_level_cause_of(ph_store_as_text(&columns[9]));
    level->change = ph_store_as_real(&columns[10]);
    level->low = ph_store_as_real(&columns[11]);
    level->high = ph_store_as_real(&columns[12]);
    level->p_value = ph_store_as_real(&columns[13]);
    level->at_us = ph_store_as_integer(&columns[14], 0);
    return level->cause == PH_LEVEL_CAUSE_COUNT ? NULL : g_steal_pointer(&level);
}

GPtrArray *ph_run_store_levels(ph_run_store *store, gint64 series_id, GError **error)
{
    const ph_store_value parameters[] = { ph_store_integer(series_id) };

    return ph_run_store_collect(store, PH_STATEMENT_LEVELS, parameters, take_level, free_level,
                                error);
}

/* An event on its way into the store, with the case that begins with it. */
typedef struct added_event {
    const ph_history_case *new_case; /* NULL: it is of one that is there. */
    ph_history_event event;          /* Its texts are borrowed. */
    gint64 id;
} added_event;

static gboolean write_case(ph_run_store *store, ph_store_chain *chain, added_event *added,
                           GError **error)
{
    ph_history_case copy = *added->new_case;
    const ph_store_value parameters[] = {
        ph_store_text(copy.host),
        ph_store_text(copy.suite),
        ph_store_integer(copy.direction),
        ph_store_integer_but(copy.base_position, PH_NO_POSITION),
        ph_store_integer_but(copy.head_position, PH_NO_POSITION),
        ph_store_text(copy.base_sha),
        ph_store_text(copy.head_sha),
        ph_store_integer(added->event.at_us),
    };

    copy.at_us = added->event.at_us;
    return ph_run_store_ask_integer(store, PH_STATEMENT_ADD_CASE, parameters, &added->event.case_id,
                                    error) &&
           ph_store_chain_add_text(chain, PH_RECEIPT_CASE, ph_history_case_text(&copy), copy.at_us,
                                   error);
}

gboolean ph_run_store_write_event(ph_run_store *store, ph_store_chain *chain,
                                  const ph_history_event *event, gint64 *ret_id, GError **error)
{
    const ph_store_value parameters[] = {
        ph_store_integer(event->case_id), ph_store_text(ph_history_event_word(event->kind)),
        ph_store_text(event->actor),      ph_store_integer_but(event->until_us, PH_NO_TIME),
        ph_store_text(event->text),       ph_store_text(event->detail),
        ph_store_integer(event->at_us),
    };
    gint64 id = 0;

    if (!ph_run_store_ask_integer(store, PH_STATEMENT_ADD_EVENT, parameters, &id, error) ||
        !ph_store_chain_add_text(chain, PH_RECEIPT_EVENT, ph_history_event_text(event),
                                 event->at_us, error))
        return FALSE;
    if (ret_id)
        *ret_id = id;
    return TRUE;
}

static gboolean add_event(ph_run_store *store, gpointer data, GError **error)
{
    added_event *added = (added_event *)data;
    g_auto(ph_store_chain) chain = { 0 };

    return ph_store_chain_begin(&chain, store->engine, error) &&
           (!added->new_case || write_case(store, &chain, added, error)) &&
           ph_run_store_write_event(store, &chain, &added->event, &added->id, error);
}

gboolean ph_run_store_add_case(ph_run_store *store, const ph_history_case *history_case,
                               const ph_history_event *first, gint64 *ret_id, GError **error)
{
    added_event added = { .new_case = history_case, .event = *first };

    PH_REQUIRE(history_case->direction == 1 || history_case->direction == -1);
    added.event.at_us = ph_history_now_us();
    if (!ph_run_store_transact(store, add_event, &added, error))
        return FALSE;
    if (ret_id)
        *ret_id = added.event.case_id;
    return TRUE;
}

/* A case on its way into the store, with what it is suspected for. */
typedef struct opened_case {
    added_event added;
    const GPtrArray *levels; /* ph_history_level. */
    gboolean is_there;       /* One of these is suspected already. */
} opened_case;

static gboolean is_any_there(ph_run_store *store, opened_case *opened, GError **error)
{
    for (guint i = 0; i < opened->levels->len && !opened->is_there; i++) {
        gint64 id = 0;

        if (!find_level(store, opened->levels->pdata[i], &id, error))
            return FALSE;
        opened->is_there = id > 0;
    }
    return TRUE;
}

static gboolean open_case(ph_run_store *store, gpointer data, GError **error)
{
    opened_case *opened = (opened_case *)data;
    added_event *added = &opened->added;
    g_auto(ph_store_chain) chain = { 0 };

    if (!ph_store_chain_begin(&chain, store->engine, error) || !is_any_there(store, opened, error))
        return FALSE;
    if (opened->is_there)
        return TRUE;
    if (!write_case(store, &chain, added, error) ||
        !ph_run_store_write_event(store, &chain, &added->event, NULL, error))
        return FALSE;
    for (guint i = 0; i < opened->levels->len; i++) {
        g_autoptr(ph_history_level) copy = level_copy(opened->levels->pdata[i]);
        added_level level = { copy, 0 };

        copy->case_id = added->event.case_id;
        if (!append_level(store, &chain, &level, error))
            return FALSE;
    }
    return TRUE;
}

gboolean ph_run_store_open_case(ph_run_store *store, const ph_history_case *history_case,
                                const ph_history_event *first, const GPtrArray *levels,
                                gint64 *ret_id, GError **error)
{
    opened_case opened = { .added = { .new_case = history_case, .event = *first },
                           .levels = levels };

    PH_REQUIRE(history_case->direction == 1 || history_case->direction == -1);
    opened.added.event.at_us = ph_history_now_us();
    if (!ph_run_store_transact(store, open_case, &opened, error))
        return FALSE;
    *ret_id = opened.is_there ? 0 : opened.added.event.case_id;
    return TRUE;
}

gboolean ph_run_store_add_event(ph_run_store *store, const ph_history_event *event, gint64 *ret_id,
                                GError **error)
{
    added_event added = { .event = *event };

    added.event.at_us = ph_history_now_us();
    if (!ph_run_store_transact(store, add_event, &added, error))
        return FALSE;
    if (ret_id)
        *ret_id = added.id;
    return TRUE;
}

static void free_case(gpointer history_case)
{
    ph_history_case_free((ph_history_case *)history_case);
}

static gpointer take_case(const ph_store_value *columns)
{
    ph_history_case *history_case = ph_history_case_new();

    history_case->id = ph_store_as_integer(&columns[0], 0);
    history_case->host = ph_store_copy_known(&columns[1]);
    history_case->suite = ph_store_copy_known(&columns[2]);
    history_case->direction = ph_store_as_integer(&columns[3], 1) < 0 ? -1 : 1;
    history_case->base_position = ph_store_as_integer(&columns[4], PH_NO_POSITION);
    history_case->head_position = ph_store_as_integer(&columns[5], PH_NO_POSITION);
    history_case->base_sha = ph_store_copy_text(&columns[6]);
    history_case->head_sha = ph_store_copy_text(&columns[7]);
    history_case->at_us = ph_store_as_integer(&columns[8], 0);
    return history_case;
}

GPtrArray *ph_run_store_cases(ph_run_store *store, GError **error)
{
    return ph_run_store_collect(store, PH_STATEMENT_CASES, NULL, take_case, free_case, error);
}

static void free_event(gpointer event)
{
    ph_history_event_free((ph_history_event *)event);
}

static gpointer take_event(const ph_store_value *columns)
{
    const ph_history_event_kind kind = ph_history_event_of(ph_store_as_text(&columns[2]));
    ph_history_event *event;

    if (kind == PH_HISTORY_EVENT_COUNT)
        return NULL;
    event = ph_history_event_new(kind, ph_store_as_integer(&columns[1], 0));
    event->id = ph_store_as_integer(&columns[0], 0);
    event->actor = ph_store_copy_text(&columns[3]);
    event->until_us = ph_store_as_integer(&columns[4], PH_NO_TIME);
    event->text = ph_store_copy_text(&columns[5]);
    event->detail = ph_store_copy_text(&columns[6]);
    event->at_us = ph_store_as_integer(&columns[7], 0);
    return event;
}

GPtrArray *ph_run_store_events(ph_run_store *store, gint64 case_id, GError **error)
{
    const ph_store_value parameters[] = { ph_store_integer(case_id) };

    return ph_run_store_collect(store, PH_STATEMENT_EVENTS, parameters, take_event, free_event,
                                error);
}
