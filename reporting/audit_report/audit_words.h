/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Members of audit.json as the words of its tables. All texts are the caller's to free, and "" is
 * what is not known. Any thread; no state. */
#ifndef PH_REPORTING_AUDIT_REPORT_AUDIT_WORDS_H
#define PH_REPORTING_AUDIT_REPORT_AUDIT_WORDS_H

#include <cjson/cJSON.h>
#include <glib.h>

/* A text as it is. */
char *ph_audit_words(const cJSON *object, const char *name);

/* A time: "2026-11-30"; a hash: its first digits. */
char *ph_audit_words_day(const cJSON *object, const char *name);
char *ph_audit_words_hash(const cJSON *object, const char *name);

/* A count; a rate in MB/s; a share of 1 as "+5.2 %"; seconds as "3 days 4 h". */
char *ph_audit_words_count(const cJSON *object, const char *name);
char *ph_audit_words_rate(const cJSON *object, const char *name);
char *ph_audit_words_change(const cJSON *object, const char *name);
char *ph_audit_words_span(const cJSON *object, const char *name);

/* "critical on 0123456789abcdef", of members suite and host. */
char *ph_audit_words_suite(const cJSON *object);

#endif /* PH_REPORTING_AUDIT_REPORT_AUDIT_WORDS_H */
