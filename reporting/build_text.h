/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a library was built from, in words for people. Texts are printable and the caller's to free;
 * NULL where nothing of it is known, or built_from is NULL.
 */
#ifndef PH_REPORTING_BUILD_TEXT_H
#define PH_REPORTING_BUILD_TEXT_H

#include <glib.h>
#include <stdio.h>

#include "model/measurement.h"

/* For printf: so many of a commit's digits are a name for it. */
#define PH_BUILD_TEXT_COMMIT "commit %.12s"

/* "release 0.8.1, commit 1cb98b474444, modified". */
char *ph_build_text_origin(const ph_build_identity *built_from);

/* "1,125,472 bytes, built in 41.2 s". */
char *ph_build_text_size(const ph_build_identity *built_from);

/* Both, with a semicolon between. */
char *ph_build_text(const ph_build_identity *built_from);

/*
 * Both, on one line where it has at most PH_COLUMNS, else on more; nothing where nothing is known.
 *
 * @param before  Stands before the first; ASCII.
 */
void ph_build_text_print(FILE *to, const char *before, const ph_build_identity *built_from);

/* Which library a subject is: name, version, what it chose, its origin; with is_verbose, compiler,
 * flags and size below. */
void ph_build_text_print_subject(FILE *to, const ph_subject_info *info, gboolean is_verbose);

/* "0.1.0, commit 0123456789ab, modified". */
char *ph_build_text_harness(const ph_harness_info *harness);

#endif /* PH_REPORTING_BUILD_TEXT_H */
