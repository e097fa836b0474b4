/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * baseline.json: what runs on a host are compared with. The same document, on one line, is an entry
 * of the history (baseline/chain.h); its shape is config/schema/baseline.schema.json.
 *
 * Errors are PH_ERROR_BASELINE unless said: file, what was found, what to do.
 *
 * Not thread-safe: one thread at a time for each object; no global state.
 */
#ifndef PH_HARNESS_BASELINE_BASELINE_H
#define PH_HARNESS_BASELINE_BASELINE_H

#include <cjson/cJSON.h>
#include <glib.h>

#include "baseline/evidence.h"
#include "baseline/reason_kind.h"
#include "model/measurement.h"

typedef struct ph_baseline {
    cJSON *document;
    gboolean is_plain; /* The specification's plain shape: no launches, seal or history. */
    /* Borrowed from the document; of a plain one only the first is not NULL. */
    const char *timestamp;
    const char *fingerprint;
    const char *suite;
    const char *reason;
    const char *previous; /* Hash of the entry before; NULL: this is the first. */
    const char *sha256;   /* Its own hash; NULL: not sealed yet. */
} ph_baseline;

/* How an entry comes about. All borrowed. */
typedef struct ph_baseline_origin {
    const char *promoted_by;
    const char *reason;
    gboolean is_forced;
    const GPtrArray *overridden; /* char *: the rules it does not keep; empty unless forced. */
    ph_reason_kind reason_kind;
    const ph_evidence *evidence; /* NULL: the entry does not say. */
    const cJSON *checks; /* What was found of the commit's other checks; NULL: nobody asked. */
} ph_baseline_origin;

/* Take over a document that is valid. */
ph_baseline *ph_baseline_new(cJSON *document);

void ph_baseline_free(ph_baseline *baseline);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_baseline, ph_baseline_free)

/*
 * Read a baseline.json of either shape: valid by its schema, and its seal whole. Whether it is the
 * last entry of its history is not looked at (ph_baseline_store_current() does).
 *
 * @param schemas  The folder with the schemas.
 */
ph_baseline *ph_baseline_read(const char *path, const char *schemas, GError **error);

/*
 * Make an entry of a run, not sealed yet.
 *
 * @param run       Has a suite and a fingerprint, and something measured.
 * @param system    system-info.json of the run's host, or NULL when there is none.
 * @param replaced  The baseline before when that is a plain one, which no history has; else NULL.
 */
ph_baseline *ph_baseline_of_run(const ph_measurement *run, const cJSON *system,
                                const ph_baseline *replaced, const ph_baseline_origin *origin);

/*
 * Make an entry of one that was proposed and has not been committed, not sealed yet: what was
 * measured and what it is based on are the proposal's, how it comes about is the origin's, but for
 * its evidence, and for checks where that has none.
 */
ph_baseline *ph_baseline_adopt(const ph_baseline *proposed, const ph_baseline_origin *origin);

/* Make an entry that restores an earlier one, not sealed yet. */
ph_baseline *ph_baseline_restore(const ph_baseline *earlier, const ph_baseline_origin *origin);

/* Put an entry behind another (NULL: it is the first), and seal it. */
void ph_baseline_seal(ph_baseline *baseline, const ph_baseline *before);

/* As a line of the history, without its end; and as baseline.json. To be freed with cJSON_free().
 */
char *ph_baseline_line(const ph_baseline *baseline);
char *ph_baseline_text(const ph_baseline *baseline);

/* Are two the same to the last digit? */
gboolean ph_baseline_equals(const ph_baseline *a, const ph_baseline *b);

/*
 * As the measurement it was, as far as a baseline keeps it, so that it can be shown and compared
 * with a run: no limits, of comparisons those with the anchor, nothing void; one of an early
 * version has no subjects. A plain one has is_plain and two throughputs.
 */
ph_measurement *ph_baseline_measurement(const ph_baseline *baseline);

/* Who is named to have promoted it, printable; NULL where nobody is, but the command. The caller
 * frees it. */
char *ph_baseline_actor(const ph_baseline *baseline);

#endif /* PH_HARNESS_BASELINE_BASELINE_H */
