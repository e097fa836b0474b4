/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is said of constructs, the same in every format. Texts are the caller's to g_free(). */
#ifndef PH_REPORTING_CONFORMANCE_WORDS_H
#define PH_REPORTING_CONFORMANCE_WORDS_H

#include "model/conformance.h"

/* What keeps a page from saying more. */
#define PH_CONFORMANCE_UNDESCRIBED                                                                 \
    "This build does not describe its layouts: only the lengths of records were compared."

/* "copybook-rs 0.8.1": the build, and its version where the name does not say it. */
char *ph_conformance_build_words(const ph_conformance *conformance);

/* How many are right and what the others are, in a sentence. */
char *ph_conformance_summary(const ph_conformance *conformance);

/* How they were asked and judged, in sentences. */
char *ph_conformance_method(const ph_conformance *conformance);

/* What a build does with a construct, as a sentence goes on behind its name: "reads it". */
char *ph_construct_result_words(const ph_construct_result *result);

/* A construct's record: how it is framed, its bytes in hexadecimal, what is right of it. Of one
 * that has a record alone. */
GStrv ph_construct_record_lines(const ph_construct *construct);

#endif /* PH_REPORTING_CONFORMANCE_WORDS_H */
