/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "history/case_book.h"

#include <math.h>

#include "error/error.h"

static void free_entry(gpointer data)
{
    ph_case_entry *entry = (ph_case_entry *)data;

    g_ptr_array_unref(entry->events);
    g_ptr_array_unref(entry->levels);
    g_free(entry);
}

void ph_case_book_free(ph_case_book *book)
{
    if (!book)
        return;
    g_clear_pointer(&book->entries, g_ptr_array_unref);
    g_clear_pointer(&book->cases, g_ptr_array_unref);
    g_clear_pointer(&book->events, g_ptr_array_unref);
    g_clear_pointer(&book->levels, g_ptr_array_unref);
    g_free(book);
}

/* What was found out later stands in the place of what was before. */
static void take_level(GPtrArray *levels, ph_history_level *level)
{
    for (guint i = 0; i < levels->len; i++) {
        const ph_history_level *other = levels->pdata[i];

        if (other->series_id != level->series_id)
            continue;
        if (other->id < level->id)
            levels->pdata[i] = level;
        return;
    }
    g_ptr_array_add(levels, level);
}

static gboolean is_larger(const ph_history_level *a, const ph_history_level *b)
{
    const gboolean is_code = a->cause == PH_LEVEL_CODE, is_other_code = b->cause == PH_LEVEL_CODE;

    return is_code != is_other_code ? is_code : fabs(a->change) > fabs(b->change);
}

static void judge_entry(ph_case_entry *entry, gint64 now_us)
{
    entry->life = ph_case_life_at(entry->events, now_us);
    for (guint i = 0; i < entry->levels->len; i++) {
        const ph_history_level *level = entry->levels->pdata[i];

        if (!entry->largest || is_larger(level, entry->largest))
            entry->largest = level;
    }
    if (!entry->largest)
        return;
    entry->severity = entry->life.is_confirmed
                          ? ph_case_severity_judge(entry->largest->change, entry->largest->p_value)
                      : ph_case_entry_is_living(entry) ? PH_CASE_SEVERITY_WARNING
                                                       : PH_CASE_SEVERITY_NONE;
}

static ph_case_entry *make_entry(const ph_case_book *book, const ph_history_case *about)
{
    ph_case_entry *entry = g_new0(ph_case_entry, 1);

    entry->about = about;
    entry->events = g_ptr_array_new();
    entry->levels = g_ptr_array_new();
    for (guint i = 0; i < book->events->len; i++)
        if (((const ph_history_event *)book->events->pdata[i])->case_id == about->id)
            g_ptr_array_add(entry->events, book->events->pdata[i]);
    for (guint i = 0; i < book->levels->len; i++)
        if (((const ph_history_level *)book->levels->pdata[i])->case_id == about->id)
            take_level(entry->levels, book->levels->pdata[i]);
    return entry;
}

ph_case_book *ph_case_book_read(ph_run_store *store, gint64 now_us, GError **error)
{
    g_autoptr(ph_case_book) book = g_new0(ph_case_book, 1);

    book->cases = ph_run_store_cases(store, error);
    book->events = book->cases ? ph_run_store_events(store, 0, error) : NULL;
    book->levels = book->events ? ph_run_store_levels(store, 0, error) : NULL;
    if (!book->levels)
        return NULL;
    book->entries = g_ptr_array_new_with_free_func(free_entry);
    for (guint i = 0; i < book->cases->len; i++) {
        ph_case_entry *entry = make_entry(book, book->cases->pdata[i]);

        judge_entry(entry, now_us);
        g_ptr_array_add(book->entries, entry);
    }
    return g_steal_pointer(&book);
}

void ph_case_book_judge(ph_case_book *book, ph_case_judge judge, gpointer data)
{
    for (guint i = 0; i < book->entries->len; i++) {
        ph_case_entry *entry = book->entries->pdata[i];

        if (entry->largest && entry->life.is_confirmed)
            entry->severity = judge(entry->largest, data);
    }
}

ph_case_entry *ph_case_book_find(const ph_case_book *book, gint64 case_id, GError **error)
{
    for (guint i = 0; i < book->entries->len; i++) {
        ph_case_entry *entry = book->entries->pdata[i];

        if (entry->about->id == case_id)
            return entry;
    }
    (void)ph_refuse(error, PH_ERROR_USAGE,
                    "the history has no case %" G_GINT64_FORMAT
                    ": perfharness history show lists them",
                    case_id);
    return NULL;
}

const ph_history_level *ph_case_entry_level(const ph_case_entry *entry, gint64 series_id)
{
    for (guint i = 0; i < entry->levels->len; i++) {
        const ph_history_level *level = entry->levels->pdata[i];

        if (level->series_id == series_id)
            return level;
    }
    return NULL;
}

const ph_history_event *ph_case_entry_event(const ph_case_entry *entry, ph_history_event_kind kind)
{
    for (guint i = entry->events->len; i > 0; i--) {
        const ph_history_event *event = entry->events->pdata[i - 1];

        if (event->kind == kind)
            return event;
    }
    return NULL;
}

gboolean ph_case_entry_is_living(const ph_case_entry *entry)
{
    const ph_case_state state = entry->life.state;

    return state == PH_CASE_OPEN || state == PH_CASE_ACKNOWLEDGED || state == PH_CASE_SILENCED;
}
