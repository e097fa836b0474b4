/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness history badge`: one series, or the whole history, as a picture for a README. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "columns.h"
#include "command/history_badge.h"
#include "command/history_case_text.h"
#include "command/history_view.h"
#include "dashboard/badge.h"
#include "error/error.h"
#include "error/unknown_word.h"
#include "figure.h"
#include "storage/output_file.h"

/* The figures that are published: what --headline calls them, the badge's label, the benchmark. */
static const struct {
    const char *word, *label, *benchmark;
} headlines[] = {
    { "display", "DISPLAY", PH_HEADLINE_DISPLAY },
    { "comp3", "COMP-3", PH_HEADLINE_COMP3 },
};

char **ph_history_badge_headlines(void)
{
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();

    for (gsize i = 0; i < G_N_ELEMENTS(headlines); i++)
        g_strv_builder_add(words, headlines[i].word);
    return g_strv_builder_end(words);
}

/* What a badge says. Owns its texts. */
typedef struct badge {
    char *label, *said;
    ph_badge_tone tone;
} badge;

static void badge_clear(badge *made)
{
    g_free(made->label);
    g_free(made->said);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(badge, badge_clear)

static gboolean is_asked_for(const ph_history_request *request, const ph_series_key *key)
{
    return (!request->host || g_str_has_prefix(key->host, request->host)) &&
           (!request->suite || strcmp(key->suite, request->suite) == 0);
}

/* Of several, the one that was measured last. */
static const ph_surveyed_series *newest_of(const ph_history_request *request,
                                           const GPtrArray *several)
{
    const ph_surveyed_series *newest = NULL;

    for (guint i = 0; i < several->len; i++) {
        const ph_surveyed_series *series = several->pdata[i];

        if (series->is_watched && is_asked_for(request, &series->key) &&
            (!newest || series->newest_us > newest->newest_us))
            newest = series;
    }
    return newest;
}

static GPtrArray *series_of_headline(const ph_series_survey *survey, const char *benchmark)
{
    GPtrArray *found = g_ptr_array_new();

    for (guint i = 0; i < survey->series->len; i++) {
        ph_surveyed_series *series = survey->series->pdata[i];

        if (series->kind != PH_SERIES_EXACT && strcmp(series->key.benchmark, benchmark) == 0 &&
            strcmp(series->key.level, "kernel") == 0 &&
            strcmp(series->key.subject, PH_HEADLINE_SUBJECT) == 0)
            g_ptr_array_add(found, series);
    }
    return found;
}

/* "1016 MiB/s, "; "" where it is not known. The caller frees it. */
static char *speed_text(const ph_history_view *view, const ph_surveyed_series *series)
{
    for (guint i = 0; i < view->suites->len; i++) {
        const ph_history_suite *suite = view->suites->pdata[i];
        const double speed = ph_series_key_is_beside(suite->key, &series->key)
                                 ? ph_history_suite_speed(suite, &series->key)
                                 : NAN;
        g_autofree char *rate = ph_figure_rate(speed);

        if (!isnan(speed))
            return g_strdup_printf("%s MiB/s, ", rate);
    }
    return g_strdup("");
}

static void tell_series(const ph_history_view *view, const ph_surveyed_series *series, badge *ret)
{
    const ph_history_level *level = NULL;
    const ph_case_entry *entry = ph_history_view_news(view, series->id, &level);
    g_autofree char *speed = speed_text(view, series);
    g_autofree char *change =
        entry ? ph_history_change_text(level->change, series->key.metric) : NULL;
    const char *word = "steady";

    ret->tone = PH_BADGE_STEADY;
    if (entry) {
        ret->tone = level->change > 0.0 ? PH_BADGE_SLOWER : PH_BADGE_FASTER;
        ret->said = g_strdup_printf("%s %s", level->change > 0.0 ? "▲" : "▼", change);
        return;
    }
    if (series->found.state == PH_SERIES_CANDIDATE) {
        ret->tone = PH_BADGE_UNSURE;
        word = "suspected to have changed";
    } else if (series->found.state == PH_SERIES_LEARNING) {
        ret->tone = PH_BADGE_UNKNOWN;
        word = "learning";
    }
    ret->said = g_strconcat(speed, word, NULL);
}

/* The whole history: never a mean, only what is open. */
static void tell_all(const ph_history_request *request, const ph_history_view *view, badge *ret)
{
    guint open = 0, suites = 0;

    for (guint i = 0; i < view->suites->len; i++)
        suites +=
            is_asked_for(request, ((const ph_history_suite *)view->suites->pdata[i])->key) ? 1 : 0;
    for (guint i = 0; i < view->book->entries->len; i++) {
        const ph_case_entry *entry = view->book->entries->pdata[i];
        const ph_series_key of = { .host = entry->about->host, .suite = entry->about->suite };

        if (ph_case_entry_is_living(entry) && entry->about->direction > 0 &&
            is_asked_for(request, &of))
            open++;
    }
    ret->label = g_strdup("performance");
    ret->tone = suites == 0 ? PH_BADGE_UNKNOWN : open > 0 ? PH_BADGE_SLOWER : PH_BADGE_STEADY;
    ret->said = suites == 0 ? g_strdup("not known yet")
                : open > 0  ? g_strdup_printf("▲ %u slower", open)
                            : g_strdup("steady");
}

/* FALSE and error: nothing is called so. */
static gboolean tell(const ph_history_request *request, const ph_history_view *view, badge *ret,
                     GError **error)
{
    g_autoptr(GPtrArray) several = NULL;
    const ph_surveyed_series *series;

    if (!request->headline && !request->series) {
        tell_all(request, view, ret);
        return TRUE;
    }
    for (gsize i = 0; request->headline && i < G_N_ELEMENTS(headlines); i++)
        if (strcmp(request->headline, headlines[i].word) == 0) {
            ret->label = g_strdup(headlines[i].label);
            several = series_of_headline(view->survey, headlines[i].benchmark);
        }
    if (request->series) {
        ret->label = g_strdup(request->series);
        several = view->survey->series->len > 0
                      ? ph_history_series_named(view->survey, request->series, error)
                      : g_ptr_array_new();
    }
    if (!several)
        return FALSE;
    series = newest_of(request, several);
    if (series)
        tell_series(view, series, ret);
    else {
        ret->tone = PH_BADGE_UNKNOWN;
        ret->said = g_strdup("not known yet");
    }
    return TRUE;
}

static gboolean check_request(const ph_history_request *request, GError **error)
{
    g_auto(GStrv) words = ph_history_badge_headlines();
    const ph_word_list known = { "headline", "--headline", NULL, (const char *const *)words };

    if (!request->output)
        return ph_refuse(error, PH_ERROR_USAGE, "history badge: -o FILE was expected");
    if (request->headline && request->series)
        return ph_refuse(error, PH_ERROR_USAGE, "--headline and --series: one of them");
    return !request->headline || g_strv_contains((const char *const *)words, request->headline) ||
           ph_refuse_word(error, &known, request->headline);
}

ph_exit ph_history_action_badge(const ph_history_request *request, GError **error)
{
    g_autoptr(ph_run_store) store = NULL;
    g_autoptr(ph_history_view) view = NULL;
    g_auto(badge) made = { 0 };
    g_autofree char *svg = NULL;
    gboolean is_aside;

    if (!check_request(request, error))
        return PH_EXIT_USAGE;
    is_aside = ph_output_is_standard(request->output);
    store = ph_history_open(request, PH_STORE_READ, is_aside, error);
    view = store ? ph_history_view_new(store, request, error) : NULL;
    if (!view)
        return PH_EXIT_FAILED;
    ph_history_view_tell_unread(view);
    if (!tell(request, view, &made, error))
        return PH_EXIT_FAILED;
    svg = ph_badge_svg(made.label, made.said, made.tone);
    if (!ph_output_file_write(request->output, svg, NULL, error)) {
        g_prefix_error(error, "writing the badge %s: ", request->output);
        return PH_EXIT_FAILED;
    }
    ph_columns_print(is_aside ? stderr : stdout, 0, 2, "badge: %s | %s", made.label, made.said);
    return PH_EXIT_PASS;
}
