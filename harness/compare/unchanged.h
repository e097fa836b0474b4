/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Two builds of identical machine code, all of it or what a benchmark runs: nothing needs to be
 * timed.
 *
 * From the main thread only: it may run the default main context, and bind the thread that calls.
 */
#ifndef PH_HARNESS_COMPARE_UNCHANGED_H
#define PH_HARNESS_COMPARE_UNCHANGED_H

#include "compare/work.h"
#include "measure/run.h"
#include "verdict/contrast.h"

/*
 * Give every benchmark that both builds, request->subjects, could be measured in its contrast, with
 * the verdict UNCHANGED. One that they cannot is an error of the report.
 *
 * @param found  ph_found_subject: what the two builds are.
 */
void ph_unchanged(const ph_run_request *request, const GPtrArray *found,
                  ph_contrast_report *report);

/*
 * Find the benchmarks in which both builds, which differ, run the same machine code
 * (compare/run_code.h), as many instructions of it, and answer rightly: one call of each is counted
 * by callgrind. What cannot be counted, or whose code cannot be read, is none of them.
 *
 * @param sensor     As ph_work_count() has it: receives who counts here.
 * @param pairs      ph_work_pair: receives what callgrind counted.
 * @param report     Says what the builds' arms chose to run here.
 * @param unchanged  Receives the contrasts of those benchmarks.
 * @return The other benchmarks (ph_benchmark, which stay the plan's); NULL and error only when the
 *         user gave up.
 */
GPtrArray *ph_unchanged_leave(const ph_run_request *request, const GPtrArray *found,
                              ph_work_sensor *sensor, GPtrArray *pairs,
                              const ph_contrast_report *report, ph_contrast_report *unchanged,
                              GError **error);

#endif /* PH_HARNESS_COMPARE_UNCHANGED_H */
