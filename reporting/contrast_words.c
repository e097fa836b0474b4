/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "contrast_words.h"

#include <math.h>
#include <string.h>

#include "allocation_rows.h"
#include "verdict/change_text.h"
#include "verdict/seen_change.h"

enum { DECIMALS = 2 };

char *ph_contrast_name(const ph_contrast *contrast)
{
    const gboolean is_kernel = strcmp(contrast->level, "kernel") == 0;

    return g_strconcat(contrast->benchmark, is_kernel ? "" : ", ", is_kernel ? "" : contrast->level,
                       *contrast->variant ? ", " : "", contrast->variant, NULL);
}

static double more_work(const ph_contrast *contrast)
{
    return contrast->head_work / contrast->base_work - 1.0;
}

double ph_contrast_change(const ph_contrast *contrast, ph_contrast_mode mode)
{
    return mode == PH_CONTRAST_MODE_WORK ? more_work(contrast) : 1.0 - 1.0 / contrast->ratio;
}

ph_interval ph_contrast_change_interval(const ph_contrast *contrast, ph_contrast_mode mode)
{
    if (mode == PH_CONTRAST_MODE_WORK)
        return (ph_interval){ NAN, NAN };
    return (ph_interval){ 1.0 - 1.0 / contrast->ci95.low, 1.0 - 1.0 / contrast->ci95.high };
}

static char *more_work_text(double more, int decimals)
{
    if (!isfinite(more))
        return g_strdup("-");
    if (ph_change_is_nothing(more, decimals))
        return g_strdup("same work");
    return g_strdup_printf("%.*f %% %s work", decimals, fabs(more) * 100.0,
                           more > 0.0 ? "more" : "less");
}

char *ph_contrast_change_text(const ph_contrast *contrast, ph_contrast_mode mode, int decimals)
{
    const double change = ph_contrast_change(contrast, mode);

    return mode == PH_CONTRAST_MODE_WORK ? more_work_text(change, decimals)
                                         : ph_change_text(change, decimals);
}

char *ph_contrast_interval_text(const ph_contrast *contrast, ph_contrast_mode mode)
{
    return ph_change_interval_text(ph_contrast_change_interval(contrast, mode), DECIMALS);
}

char *ph_contrast_work_text(const ph_contrast *contrast)
{
    const double percent = 100.0 * more_work(contrast);

    if (!isfinite(percent))
        return g_strdup("-");
    return g_strdup_printf("%s%.*f %%", percent < 0.0 ? "−" : "+", DECIMALS, fabs(percent));
}

static void add_missing(GString *text, const ph_contrast *contrast)
{
    if (isnan(contrast->launches_needed))
        return;
    if (contrast->launches_needed > PH_CONTRAST_LAUNCHES_MAX)
        g_string_append(text, "; it stands too close for more launches to settle it");
    else
        g_string_append_printf(text, "; about %.0f more launches (%.0f s) would settle it",
                               contrast->launches_needed,
                               ceil(contrast->launches_needed * contrast->launch_s));
}

/* One of two counts of an item, to as many digits as tell it from the other. */
static char *share_text(const ph_allocations *allocations, const ph_allocations *other)
{
    const double share = ph_allocations_per_item(allocations, allocations->calls);
    g_autofree char *text = ph_allocation_share_text(share);
    g_autofree char *beside =
        ph_allocation_share_text(ph_allocations_per_item(other, other->calls));

    return strcmp(text, beside) != 0 || allocations->calls == other->calls
               ? g_steal_pointer(&text)
               : g_strdup_printf("%.6g", share);
}

/* "an item has 1.001 allocations, before 1". */
static char *counts_text(const ph_allocation_change *change)
{
    g_autofree char *base = share_text(change->base, change->head);
    g_autofree char *head = share_text(change->head, change->base);

    return g_strdup_printf("an item has %s allocations, before %s", head, base);
}

char *ph_contrast_allocations_text(const ph_contrast *contrast, const ph_contrast_report *report)
{
    const ph_allocation_change *change = &contrast->allocations;
    g_autofree char *text = ph_allocation_change_text(change, &report->allocation_rule);
    g_autofree char *counts = text ? counts_text(change) : NULL;

    return text ? g_strdup_printf("%s; %s", text, counts) : NULL;
}

