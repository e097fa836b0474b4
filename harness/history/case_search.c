/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "history/case_search.h"

#include <math.h>
#include <string.h>

#include "history/case_book.h"
#include "history/history_clock.h"
#include "series/detection_rules.h"

/* Two-sided, of 95 %. */
static const double NORMAL_QUANTILE = 1.96;

void ph_case_search_free(ph_case_search *search)
{
    if (!search)
        return;
    g_clear_pointer(&search->survey, ph_series_survey_free);
    g_array_unref(search->members);
    g_free(search);
}

/* As a share: sizes of what are no counts are logarithms. */
static double share_of(const ph_candidate *candidate, double size)
{
    return candidate->rule == PH_CANDIDATE_EXACT ? size : expm1(size);
}

ph_history_level *ph_case_member_level(const ph_case_member *member, ph_level_cause cause)
{
    const ph_candidate *candidate = &member->nomination.candidate;
    const double half = NORMAL_QUANTILE * candidate->error;
    ph_history_level *level = ph_history_level_new();

    level->series_id = member->nomination.series_id;
    level->case_id = member->case_id;
    level->first_run_id = candidate->first.run_id;
    level->last_good_run_id =
        candidate->last_good.run_id == candidate->first.run_id ? 0 : candidate->last_good.run_id;
    level->cause = cause;
    level->change = share_of(candidate, candidate->size);
    level->low = share_of(candidate, candidate->size - half);
    level->high = share_of(candidate, candidate->size + half);
    level->p_value = NAN;
    return level;
}

/* What the search of one suite on one host stands on. */
typedef struct suite_search {
    ph_run_store *store;
    ph_case_search *search;
    const ph_case_book *book;
    const ph_series_key *key; /* Of any series of it. */
} suite_search;

static gboolean is_of_suite(const ph_history_case *about, const ph_series_key *key)
{
    return strcmp(about->host, key->host) == 0 && strcmp(about->suite, key->suite) == 0;
}

/* One of the series that it was opened for is off its level still, since the same commits. */
static gboolean is_there_still(const suite_search *in, const ph_case_entry *entry)
{
    for (guint i = 0; i < entry->levels->len; i++) {
        const ph_history_level *level = entry->levels->pdata[i];
        const ph_surveyed_series *series =
            ph_series_survey_find(in->search->survey, level->series_id);

        if (series && series->found.state == PH_SERIES_CANDIDATE &&
            ph_case_takes(entry->about, &series->found.candidate))
            return TRUE;
    }
    return entry->levels->len == 0;
}

/*
 * Whether nobody has compared it, and so many commits came in since that sums have forgotten it:
 * what is suspected by now is something else, but for the series that it was opened for.
 */
static gboolean is_of_long_ago(const suite_search *in, const ph_case_entry *entry)
{
    const GPtrArray *all = in->search->survey->series;

    if (entry->life.state != PH_CASE_CANDIDATE || !is_of_suite(entry->about, in->key))
        return FALSE;
    for (guint i = 0; i < all->len; i++) {
        const ph_surveyed_series *series = all->pdata[i];
        const guint since = ph_series_find(series->points, entry->about->head_position + 1);

        if (ph_series_key_is_beside(&series->key, in->key) &&
            series->points->len - since > PH_SUM_RUNS)
            return TRUE;
    }
    return FALSE;
}

/* Of a case that nobody has compared, and of which all came back, nothing new is suspected: it is
 * over. Of one that was refuted, only what is of the same commits. */
static gboolean may_take(const suite_search *in, const ph_case_entry *entry,
                         const ph_candidate *candidate)
{
    if (!is_of_suite(entry->about, in->key) || ph_case_life_is_over(&entry->life) ||
        !ph_case_takes(entry->about, candidate) || is_of_long_ago(in, entry))
        return FALSE;
    if (entry->life.state == PH_CASE_REFUTED)
        return candidate->first.position <= entry->about->head_position;
    return entry->life.state != PH_CASE_CANDIDATE || is_there_still(in, entry);
}

/* The newest case that takes a candidate. */
static const ph_case_entry *case_of(const suite_search *in, const ph_candidate *candidate)
{
    for (guint i = in->book->entries->len; i > 0; i--) {
        const ph_case_entry *entry = in->book->entries->pdata[i - 1];

        if (may_take(in, entry, candidate))
            return entry;
    }
    return NULL;
}

static const ph_case_entry *case_of_any(const suite_search *in, const ph_case_group *group)
{
    const ph_case_entry *newest = NULL;

    for (guint i = 0; i < group->members->len; i++) {
        const ph_case_entry *entry =
            case_of(in, &g_array_index(group->members, ph_nomination, i).candidate);

        if (entry && (!newest || entry->about->id > newest->about->id))
            newest = entry;
    }
    return newest;
}

