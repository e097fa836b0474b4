/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the checks are given, and how they say what they found. */
#ifndef PH_HARNESS_FITNESS_EXAMINATION_H
#define PH_HARNESS_FITNESS_EXAMINATION_H

#include <cjson/cJSON.h>

#include "fitness/fitness.h"

typedef struct ph_examination {
    const ph_fitness_request *request; /* Borrowed. */
    cJSON *document;                   /* Parts of system-info.json, of the root. Owned. */
    cJSON *unavailable;                /* Owned. */
} ph_examination;

/* A check: it looks, and says exactly once what it found. */
typedef void ph_check_fn(const ph_examination *examination, ph_fitness_finding *finding);

#define X(function, name, weight, effect) ph_check_fn ph_check_##function;
PH_FITNESS_LIST(X)
#undef X

void ph_say_fine(ph_fitness_finding *finding, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* The weight is the table's, unless the check sets another afterwards. */
void ph_say_found(ph_fitness_finding *finding, const char *format, ...) G_GNUC_PRINTF(2, 3);
void ph_say_unknown(ph_fitness_finding *finding, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* What mends a finding. */
void ph_say_fix(ph_fitness_finding *finding, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* The command that writes a value into a kernel file below the root. */
void ph_say_fix_by_writing(const ph_examination *examination, ph_fitness_finding *finding,
                           const char *value, const char *path);

/*
 * A member of the document, of a section or (NULL) of its top. NULL when it is not known: then the
 * finding has been said to be unknown, with the reason.
 */
const cJSON *ph_examination_value(const ph_examination *examination, const char *section,
                                  const char *member, ph_fitness_finding *finding);

/* The one line of a kernel file, likewise. The caller frees it. */
char *ph_examination_read(const ph_examination *examination, const char *path,
                          ph_fitness_finding *finding);

#endif /* PH_HARNESS_FITNESS_EXAMINATION_H */
