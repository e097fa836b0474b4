/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness audit sample`: changes of a report, drawn so that anybody draws the same. */
#ifndef PH_HARNESS_COMMAND_AUDIT_SAMPLE_H
#define PH_HARNESS_COMMAND_AUDIT_SAMPLE_H

#include <cjson/cJSON.h>
#include <glib.h>

/* As it was given. Borrowed. */
typedef struct ph_audit_sample_request {
    gint64 seed;
    gint size;
    const char *format; /* NULL: not given, which is text. */
} ph_audit_sample_request;

/* The words of its formats, NULL-terminated; static. */
extern const char *const ph_audit_sample_formats[];

/* FALSE and error (PH_ERROR_USAGE). */
gboolean ph_audit_sample_check(const ph_audit_sample_request *request, GError **error);

/* Draw from a valid audit.json, and print. */
void ph_audit_sample_show(const ph_audit_sample_request *request, const cJSON *report);

#endif /* PH_HARNESS_COMMAND_AUDIT_SAMPLE_H */
