/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "verdict/release.h"

#include <string.h>

/* NULL where that is not known. The caller frees it. */
static char *release_of(const ph_measurement *measurement)
{
    const ph_subject_info *info = ph_measurement_subject(measurement, PH_HEADLINE_SUBJECT);

    return info ? ph_subject_release(info) : NULL;
}

/* What others call a version need not be one that the registry has. */
static gboolean is_published_form(const char *release)
{
    return g_regex_match_simple("^[0-9]+\\.[0-9]+\\.[0-9]+(-[0-9A-Za-z.-]+)?$", release,
                                G_REGEX_DOLLAR_ENDONLY, (GRegexMatchFlags)0);
}

char *ph_release_obstacle(ph_placed_run run, ph_placed_run baseline)
{
    g_autofree char *head = release_of(run.measurement);
    g_autofree char *base = release_of(baseline.measurement);
    g_autofree char *remedy = NULL;

    if (!head || !base || strcmp(head, base) == 0)
        return NULL;
    if (is_published_form(head) && is_published_form(base))
        remedy = g_strdup_printf("; `perfharness compare " PH_HEADLINE_SUBJECT
                                 "@%s " PH_HEADLINE_SUBJECT "@%s` measures both",
                                 base, head);
    return g_strdup_printf(PH_HEADLINE_SUBJECT " %s %s, %s %s: another method%s", head, run.place,
                           base, baseline.place, remedy ? remedy : "");
}
