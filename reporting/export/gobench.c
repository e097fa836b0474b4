/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * https://go.googlesource.com/proposal/+/master/design/14313-benchmark-format.md: a name without
 * white space, parts of it after a slash as key=value, then iterations, then pairs of value, unit.
 */
#include <math.h>

#include "export/parts.h"
#include "export/shapes.h"

#define BYTES_PER_MEGABYTE 1e6

/* White space ends a name. */
static char *word_of(const char *text)
{
    GString *word = g_string_new(NULL);

    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        const gunichar character = g_utf8_get_char(at);

        g_string_append_unichar(word, g_unichar_isspace(character) ? '_' : character);
    }
    return g_string_free(word, FALSE);
}

/* The level is last: it has no digits that could be taken for GOMAXPROCS. */
static char *name_of(const ph_result *result)
{
    g_autofree char *workload = ph_error_printable(result->workload);
    g_autofree char *threads =
        result->threads ? g_strdup_printf("/threads=%u", result->threads->count) : g_strdup("");
    g_autofree char *set =
        result->working_set ? g_strconcat("/set=", result->working_set, NULL) : g_strdup("");
    g_autofree char *name = g_strdup_printf("BenchmarkDecode/workload=%s%s%s/subject=%s/level=%s",
                                            workload, set, threads, result->subject, result->level);

    return word_of(name);
}

/* "B/op" and "allocs/op", of one pass as the time is; Go's are whole numbers. Nothing where it was
 * not counted. */
static char *allocations_of(const ph_result *result)
{
    const ph_allocations *allocations = result->allocations;
    double passes;

    if (!ph_allocations_are_seen(allocations))
        return g_strdup("");
    passes = (double)result->records / (double)allocations->records;
    return g_strdup_printf(" %.0f B/op %.0f allocs/op", (double)allocations->bytes * passes,
                           (double)allocations->calls * passes);
}

static void add_launches(GString *to, const ph_result *result)
{
    g_autofree char *name = name_of(result);
    g_autofree char *allocations = allocations_of(result);
    GArray *launches = ph_result_launches(result);

    for (guint i = 0; i < launches->len; i++) {
        const double ns = g_array_index(launches, double, i);
        char time[G_ASCII_DTOSTR_BUF_SIZE], rate[G_ASCII_DTOSTR_BUF_SIZE];

        g_string_append_printf(
            to, "%s 1 %s ns/op %s MB/s%s\n", name, g_ascii_formatd(time, sizeof time, "%.17g", ns),
            g_ascii_formatd(rate, sizeof rate, "%.17g",
                            (double)result->input_bytes / BYTES_PER_MEGABYTE / (ns / PH_NS_PER_S)),
            allocations);
    }
    g_array_unref(launches);
}

static void add_heading(GString *to, const char *host, const char *suite)
{
    g_autofree char *printable = suite ? ph_error_printable(suite) : NULL;

    if (host)
        g_string_append_printf(to, "host: %s\n", host);
    if (printable)
        g_string_append_printf(to, "suite: %s\n", printable);
}

char *ph_export_gobench(const ph_report *report, GError **error)
{
    g_autoptr(GPtrArray) measured = ph_export_measured(report->measurement);
    GString *text = g_string_new(NULL);

    (void)error;
    add_heading(text, ph_measurement_fingerprint(report->measurement), report->measurement->suite);
    /* benchstat tells what differs in these lines apart, so nothing is said of what is usual. */
    if (report->measurement->referee.mode == PH_REFEREE_MODE_OFF)
        g_string_append(text, "referee: off\n");
    for (guint i = 0; i < measured->len; i++)
        add_launches(text, measured->pdata[i]);
    return g_string_free(text, FALSE);
}

/* Of an item, as nothing is known of a whole pass. */
static void add_counts(GString *to, const char *name, double work,
                       const ph_allocations *allocations)
{
    char instructions[G_ASCII_DTOSTR_BUF_SIZE];

    if (isnan(work) && !allocations)
        return;
    g_string_append_printf(to, "%s 1", name);
    if (!isnan(work))
        g_string_append_printf(to, " %s instructions/item",
                               g_ascii_formatd(instructions, sizeof instructions, "%.17g", work));
    if (allocations) {
        char bytes[G_ASCII_DTOSTR_BUF_SIZE], calls[G_ASCII_DTOSTR_BUF_SIZE];

        g_string_append_printf(
            to, " %s B/item %s allocs/item",
            g_ascii_formatd(bytes, sizeof bytes, "%.17g",
                            ph_allocations_per_item(allocations, allocations->bytes)),
            g_ascii_formatd(calls, sizeof calls, "%.17g",
                            ph_allocations_per_item(allocations, allocations->calls)));
    }
    g_string_append_c(to, '\n');
}

static void add_contrast(GString *to, const ph_contrast *contrast)
{
    g_autofree char *benchmark = ph_error_printable(contrast->benchmark);
    g_autofree char *variant =
        *contrast->variant ? g_strconcat("/variant=", contrast->variant, NULL) : g_strdup("");
    g_autofree char *whole = g_strdup_printf(
        "BenchmarkDecode/benchmark=%s%s/level=%s/build=", benchmark, variant, contrast->level);
    g_autofree char *name = word_of(whole);
    g_autofree char *base = g_strconcat(name, PH_CONTRAST_BASE, NULL);
    g_autofree char *head = g_strconcat(name, PH_CONTRAST_HEAD, NULL);

    add_counts(to, base, contrast->base_work, contrast->allocations.base);
    add_counts(to, head, contrast->head_work, contrast->allocations.head);
}

char *ph_export_comparison_gobench(const ph_comparison_document *document)
{
    const GPtrArray *contrasts = document->report->contrasts;
    GString *text = g_string_new(NULL);

    add_heading(text, document->fingerprint, document->suite);
    for (guint i = 0; i < contrasts->len; i++)
        add_contrast(text, contrasts->pdata[i]);
    return g_string_free(text, FALSE);
}
