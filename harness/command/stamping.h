/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Having all chains' heads stamped (stamp/manifest.h), and keeping what the authority answers. */
#ifndef PH_HARNESS_COMMAND_STAMPING_H
#define PH_HARNESS_COMMAND_STAMPING_H

#include <glib.h>

#include "audit/audit_settings.h"
#include "history/store_place.h"
#include "verdict/verdict.h"

/* All borrowed. */
typedef struct ph_stamping {
    const ph_store_place *place;
    const char *baseline; /* A FILE or a FOLDER; NULL: what this folder has. */
    const ph_stamp_settings *settings;
    guint timeout_s;
    gboolean is_if_due; /* Only where one is due, or waits. */
} ph_stamping;

enum { PH_STAMPING_TIMEOUT_S = 20 };

/*
 * What waits is stamped first, and then the heads as they are now; what was done is printed. Where
 * the authority is away the manifest waits in the history's spool: that is an error, and said.
 */
ph_exit ph_stamping_run(const ph_stamping *stamping, GError **error);

/*
 * The same behind a promotion, where the settings ask for time stamps at all. The baseline has
 * moved, whatever becomes of that: what could not be done is said, and the next
 * `perfharness stamp --if-due` does it.
 *
 * @param store_name  Of --store; NULL: not given.
 */
void ph_stamping_after_promotion(const char *store_name, const char *baseline);

/* What baselines are meant: the one that is named, else what this folder has; NULL: none. Borrowed
 * or static. */
const char *ph_stamping_baseline(const char *named);

#endif /* PH_HARNESS_COMMAND_STAMPING_H */
