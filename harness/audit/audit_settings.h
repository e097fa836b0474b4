/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What audit_config.yaml says (config/schema/audit-config.schema.json): which parts a report has,
 * whose controls it has tables for, and for how long records are to be there.
 *
 * One thread at a time for each object.
 */
#ifndef PH_HARNESS_AUDIT_AUDIT_SETTINGS_H
#define PH_HARNESS_AUDIT_AUDIT_SETTINGS_H

#include <glib.h>

#include "catalogue/archive_settings.h"

/* What a report may be written as: identifier, its word, its file. */
#define PH_AUDIT_FORMAT_LIST(X)                                                                    \
    X(HTML, "html", "audit_report.html")                                                           \
    X(PDF, "pdf", "audit_report.pdf")                                                              \
    X(JSON, "json", "audit.json")

typedef enum ph_audit_format {
#define X(identifier, word, file) PH_AUDIT_##identifier,
    PH_AUDIT_FORMAT_LIST(X)
#undef X
        PH_AUDIT_FORMAT_COUNT,
} ph_audit_format;

/* How often a report is due: identifier, its word. */
#define PH_AUDIT_FREQUENCY_LIST(X)                                                                 \
    X(WEEKLY, "weekly")                                                                            \
    X(MONTHLY, "monthly")                                                                          \
    X(QUARTERLY, "quarterly")                                                                      \
    X(YEARLY, "yearly")

typedef enum ph_audit_frequency {
#define X(identifier, word) PH_AUDIT_##identifier,
    PH_AUDIT_FREQUENCY_LIST(X)
#undef X
        PH_AUDIT_FREQUENCY_COUNT,
} ph_audit_frequency;

/*
 * What is on or off: identifier, where in the file below enterprise_audit, and what a report lacks
 * where it is off.
 */
#define PH_AUDIT_SWITCH_LIST(X)                                                                    \
    X(ENABLED, "enabled", "all of it")                                                             \
    X(ALERTS, "performance_tracking.slo_violation_alerts",                                         \
      "missed floors are not among what needs attention")                                          \
    X(INCIDENTS, "performance_tracking.regression_incident_tracking",                              \
      "incidents are not reported")                                                                \
    X(VALIDATION, "regulatory_requirements.performance_validation",                                \
      "figures are not held against floors")                                                       \
    X(TRAIL, "regulatory_requirements.audit_trail_generation",                                     \
      "changes of configuration and machine are not listed")                                       \
    X(SIGNATURE, "regulatory_requirements.compliance_certification",                               \
      "there is no page for signatures")

typedef enum ph_audit_switch {
#define X(identifier, key, lacks) PH_AUDIT_SWITCH_##identifier,
    PH_AUDIT_SWITCH_LIST(X)
#undef X
        PH_AUDIT_SWITCH_COUNT,
} ph_audit_switch;

/* Of an authority's time stamps (stamp/stamp_check.h). Owns its texts. */
typedef struct ph_stamp_settings {
    char *url;  /* NULL: none are asked for. */
    char *root; /* The file with the certificates that are trusted; relative to the settings'. */
    guint every_days;
    gint64 since_us; /* The day from which on there are to be some; G_MININT64: none is named. */
} ph_stamp_settings;

typedef struct ph_audit_settings {
    char *name;   /* Of the file, printable. */
    char *sha256; /* Of its bytes. */
    gboolean is_on[PH_AUDIT_SWITCH_COUNT];
    GStrv standards;
    ph_audit_frequency frequency;
    guint retention_months;
    guint baseline_months; /* Of the baselines' histories, as the file says. */
    gboolean is_format[PH_AUDIT_FORMAT_COUNT];
    ph_archive_settings archives; /* Paths that are relative are so to the file's folder. */
    ph_stamp_settings stamp;
} ph_audit_settings;

/*
 * Read the file; what it leaves out is as in the one that comes with perfharness.
 *
 * @param path  NULL: the setting audit_config.yaml.
 * @return NULL and error (PH_ERROR_SETTINGS: file, line, column; PH_ERROR_STORAGE).
 */
ph_audit_settings *ph_audit_settings_read(const char *path, GError **error);
void ph_audit_settings_free(ph_audit_settings *settings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_audit_settings, ph_audit_settings_free)

/* Static. */
const char *ph_audit_switch_key(ph_audit_switch at);
const char *ph_audit_switch_lacks(ph_audit_switch at);
const char *ph_audit_frequency_word(ph_audit_frequency frequency);
const char *ph_audit_format_word(ph_audit_format format);
const char *ph_audit_format_file(ph_audit_format format);

/* PH_AUDIT_FORMAT_COUNT: none has that word. */
ph_audit_format ph_audit_format_of(const char *word);

/* For so long all records are to be there: the longer of the two. */
guint ph_audit_settings_months(const ph_audit_settings *settings);

/* The day that the next report is due, "2026-12-01": the caller frees it. */
char *ph_audit_settings_due(const ph_audit_settings *settings, gint64 now_us);

#endif /* PH_HARNESS_AUDIT_AUDIT_SETTINGS_H */
