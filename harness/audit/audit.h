/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What an audit report says, from all that is kept: a history, the histories of baselines, a
 * checkout. The one model that every format is made from is audit.json itself
 * (config/schema/audit.schema.json), whose parts stand in the order in which they are read.
 *
 * It says what there is and what there is not. It says of nothing that it is met.
 *
 * One thread at a time for each object; git is run and waited for.
 */
#ifndef PH_HARNESS_AUDIT_AUDIT_H
#define PH_HARNESS_AUDIT_AUDIT_H

#include <cjson/cJSON.h>
#include <glib.h>

#include "audit/audit_period.h"
#include "audit/audit_settings.h"
#include "history/store_place.h"
#include "settings/thresholds.h"

/* All borrowed. */
typedef struct ph_audit_request {
    const ph_store_place *place; /* Of the history. */
    const char *baseline;        /* A FILE, a FOLDER or a history's .jsonl; NULL: there is none. */
    const char *archives;        /* The folder of the archives; NULL: there is none. */
    const char *repository;      /* A checkout with the settings; NULL: this folder. */
    gboolean are_authors_named;  /* Of commits. */
    const ph_audit_settings *settings;
    const cJSON *controls; /* ph_audit_controls_read(). */
    const ph_thresholds *thresholds;
    const char *schemas;  /* The folder with the schemas. */
    GPtrArray *witnesses; /* ph_witness: what chains have is noted there. */
    ph_audit_period period;
    gint64 now_us;
    const char *program_sha256; /* NULL: not known. */
} ph_audit_request;

/*
 * Gather it. That something is missing, also all of it, is said in it, and is no error.
 *
 * @param ret_is_whole  Receives FALSE where what was kept is not as it was written.
 * @return NULL and error: a store that is away, or cannot be read for another reason than that it
 *         was changed.
 */
cJSON *ph_audit_gather(const ph_audit_request *request, gboolean *ret_is_whole, GError **error);

/*
 * The tables of controls. They are data, which whoever owns the standards corrects.
 *
 * @return NULL and error: PH_ERROR_SETTINGS with the file and the place in it, PH_ERROR_STORAGE.
 */
cJSON *ph_audit_controls_read(const char *schemas, GError **error);

#endif /* PH_HARNESS_AUDIT_AUDIT_H */
