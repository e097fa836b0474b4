/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "history/history_alert.h"

#include "error/error.h"
#include "series/canonical_text.h"

ph_history_alert *ph_history_alert_new(const char *name, gint64 case_id, const char *kind,
                                       const char *severity, const char *document)
{
    ph_history_alert *alert = g_new0(ph_history_alert, 1);

    alert->name = g_strdup(name);
    alert->case_id = case_id;
    alert->kind = g_strdup(kind);
    alert->severity = g_strdup(severity);
    alert->document = ph_error_printable(document);
    return alert;
}

char *ph_history_alert_text(const ph_history_alert *alert)
{
    GString *object = ph_canonical_new();

    ph_canonical_text(object, "name", alert->name);
    ph_canonical_integer_but(object, "case_id", alert->case_id, 0);
    ph_canonical_text(object, "kind", alert->kind);
    ph_canonical_text(object, "severity", alert->severity);
    ph_canonical_text(object, "document", alert->document);
    ph_canonical_integer(object, "at_us", alert->at_us);
    return ph_canonical_end(object);
}

void ph_history_alert_free(ph_history_alert *alert)
{
    if (!alert)
        return;
    g_free(alert->name);
    g_free(alert->kind);
    g_free(alert->severity);
    g_free(alert->document);
    g_free(alert);
}
