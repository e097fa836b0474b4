/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "report_title.h"

#include "build_text.h"
#include "document/timestamp.h"
#include "report_value.h"

static char *library_text(const ph_subject_info *info)
{
    return info ? g_strdup_printf("%s %s", info->name, info->version)
                : g_strdup(PH_HEADLINE_SUBJECT);
}

/* NULL: not known. */
static char *commit_text(const ph_measurement *measurement, const ph_subject_info *info)
{
    const char *commit = ph_measurement_headline_commit(measurement);
    const gboolean is_modified =
        info && info->built_from && info->built_from->is_dirty == PH_KNOWN_TRUE;

    return commit
               ? g_strdup_printf(PH_BUILD_TEXT_COMMIT "%s", commit, is_modified ? ", modified" : "")
               : NULL;
}

char *ph_report_date(const char *timestamp)
{
    g_autoptr(GDateTime) time = timestamp ? ph_timestamp_read(timestamp) : NULL;
    g_autoptr(GDateTime) utc = time ? g_date_time_to_utc(time) : NULL;

    return utc ? g_date_time_format(utc, "%Y-%m-%d %H:%M UTC") : NULL;
}

void ph_report_title_add(cJSON *data, const ph_report *report)
{
    const ph_measurement *measurement = report->measurement;
    const ph_subject_info *info = ph_measurement_subject(measurement, PH_HEADLINE_SUBJECT);
    const char *host = ph_measurement_fingerprint(measurement);
    g_autofree char *library = library_text(info);
    g_autofree char *commit = commit_text(measurement, info);
    g_autofree char *date = ph_report_date(measurement->timestamp);

    ph_report_value_take(data, "title",
                         g_strdup_printf("%s%s%s on %s, %s: %s", library, commit ? ", " : "",
                                         commit ? commit : "", host ? host : "an unrecorded host",
                                         date ? date : "no date",
                                         ph_verdict_word(report->judgement->verdict)));
    ph_report_value_set(data, "library", library);
    ph_report_value_set(data, "library_commit", commit);
    ph_report_value_set(data, "date", date);
}
