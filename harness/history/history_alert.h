/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What is told, of a case or of the house, and once for each name. What became of it on each
 * channel is in delivery.h.
 *
 * One thread at a time for each object; no state.
 */
#ifndef PH_HARNESS_HISTORY_HISTORY_ALERT_H
#define PH_HARNESS_HISTORY_HISTORY_ALERT_H

#include <glib.h>

/* Owns its texts. */
typedef struct ph_history_alert {
    gint64 id;      /* 0: not added yet. */
    char *name;     /* What it is known by: "case-12-opened-34", "stoppage-2026-12-01". */
    gint64 case_id; /* 0: of no case, or of many. */
    char *kind;     /* What happened, by its word. */
    char *severity; /* Its word. */
    char *document; /* What is told: JSON on one line (config/schema/alert.schema.json). */
    gint64 at_us;   /* The store's clock; set as it is added. */
} ph_history_alert;

/*
 * An alert, its texts copied.
 *
 * @param document  JSON on one line; what is not printable in it is made so.
 */
ph_history_alert *ph_history_alert_new(const char *name, gint64 case_id, const char *kind,
                                       const char *severity, const char *document);

/*
 * The text whose SHA-256 its receipt carries: a JSON object on one line, its members in the order
 * above but for id, as canonical_text.h has it. The caller frees it.
 */
char *ph_history_alert_text(const ph_history_alert *alert);

void ph_history_alert_free(ph_history_alert *alert);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_history_alert, ph_history_alert_free)

#endif /* PH_HARNESS_HISTORY_HISTORY_ALERT_H */