gboolean ph_contrast_allocates_otherwise(const ph_contrast *contrast)
{
    const ph_allocation_difference difference = contrast->allocations.difference;

    return ph_allocation_change_is_counted(&contrast->allocations) &&
           (difference == PH_ALLOCATION_DIFFERENCE_MORE ||
            difference == PH_ALLOCATION_DIFFERENCE_LESS);
}

/* Where the verdict stands on it, the reason has how much more is allocated. */
static char *further_allocations(const ph_contrast *contrast, const ph_contrast_report *report)
{
    const ph_allocation_change *change = &contrast->allocations;

    return ph_allocation_change_is_counted(change) && change->verdict > PH_VERDICT_PASS
               ? counts_text(change)
               : ph_contrast_allocations_text(contrast, report);
}

static char *work_words(const ph_contrast *contrast, const ph_contrast_report *report)
{
    g_autofree char *allocations = further_allocations(contrast, report);

    return allocations ? g_strdup_printf("%s; %s", contrast->why, allocations)
                       : g_strdup(contrast->why);
}

char *ph_contrast_words(const ph_contrast *contrast, const ph_contrast_report *report)
{
    GString *text;
    g_autofree char *seen = ph_seen_change_text(contrast);
    g_autofree char *allocations = further_allocations(contrast, report);

    if (report->mode == PH_CONTRAST_MODE_WORK)
        return work_words(contrast, report);
    text = g_string_new(NULL);
    g_string_printf(text, "%s: %s", ph_difference_word(contrast->call.difference), contrast->why);
    if (!report->is_stored) /* There, one command stands for all. */
        add_missing(text, contrast);
    if (!isnan(contrast->base_work))
        g_string_append_printf(text, "; instructions an item: %.1f, before %.1f",
                               contrast->head_work, contrast->base_work);
    if (allocations)
        g_string_append_printf(text, "; %s", allocations);
    if (seen)
        g_string_append_printf(text, "; %s", seen);
    return g_string_free(text, FALSE);
}

char *ph_contrast_words_alone(const ph_contrast *contrast, const ph_contrast_report *report)
{
    g_autofree char *words = ph_contrast_words(contrast, report);

    if (!contrast->allocations.uncounted)
        return g_steal_pointer(&words);
    return g_strdup_printf("%s; " PH_ALLOCATIONS_NOT_COMPARED ": %s", words,
                           contrast->allocations.uncounted);
}

/* What nothing is to be said of comes last, whatever it is called. */
static int rank_of(const ph_contrast *contrast)
{
    switch (contrast->call.verdict) {
    case PH_VERDICT_FAIL: return 0;
    case PH_VERDICT_WARN: return 1;
    case PH_VERDICT_INCONCLUSIVE: return 2;
    default: return 3;
    }
}

/* A change either way; none where there is no number, which in a FAIL is the worst there can be. */
static double size_of(const ph_contrast *contrast, ph_contrast_mode mode)
{
    const double change = ph_contrast_change(contrast, mode);

    if (isfinite(change))
        return fabs(log1p(-CLAMP(change, -1e9, 1.0 - 1e-9)));
    return ph_contrast_is_broken(contrast) ? INFINITY : 0.0;
}

static gint compare(gconstpointer left, gconstpointer right, gpointer data)
{
    const ph_contrast *a = *(ph_contrast *const *)left, *b = *(ph_contrast *const *)right;
    const ph_contrast_report *report = data;
    const double size_a = size_of(a, report->mode), size_b = size_of(b, report->mode);

    if (rank_of(a) != rank_of(b))
        return rank_of(a) - rank_of(b);
    return (size_a < size_b) - (size_a > size_b);
}

GPtrArray *ph_contrasts_worst_first(const ph_contrast_report *report)
{
    GPtrArray *sorted = g_ptr_array_new();

    for (guint i = 0; i < report->contrasts->len; i++)
        g_ptr_array_add(sorted, report->contrasts->pdata[i]);
    g_ptr_array_sort_with_data(sorted, compare, (gpointer)report);
    return sorted;
}
