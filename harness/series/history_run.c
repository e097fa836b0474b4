/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "series/history_run.h"

#include <string.h>

static const double ahead_us = 10 * 60 * 1e6;

gboolean ph_history_clock_is_ahead(gint64 started_us, gint64 received_us)
{
    /* As numbers that do not overflow: both may be anything. */
    return started_us != PH_NO_TIME && (double)started_us > (double)received_us + ahead_us;
}

gboolean ph_history_run_is_ahead(const ph_history_run *run)
{
    return ph_history_clock_is_ahead(run->started_us, run->received_us);
}

gboolean ph_history_run_is_in_trend(const ph_history_run *run)
{
    return run->event != PH_RUN_EVENT_PULL_REQUEST && run->position != PH_NO_POSITION;
}

char *ph_history_run_note(const ph_history_run *run, gint64 position)
{
    GString *note = g_string_new(NULL);

    g_string_append_printf(note, "event %s, ", ph_run_event_word(run->event));
    if (run->sha)
        g_string_append_printf(note, "commit %s, ", run->sha);
    else
        g_string_append(note, "no commit, ");
    if (position != PH_NO_POSITION)
        g_string_append_printf(note, "position %" G_GINT64_FORMAT, position);
    else
        g_string_append(note, "no position");
    if (run->pull_request)
        g_string_append_printf(note, ", pull request %" G_GINT64_FORMAT, run->pull_request);
    return g_string_free(note, FALSE);
}

gboolean ph_history_run_is_noted(const ph_history_run *run, const char *note)
{
    g_autofree char *now = ph_history_run_note(run, run->position);
    g_autofree char *before = ph_history_run_note(run, PH_NO_POSITION);

    return strcmp(note, now) == 0 || strcmp(note, before) == 0;
}

ph_history_run *ph_history_run_new(void)
{
    ph_history_run *run = g_new0(ph_history_run, 1);

    run->position = PH_NO_POSITION;
    run->committed_us = PH_NO_TIME;
    run->started_us = PH_NO_TIME;
    run->received_us = PH_NO_TIME;
    return run;
}

void ph_history_run_free(ph_history_run *run)
{
    if (!run)
        return;
    g_free(run->digest);
    g_free(run->host);
    g_free(run->cpu_model);
    g_free(run->sha);
    g_free(run->branch);
    g_free(run->summary);
    g_free(run->suite);
    g_free(run->status);
    g_free(run->machine);
    g_free(run->source);
    g_free(run);
}
