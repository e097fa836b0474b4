/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What `perfharness compare` leaves behind: the document of a comparison, also of one that could
 * not be made. Nothing in it names a folder, a user or the name of this host.
 */
#ifndef PH_HARNESS_COMMAND_COMPARED_H
#define PH_HARNESS_COMMAND_COMPARED_H

#include "session/builds.h"
#include "session/sides.h"
#include "verdict/comparison_document.h"

/*
 * A document of two builds that are going to be compared now, without a report.
 *
 * @param operands  Base and head, which name builds.
 * @param suite     NULL: workloads that are named one by one.
 * @param choice    The CPU to measure on.
 */
ph_comparison_document *ph_compared_builds(char *const *operands, const char *suite,
                                           const ph_cpu_choice *choice);

/* Say that this command line repeats it elsewhere: with these operands, NULL-terminated. */
void ph_compared_repeat(ph_comparison_document *document, const char *const *operands);

/* The builds have been found: a branch is what it was then. */
void ph_compared_pin(ph_comparison_document *document, const ph_sides *sides);

/* A document of two stored runs, without a report. */
ph_comparison_document *ph_compared_runs(char *const *operands, const ph_measurement *head);

/* Why two builds could not be compared. All borrowed. */
typedef struct ph_compared_failure {
    char *const *operands;
    const ph_builds *builds;
    const ph_sides *sides; /* NULL: not even the builds were found. */
    const GError *cause;
} ph_compared_failure;

/* Give the document a report that says so. */
void ph_compared_fail(ph_comparison_document *document, const ph_side_by_side_plan *plan,
                      const ph_compared_failure *why);

/* Write it to the file that the user names. FALSE and error. */
gboolean ph_compared_write(const ph_comparison_document *document, const char *path,
                           GError **error);

#endif /* PH_HARNESS_COMMAND_COMPARED_H */
