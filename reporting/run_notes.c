/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "run_notes.h"

#include <math.h>

/* Blocks of half a millisecond leave less than a fiftieth between them; much shorter ones, as
 * comparisons use, a tenth. */
#define HARNESS_SHARE_MAX   0.10
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

static void note_noise(GPtrArray *notes, const ph_run_facts *facts)
{
    for (ph_noise_cause cause = 0; cause < PH_NOISE_COUNT; cause++) {
        const ph_noise_seen *seen = &facts->noise[cause];

        /* Those who took the CPU are counted block by block, as preempted. */
        if (seen->launches == 0 || cause == PH_NOISE_SWITCH)
            continue;
        g_autofree char *text = ph_noise_text(cause, seen->total);
        note(notes,
             "%s (launches: %" G_GUINT64_FORMAT ", blocks set aside in them: %" G_GUINT64_FORMAT
             ")",
             text, seen->launches, seen->blocks_set_aside);
    }
}

GPtrArray *ph_run_notes(const ph_run_facts *facts)
{
    GPtrArray *notes = g_ptr_array_new_with_free_func(g_free);
    const double share = ph_run_harness_share(facts);

    note_noise(notes, facts);
    if (share > HARNESS_SHARE_MAX)
        note(notes, "%.1f %% of the sampling time is the harness' own, between blocks",
             100.0 * share);
    if (facts->first_sample_ms > FIRST_SAMPLE_MS_MAX)
        note(notes, "%.0f ms from a worker's start to its first sample", facts->first_sample_ms);
    if (facts->harness_peak_bytes > HARNESS_BYTES_MAX)
        note(notes, "the harness itself took %.0f MiB of memory",
             (double)facts->harness_peak_bytes / 1048576.0);
    return notes;
}