static ph_case_member member_at(const suite_search *in, const ph_case_group *group, guint i,
                                gint64 case_id)
{
    const ph_nomination *nomination = &g_array_index(group->members, ph_nomination, i);

    return (ph_case_member){ case_id, *nomination,
                             ph_series_survey_find(in->search->survey, nomination->series_id) };
}

static void take_members(const suite_search *in, const ph_case_group *group, gint64 case_id)
{
    for (guint i = 0; i < group->members->len; i++) {
        const ph_case_member member = member_at(in, group, i, case_id);

        g_array_append_val(in->search->members, member);
    }
}

/* "12 of 20 series move together, as they do when the host changes", or that some moved. */
static char *seen_text(const suite_search *in, const ph_case_group *group)
{
    g_autoptr(GArray) detections = g_array_new(FALSE, FALSE, sizeof(ph_detection));
    const GPtrArray *all = in->search->survey->series;

    for (guint i = 0; i < all->len; i++) {
        const ph_surveyed_series *series = all->pdata[i];

        if (series->is_watched && !series->is_over && series->kind != PH_SERIES_EXACT &&
            ph_series_key_is_beside(&series->key, in->key))
            g_array_append_val(detections, series->found);
    }
    if (ph_common_direction(detections) == group->direction)
        return g_strdup_printf("%u of %u series move together, as they do where it is the host's "
                               "doing or a compiler's",
                               group->members->len, detections->len);
    return g_strdup_printf("%u series %s off %s level", group->members->len,
                           group->members->len == 1 ? "is" : "are",
                           group->members->len == 1 ? "its" : "their");
}

/* It was a candidate of another case, that is over. */
static gboolean was_suspected(const suite_search *in, const ph_history_level *level)
{
    const GPtrArray *all = in->search->survey->levels;

    for (guint i = 0; i < all->len; i++) {
        const ph_history_level *other = all->pdata[i];

        if (other->series_id == level->series_id && other->first_run_id == level->first_run_id &&
            other->cause == PH_LEVEL_CANDIDATE)
            return TRUE;
    }
    return FALSE;
}

static GPtrArray *new_levels(const suite_search *in, const ph_case_group *group)
{
    GPtrArray *levels = g_ptr_array_new_with_free_func((GDestroyNotify)ph_history_level_free);

    for (guint i = 0; i < group->members->len; i++) {
        const ph_case_member member = member_at(in, group, i, 0);
        g_autoptr(ph_history_level) level = ph_case_member_level(&member, PH_LEVEL_CANDIDATE);

        if (!was_suspected(in, level))
            g_ptr_array_add(levels, g_steal_pointer(&level));
    }
    return levels;
}

static gboolean open_case(const suite_search *in, const ph_case_group *group, GError **error)
{
    const ph_series_survey *survey = in->search->survey;
    g_autoptr(GPtrArray) levels = new_levels(in, group);
    g_autoptr(ph_history_case) about = ph_history_case_new();
    g_autoptr(ph_history_event) seen = ph_history_event_new(PH_HISTORY_EVENT_SEEN, 0);
    gint64 case_id;

    about->host = g_strdup(in->key->host);
    about->suite = g_strdup(in->key->suite);
    about->direction = group->direction;
    about->base_position = group->base.position;
    about->head_position = group->head.position;
    about->base_sha = g_strdup(ph_series_survey_sha(survey, group->base.run_id));
    about->head_sha = g_strdup(ph_series_survey_sha(survey, group->head.run_id));
    seen->text = seen_text(in, group);
    if (!ph_run_store_open_case(in->store, about, seen, levels, &case_id, error))
        return FALSE;
    if (case_id == 0)
        return TRUE; /* Another program has it; the next search finds it. */
    in->search->opened++;
    take_members(in, group, case_id);
    return TRUE;
}

static gboolean is_suspected(const ph_case_entry *entry, gint64 series_id)
{
    const ph_history_level *level = ph_case_entry_level(entry, series_id);

    return level && level->cause == PH_LEVEL_CANDIDATE;
}

/* What was refuted is there again; what is not suspected of the case yet is now. */
static gboolean join_case(const suite_search *in, const ph_case_group *group,
                          const ph_case_entry *entry, GError **error)
{
    const gint64 case_id = entry->about->id;

    if (entry->life.state == PH_CASE_REFUTED) {
        g_autoptr(ph_history_event) seen = ph_history_event_new(PH_HISTORY_EVENT_SEEN, case_id);

        seen->text = g_strdup("it was refuted, and is there again");
        if (!ph_run_store_add_event(in->store, seen, NULL, error))
            return FALSE;
    }
    for (guint i = 0; i < group->members->len; i++) {
        const ph_case_member member = member_at(in, group, i, case_id);
        g_autoptr(ph_history_level) level = ph_case_member_level(&member, PH_LEVEL_CANDIDATE);

        if (!is_suspected(entry, level->series_id) &&
            !ph_run_store_add_level(in->store, level, NULL, error))
            return FALSE;
    }
    take_members(in, group, case_id);
    return TRUE;
}

