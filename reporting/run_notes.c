/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "run_notes.h"

#include <math.h>

#include "figure.h"

/* Blocks of a millisecond leave about a fiftieth between them; those of comparisons, which are much
 * shorter, less than a tenth. */
#define HARNESS_SHARE_MAX 0.10
/* Blocks that are set aside without a word. */
#define BLOCKS_SHARE_MAX    0.02
#define FIRST_SAMPLE_MS_MAX 250.0
#define HARNESS_BYTES_MAX   (UINT64_C(512) << 20)

double ph_run_harness_share(const ph_run_facts *facts)
{
    return facts->sampling_s > 0.0 ? 1.0 - facts->timed_s / facts->sampling_s : NAN;
}

static void note(GPtrArray *notes, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void note(GPtrArray *notes, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    g_ptr_array_add(notes, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

/* Some blocks are set aside in every run: a timer, a probe that was slow. */
static gboolean is_worth_a_word(const ph_noise *noise)
{
    for (ph_noise_cause cause = 0; cause < PH_NOISE_COUNT; cause++)
        if (cause != PH_NOISE_SWITCH && cause != PH_NOISE_UNKNOWN && noise->seen[cause].launches)
            return TRUE;
    return (double)ph_noise_blocks_set_aside(noise) > BLOCKS_SHARE_MAX * (double)noise->blocks;
}

static void append_cause(GString *text, ph_noise_cause cause, const ph_noise_seen *seen,
                         const char *before)
{
    g_autofree char *words = ph_noise_text(cause, isnan(seen->total) ? 0.0 : seen->total);
    g_autofree char *blocks = ph_figure_count(seen->blocks_set_aside);

    g_string_append_printf(text, "%s%s", before, words);
    if (seen->blocks_set_aside == 0)
        g_string_append(text, " (no block)");
    else
        g_string_append_printf(text, " (%s %s, %.2f s lost)", blocks,
                               seen->blocks_set_aside == 1 ? "block" : "blocks", seen->lost_s);
}

char *ph_noise_note(const ph_noise *noise, guint samples_missing)
{
    const uint64_t set_aside = ph_noise_blocks_set_aside(noise);
    g_autofree char *text_set_aside = ph_figure_count(set_aside);
    g_autofree char *text_blocks = ph_figure_count(noise->blocks);
    ph_noise_cause causes[PH_NOISE_COUNT];
    const guint count = ph_noise_order(noise, causes);
    GString *text;

    if (samples_missing == 0 && !is_worth_a_word(noise))
        return NULL;
    text = g_string_new(NULL);
    if (noise->blocks)
        g_string_printf(text, "%s of the %s blocks of all arms were set aside", text_set_aside,
                        text_blocks);
    else
        g_string_append(text, "while it was measured"); /* A stored run that does not tell. */
    if (samples_missing)
        g_string_append_printf(text, ", and %u %s gave no sample", samples_missing,
                               samples_missing == 1 ? "launch" : "launches");
    for (guint i = 0; i < count; i++)
        append_cause(text, causes[i], &noise->seen[causes[i]], i == 0 ? ": " : "; ");
    return g_string_free(text, FALSE);
}

char *ph_run_blocks_text(const GPtrArray *results)
{
    guint64 kept = 0, preempted = 0, slowed = 0;

    for (guint i = 0; i < results->len; i++) {
        const ph_result *result = results->pdata[i];

        kept += result->blocks_kept;
        preempted += result->blocks_preempted;
        slowed += result->blocks_slowed;
    }
    return g_strdup_printf("%" G_GUINT64_FORMAT " kept, %" G_GUINT64_FORMAT
                           " set aside (%" G_GUINT64_FORMAT " preempted, %" G_GUINT64_FORMAT
                           " on a slowed CPU)",
                           kept, preempted + slowed, preempted, slowed);
}

/* What the group had counts page cache, which it gives back before it is in want. */
static void note_memory(GPtrArray *notes, const ph_run_facts *facts)
{
    const double limit = (double)facts->memory_max_bytes / PH_BYTES_PER_MIB;
    const double group = (double)facts->memory_peak_bytes / PH_BYTES_PER_MIB;
    const double process = (double)facts->worker_peak_bytes / PH_BYTES_PER_MIB;

    if (facts->memory_peak_bytes)
        note(notes,
             "under a limit of %g MiB of memory: %.1f MiB were used at most, files' pages "
             "included, and a process had %.1f MiB",
             limit, group, process);
    else
        note(notes, "under a limit of %g MiB of memory: a process had %.1f MiB at most", limit,
             process);
}

GPtrArray *ph_run_notes(const ph_run_facts *facts)
{
    GPtrArray *notes = g_ptr_array_new_with_free_func(g_free);
    const double share = ph_run_harness_share(facts);
    char *noise = ph_noise_note(&facts->noise, 0);

    if (noise)
        g_ptr_array_add(notes, noise);
    if (share > HARNESS_SHARE_MAX)
        note(notes, "%.1f %% of the sampling time is the harness' own, between blocks",
             100.0 * share);
    if (facts->first_sample_ms > FIRST_SAMPLE_MS_MAX)
        note(notes, "%.0f ms from a worker's start to its first sample", facts->first_sample_ms);
    if (facts->memory_max_bytes)
        note_memory(notes, facts);
    if (facts->harness_peak_bytes > HARNESS_BYTES_MAX)
        note(notes, "the harness itself took %.0f MiB of memory",
             (double)facts->harness_peak_bytes / PH_BYTES_PER_MIB);
    return notes;
}
