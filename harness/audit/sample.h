/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A sample of the changes that a report lists: who has the report draws the same again, with
 * sha256sum and sort alone.
 *
 * A change is known by its id: a baseline's entry by its hash, a commit of settings by the
 * commit's, what the history knows by the digest that its receipt has. Changes are drawn in the
 * order of the SHA-256, as hexadecimal digits, of the text "SEED ID".
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_AUDIT_SAMPLE_H
#define PH_HARNESS_AUDIT_SAMPLE_H

#include <cjson/cJSON.h>
#include <glib.h>

#define PH_AUDIT_SAMPLE_MAX 10000

/*
 * Draw it.
 *
 * @param report  A valid audit.json. Borrowed.
 * @param size    At least 1; where there are no more changes, all of them are drawn.
 * @return config/schema/audit-sample.schema.json, for cJSON_Delete().
 */
cJSON *ph_audit_sample(const cJSON *report, guint64 seed, guint size);

#endif /* PH_HARNESS_AUDIT_SAMPLE_H */