static gboolean is_moved(const ph_surveyed_series *series)
{
    return series->is_watched && series->found.state == PH_SERIES_CANDIDATE;
}

/* The case of long ago that was opened for a series which is off its level since. */
static const ph_case_entry *old_case_of(const suite_search *in, const ph_surveyed_series *series)
{
    for (guint i = in->book->entries->len; i > 0; i--) {
        const ph_case_entry *entry = in->book->entries->pdata[i - 1];

        if (is_of_long_ago(in, entry) && ph_case_entry_level(entry, series->id) &&
            ph_case_takes(entry->about, &series->found.candidate))
            return entry;
    }
    return NULL;
}

/* ph_case_group: of what a case of long ago was opened for and is off its level still; with NULL of
 * all that is of none such. */
static GPtrArray *groups_of(const suite_search *in, const ph_case_entry *entry)
{
    const GPtrArray *all = in->search->survey->series;
    g_autoptr(GArray) nominations = g_array_new(FALSE, FALSE, sizeof(ph_nomination));

    for (guint i = 0; i < all->len; i++) {
        const ph_surveyed_series *series = all->pdata[i];
        const ph_nomination nomination = { series->id, series->found.candidate };

        if (is_moved(series) && ph_series_key_is_beside(&series->key, in->key) &&
            old_case_of(in, series) == entry)
            g_array_append_val(nominations, nomination);
    }
    return ph_case_groups(nominations);
}

/* Cases of long ago have what they had: it may still be compared. */
static void take_old_members(const suite_search *in)
{
    for (guint i = 0; i < in->book->entries->len; i++) {
        const ph_case_entry *entry = in->book->entries->pdata[i];
        g_autoptr(GPtrArray) groups = is_of_long_ago(in, entry) ? groups_of(in, entry) : NULL;

        for (guint n = 0; groups && n < groups->len; n++)
            take_members(in, groups->pdata[n], entry->about->id);
    }
}

static gboolean search_suite(const suite_search *in, GError **error)
{
    g_autoptr(GPtrArray) groups = groups_of(in, NULL);

    for (guint i = 0; i < groups->len; i++) {
        const ph_case_group *group = groups->pdata[i];
        const ph_case_entry *entry = case_of_any(in, group);

        if (entry ? !join_case(in, group, entry, error) : !open_case(in, group, error))
            return FALSE;
    }
    take_old_members(in);
    return TRUE;
}

static gboolean has_member(const ph_case_search *search, gint64 case_id)
{
    for (guint i = 0; i < search->members->len; i++)
        if (g_array_index(search->members, ph_case_member, i).case_id == case_id)
            return TRUE;
    return FALSE;
}

/* They are back where they were, and nothing is left to compare. */
static gboolean end_gone(const suite_search *in, GError **error)
{
    for (guint i = 0; i < in->book->entries->len; i++) {
        const ph_case_entry *entry = in->book->entries->pdata[i];
        g_autoptr(ph_history_event) gone =
            ph_history_event_new(PH_HISTORY_EVENT_REFUTE, entry->about->id);

        if (entry->life.state != PH_CASE_CANDIDATE || !is_of_suite(entry->about, in->key) ||
            has_member(in->search, entry->about->id))
            continue;
        gone->text = g_strdup("its series are back where they were");
        if (!ph_run_store_add_event(in->store, gone, NULL, error))
            return FALSE;
    }
    return TRUE;
}

/* The first series of each suite and host. */
static gboolean is_first_of_suite(const GPtrArray *all, guint i)
{
    for (guint before = 0; before < i; before++)
        if (ph_series_key_is_beside(&((const ph_surveyed_series *)all->pdata[before])->key,
                                    &((const ph_surveyed_series *)all->pdata[i])->key))
            return FALSE;
    return TRUE;
}

ph_case_search *ph_case_search_run(ph_run_store *store, const ph_series_query *query,
                                   GError **error)
{
    g_autoptr(ph_case_search) search = g_new0(ph_case_search, 1);
    g_autoptr(ph_case_book) book = ph_case_book_read(store, ph_history_now_us(), error);
    const GPtrArray *all;

    search->members = g_array_new(FALSE, FALSE, sizeof(ph_case_member));
    search->survey = book ? ph_series_survey_new(store, query, error) : NULL;
    if (!search->survey)
        return NULL;
    all = search->survey->series;
    for (guint i = 0; i < all->len; i++) {
        const suite_search in = { store, search, book,
                                  &((const ph_surveyed_series *)all->pdata[i])->key };

        if (is_first_of_suite(all, i) && (!search_suite(&in, error) || !end_gone(&in, error)))
            return NULL;
    }
    return g_steal_pointer(&search);
}
