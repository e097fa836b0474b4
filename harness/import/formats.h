/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the formats that are imported have in common. */
#ifndef PH_HARNESS_IMPORT_FORMATS_H
#define PH_HARNESS_IMPORT_FORMATS_H

#include <cjson/cJSON.h>

#include "import/imported.h"

/* Does a document match SCHEMAS/import/NAME.schema.json? FALSE and error with its path when not. */
gboolean ph_import_is_valid(const cJSON *document, const char *path, const char *schemas,
                            const char *name, GError **error);

/* A figure without an interval. */
void ph_imported_add(ph_imported *to, const char *name, double mib_s);
void ph_imported_add_with_interval(ph_imported *to, const char *name, double mib_s,
                                   ph_interval ci95_mib_s);
/* suite goes before the name; NULL: none does. */
void ph_imported_add_with_range(ph_imported *to, const char *suite, const char *name, double mib_s,
                                ph_interval range_mib_s);
void ph_imported_remark(ph_imported *to, const char *format, ...) G_GNUC_PRINTF(2, 3);

gboolean ph_import_criterion(const char *path, const char *schemas, ph_imported *to,
                             GError **error);
gboolean ph_import_receipt(const char *path, const char *schemas, ph_imported *to, GError **error);
gboolean ph_import_github_action_benchmark(const char *path, const char *schemas, ph_imported *to,
                                           GError **error);
gboolean ph_import_spec(const char *path, const char *schemas, ph_imported *to, GError **error);

gboolean ph_import_bencher_history(const char *path, const char *schemas, ph_imported_history *to,
                                   GError **error);
/* Of folders that are named by commits in full, or that such folders are in. */
gboolean ph_import_criterion_history(const char *path, const char *schemas, ph_imported_history *to,
                                     GError **error);
/* Of a data.js: the array alone is no run of any commit. */
gboolean ph_import_github_action_benchmark_history(const char *path, const char *schemas,
                                                   ph_imported_history *to, GError **error);

#endif /* PH_HARNESS_IMPORT_FORMATS_H */
