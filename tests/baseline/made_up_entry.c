/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "made_up_entry.h"

#include "made_up_run.h"

#define COMP3_MIB_S 571.0
/* How far launches lie apart, as a share. */
#define SPREAD 0.002

ph_measurement *made_up_suite_run(const char *timestamp, const char *host, const char *suite,
                                  double display_mib_s, guint launches)
{
    ph_measurement *run = ph_made_up_run(timestamp, host);

    run->suite = g_strdup(suite);
    ph_made_up_launches(ph_made_up_figure(run, PH_HEADLINE_DISPLAY, display_mib_s), launches,
                        SPREAD);
    ph_made_up_launches(ph_made_up_figure(run, PH_HEADLINE_COMP3, COMP3_MIB_S), launches, SPREAD);
    return run;
}

const ph_baseline_origin *made_up_origin(void)
{
    static GPtrArray nothing;
    static const ph_baseline_origin origin = { .promoted_by = "perfharness baseline promote",
                                               .reason = "the release was measured",
                                               .overridden = &nothing };

    return &origin;
}

ph_baseline *made_up_entry_of(int day, const char *host, const char *suite)
{
    g_autofree char *timestamp = g_strdup_printf("2025-06-0%dT12:00:00Z", day);
    g_autoptr(ph_measurement) run = made_up_suite_run(timestamp, host, suite, 2000.0 + day, 5);

    return ph_baseline_of_run(run, NULL, NULL, made_up_origin());
}

ph_baseline *made_up_entry(int day)
{
    return made_up_entry_of(day, MADE_UP_HOST, MADE_UP_SUITE);
}

ph_baseline *made_up_sealed(int day, const ph_baseline *before)
{
    ph_baseline *entry = made_up_entry(day);

    ph_baseline_seal(entry, before);
    return entry;
}

char *made_up_line(const ph_baseline *entry)
{
    char *printed = ph_baseline_line(entry);
    char *line = g_strconcat(printed, "\n", NULL);

    cJSON_free(printed);
    return line;
}

const char *made_up_plain(void)
{
    return "{\"timestamp\":\"2025-05-01T12:00:00Z\",\"commit_sha\":\"abc\",\"performance\":"
           "{\"display_gibs\":2.5,\"comp3_mibs\":571},\"environment\":{}}\n";
}
