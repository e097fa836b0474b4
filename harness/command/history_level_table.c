/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "command/history_level_table.h"

#include <math.h>
#include <string.h>

#include "command/history_case_text.h"
#include "series/case_group.h"
#include "series/signed_text.h"

/* Of a host's fingerprint. */
enum { HOST_DIGITS = 8 };

/* What was found out of a candidate; NULL: nothing was. */
static const ph_history_level *found_out(const ph_series_survey *survey,
                                         const ph_history_level *candidate)
{
    const ph_history_level *newest = NULL;

    for (guint i = 0; i < survey->levels->len; i++) {
        const ph_history_level *level = survey->levels->pdata[i];
        const gboolean is_of_it = level->series_id == candidate->series_id &&
                                  level->case_id == candidate->case_id && level->id > candidate->id;

        if (is_of_it && level->cause != PH_LEVEL_CANDIDATE && (!newest || level->id > newest->id))
            newest = level;
    }
    return newest;
}

/* It is suspected still, of the case that it was suspected of. */
static gboolean is_waiting(const ph_case_book *book, const ph_series_survey *survey,
                           const ph_history_level *level)
{
    const ph_surveyed_series *series = ph_series_survey_find(survey, level->series_id);

    for (guint i = 0; i < book->entries->len; i++) {
        const ph_case_entry *entry = book->entries->pdata[i];

        if (entry->about->id == level->case_id)
            return entry->life.state != PH_CASE_REFUTED && series &&
                   series->found.state == PH_SERIES_CANDIDATE &&
                   ph_case_takes(entry->about, &series->found.candidate);
    }
    return FALSE;
}

const char *ph_history_level_became(const ph_case_book *book, const ph_series_survey *survey,
                                    const ph_history_level *level)
{
    const ph_history_level *found;

    if (level->cause != PH_LEVEL_CANDIDATE)
        return NULL;
    found = found_out(survey, level);
    if (found)
        return ph_level_cause_word(found->cause);
    return is_waiting(book, survey, level) ? "waits" : "came back";
}

/* "−0.10 … 0.25"; "" where it is not known. */
static char *interval_text(const ph_history_level *level)
{
    if (isnan(level->low) || !isfinite(level->high))
        return g_strdup("");

    g_autofree char *low = ph_percent_bound_text(level->low, 2);
    g_autofree char *high = ph_percent_bound_text(level->high, 2);
    return g_strdup_printf("%s … %s", low, high);
}

static char *change_text(const ph_history_level *level)
{
    g_autofree char *percent = isfinite(level->change) ? ph_percent_text(level->change, 2) : NULL;

    return percent ? g_strdup_printf("%s %%", percent) : g_strdup("from none");
}

/* Whether series of several hosts came to other levels. */
static gboolean has_hosts(const ph_series_survey *survey)
{
    const char *host = NULL;

    for (guint i = 0; i < survey->levels->len; i++) {
        const ph_history_level *level = survey->levels->pdata[i];
        const ph_surveyed_series *series = ph_series_survey_find(survey, level->series_id);

        if (series && host && strcmp(series->key.host, host) != 0)
            return TRUE;
        host = series ? series->key.host : host;
    }
    return FALSE;
}

static char *position_text(const ph_history_level *level)
{
    return level->first_position > 0 ? g_strdup_printf("%" G_GINT64_FORMAT, level->first_position)
                                     : g_strdup("-");
}

/* With the host there is no room for the position. */
static void add_level(ph_text_table *table, const ph_series_survey *survey,
                      const ph_case_book *book, const ph_history_level *level, gboolean is_named,
                      gboolean has_host)
{
    const ph_surveyed_series *series = ph_series_survey_find(survey, level->series_id);
    const char *became = ph_history_level_became(book, survey, level);

    ph_text_table_take_row(
        table, is_named && series ? ph_series_key_name(&series->key) : ph_history_day(level->at_us),
        has_host && series ? g_strndup(series->key.host, HOST_DIGITS) : g_strdup(""),
        ph_history_short_sha(level->first_sha), has_host ? g_strdup("") : position_text(level),
        change_text(level), interval_text(level),
        g_strdup(became ? became : ph_level_cause_word(level->cause)),
        level->case_id > 0 ? g_strdup_printf("%" G_GINT64_FORMAT, level->case_id) : g_strdup("-"),
        NULL);
}

void ph_history_print_levels(const ph_history_page *page, const ph_series_survey *survey,
                             const ph_case_book *book, const ph_surveyed_series *series)
{
    const char *const titles[] = { series ? "found" : "series",
                                   "<host",
                                   "<first",
                                   "position",
                                   "change",
                                   "95 %",
                                   "<cause",
                                   "case",
                                   NULL };
    g_autoptr(ph_text_table) table = ph_text_table_new(2, titles);
    const GPtrArray *levels = series ? series->levels : survey->levels;
    const gboolean has_host = !series && has_hosts(survey);

    for (guint i = 0; i < levels->len; i++) {
        const ph_history_level *level = levels->pdata[i];

        if (level->cause != PH_LEVEL_CANDIDATE || !found_out(survey, level))
            add_level(table, survey, book, level, !series, has_host);
    }
    if (ph_text_table_is_empty(table))
        ph_history_page_print(page, 2, 2, "no level was ever left");
    ph_history_page_table(page, table);
}
