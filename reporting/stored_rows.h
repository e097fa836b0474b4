/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Work on files: how fast, what was waited for, and how far from what the device does. */
#ifndef PH_REPORTING_STORED_ROWS_H
#define PH_REPORTING_STORED_ROWS_H

#include <stdio.h>

#include "model/measurement.h"

/* Is it work on files? Other tables leave it out. */
gboolean ph_is_stored_result(const ph_result *result);

/* Sentences on what the files were on, and how large they were: char *, free with
 * g_ptr_array_unref(). None where there were no files. */
GPtrArray *ph_stored_notes(const ph_measurement *measurement);

/* The table of a terminal, with these sentences below it, in 80 columns; nothing where there is
 * nothing to show. */
void ph_stored_print(FILE *to, const ph_measurement *measurement, gboolean has_colour);

/* What a result's call waits for: "CPU 97 %", "disk, CPU 31 %"; "-" where that is not known. And
 * its share of what the device reads, or writes, past the page cache. The caller frees them. */
char *ph_stored_binds_text(const ph_result *result);
char *ph_stored_of_limit(const ph_measurement *measurement, const ph_result *result,
                         const char *limit);

/* "disk_rows" and "disk_notes" of a report. */
void ph_stored_rows_add(cJSON *data, const ph_measurement *measurement);

#endif /* PH_REPORTING_STORED_ROWS_H */
