/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the shapes of an exported run have in common. Texts and arrays are the caller's to free. */
#ifndef PH_REPORTING_EXPORT_PARTS_H
#define PH_REPORTING_EXPORT_PARTS_H

#include <cjson/cJSON.h>
#include <glib.h>

#include "model/measurement.h"

/* A file of a shape that is a folder. */
typedef struct ph_export_file {
    char *path; /* Inside the folder; every part of it is a plain name. */
    char *text;
} ph_export_file;

void ph_export_file_free(ph_export_file *file);

#define PH_NS_PER_S 1e9

/* "comp3/stream/kernel/copybook-rs": no other result of a run has it. Printable. */
char *ph_export_name(const ph_result *result);

/* The results that are measured, ph_result, borrowed. Free with g_ptr_array_unref(). */
GPtrArray *ph_export_measured(const ph_measurement *measurement);

/* What a subject's library was built from, borrowed; NULL where that is not recorded. */
const ph_build_identity *ph_export_built_from(const ph_measurement *measurement,
                                              const char *subject);

/* Add copybook_rs_release and copybook_rs_commit to an object, as far as the subject's are known.
 */
void ph_export_add_release(cJSON *object, const ph_measurement *measurement, const char *subject);

/* Add "referee", whether the run had one; nothing where that is not known. */
void ph_export_add_referee(cJSON *object, const ph_measurement *measurement);

/* Work over claim as the referee saw it; NAN without. */
double ph_export_referee_ratio(const ph_result *result);

double ph_export_bytes_per_second(const ph_result *result);

/* What a speed is a share of: 1.0 is as fast. */
typedef struct ph_export_share {
    const char *name; /* [a-z_]+ */
    const char *help; /* A sentence. */
    /* NAN without a number. */
    double (*value)(const ph_measurement *measurement, const ph_result *result);
} ph_export_share;

enum { PH_EXPORT_SHARES = 3 };
extern const ph_export_share ph_export_shares[PH_EXPORT_SHARES];

/* Add those of a result that there are, by their names. */
void ph_export_add_shares(cJSON *object, const ph_measurement *measurement,
                          const ph_result *result);

/* Printed with an end of line; the document is freed. */
char *ph_export_json(cJSON *document);

#endif /* PH_REPORTING_EXPORT_PARTS_H */
