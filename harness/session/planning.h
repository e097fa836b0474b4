/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is to be measured, as the command line names it: a suite, workloads, working sets. */
#ifndef PH_HARNESS_SESSION_PLANNING_H
#define PH_HARNESS_SESSION_PLANNING_H

#include <glib.h>

#include "measure/plan.h"
#include "session/file_options.h"
#include "settings/suite.h"

/* An option table that commands share. */
extern const GOptionEntry ph_planning_entries[];

/* What its options take, as ph_command.values has it. */
char **ph_planning_values(const char *option);

/* By name; NULL and error (PH_ERROR_USAGE) when there is no workload of that name, or no kernel
 * workload. Static. */
const ph_workload *ph_planning_workload(const char *name, GError **error);
const ph_workload *ph_planning_kernel_workload(const char *name, GError **error);

/* What kernel workloads are measured in. */
typedef struct ph_planning_scope {
    guint working_sets; /* 1 << ph_working_set, or-ed. */
    ph_cpu_caches caches;
    ph_stored_files *files; /* Of workloads that are files; NULL: the command has none. Borrowed. */
} ph_planning_scope;

/* ph_plan_add(), but FALSE and error when the plan has this workload already, or it is of files and
 * the command has none. */
gboolean ph_planning_add(GPtrArray *plan, const ph_workload *workload, ph_expectation expectation,
                         ph_planning_scope scope, GError **error);

/* The file that --suite names; NULL: it names a suite, or nothing. Borrowed. */
const char *ph_planning_suite_file(void);

/* The suite that `run --quick` measures. */
#define PH_SUITE_QUICK "quick"

/*
 * Measure the suite of this name, as if --suite had named it. FALSE and error (PH_ERROR_USAGE) when
 * the command line says itself what is measured.
 *
 * @param option  What asks for it, for that error: "--quick".
 */
gboolean ph_planning_take_suite(const char *name, const char *option, GError **error);

/* Where nothing else says what is measured, measure this suite in place of the default one, and the
 * workloads of the further one, which may be NULL, behind it. */
void ph_planning_usual_suite(const char *name, const char *further);

/* Whether nothing of the command line says what is measured, but for data of the user's. */
gboolean ph_planning_is_usual(void);

/*
 * Suite and workloads add up; with none of them, and no data of the user's, the default suite is
 * planned.
 *
 * @param usual_sets  Working sets (1 << ph_working_set, or-ed) where none is named; a quick suite
 *                    has streamed data then.
 * @param ret_suite   Receives the suite, if there is one; the caller frees it.
 * @param ret_files   Receives the files that the plan is of, which the caller frees after it; there
 *                    may be none of them. NULL: the command has no files.
 * @return NULL and error when a name is not one, or is given twice.
 */
GPtrArray *ph_planning_plan(guint usual_sets, ph_cpu_caches caches, gboolean has_own_data,
                            ph_suite **ret_suite, ph_stored_files **ret_files, GError **error);

#endif /* PH_HARNESS_SESSION_PLANNING_H */
