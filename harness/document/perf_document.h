/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A stored perf.json as the measurement it was written from.
 *
 * Any thread, but one at a time: cJSON keeps the place of its last error in a global.
 */
#ifndef PH_HARNESS_DOCUMENT_PERF_DOCUMENT_H
#define PH_HARNESS_DOCUMENT_PERF_DOCUMENT_H

#include <cjson/cJSON.h>
#include <glib.h>

#include "model/measurement.h"

/*
 * Read a perf.json, in our shape or in the specification's plain one, so that a stored run is
 * judged, shown and exported as a fresh one is. Both are checked as ph_document_check() does.
 *
 * From our shape everything comes back but what only system-info.json holds: the member system is
 * an object with the fingerprint alone, and subjects have no path.
 *
 * The plain shape becomes a measurement with is_plain: two results, the headline benchmarks, which
 * have a throughput_mib_s and no launches, times or intervals (NAN); one that is null or 0 in the
 * document is PH_STATE_FAILED. timestamp, commit, suite and environment.fingerprint are taken over
 * where they are, and NULL where not.
 *
 * @param schemas  The folder with the schemas.
 * @return NULL and error: PH_ERROR_STORAGE, PH_ERROR_PARSE or PH_ERROR_SCHEMA, with the file and
 *         the place in it.
 */
ph_measurement *ph_perf_document_read(const char *path, const char *schemas, GError **error);

/* The same from the text of such a file, which ends in a NUL; path is what complaints call it. */
ph_measurement *ph_perf_document_parse(const char *path, const char *text, gsize length,
                                       const char *schemas, GError **error);

/* The same from a document in the plain shape that was read and found valid. */
ph_measurement *ph_perf_document_load_plain(const cJSON *document);

#endif /* PH_HARNESS_DOCUMENT_PERF_DOCUMENT_H */
