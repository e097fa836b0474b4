/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness baseline promote --checks-of`: what others found of the commit, as one more rule. */
#ifndef PH_HARNESS_COMMAND_BASELINE_CHECKS_H
#define PH_HARNESS_COMMAND_BASELINE_CHECKS_H

#include <cjson/cJSON.h>
#include <glib.h>

#include "command/baseline_github.h"

typedef struct ph_baseline_checks ph_baseline_checks;

/* Ask GitHub, once for all that is promoted. NULL and error when it cannot be asked. */
ph_baseline_checks *ph_baseline_checks_ask(const ph_baseline_asked *asked, GError **error);

void ph_baseline_checks_free(ph_baseline_checks *checks);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_baseline_checks, ph_baseline_checks_free)

/*
 * What speaks against a run of this commit (NULL: not known); char *, a clause each, to be freed
 * with g_ptr_array_unref(). Empty where nobody was asked: checks is NULL.
 */
GPtrArray *ph_baseline_checks_objections(const ph_baseline_checks *checks, const char *commit);

/* As an entry has it; NULL where that is not of this commit, or nobody was asked. Borrowed. */
const cJSON *ph_baseline_checks_record(const ph_baseline_checks *checks, const char *commit);

#endif /* PH_HARNESS_COMMAND_BASELINE_CHECKS_H */
