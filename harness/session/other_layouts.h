/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Measuring two builds again with their code moved, where its place may be what is slower. */
#ifndef PH_HARNESS_SESSION_OTHER_LAYOUTS_H
#define PH_HARNESS_SESSION_OTHER_LAYOUTS_H

#include "compare/side_by_side.h"
#include "session/measuring.h"
#include "session/sides.h"

/*
 * Build and measure the pairs that the report wants (compare/relayout.h), and judge. Where it wants
 * none, nothing is built. What cannot be built is a note of the report; what fails while it is
 * measured, and that the user gave up or the time was over meanwhile, are errors of it.
 *
 * @param sides    The report's base and head. Where one of them cannot be built again, nothing is
 *                 done.
 * @param session  Where they were measured; its deadline is put off by the time to build.
 * @param plan     How they were measured; its work is not counted again.
 */
void ph_other_layouts_measure(const ph_sides *sides, ph_measuring_session *session,
                              const ph_side_by_side_plan *plan, ph_contrast_report *report);

#endif /* PH_HARNESS_SESSION_OTHER_LAYOUTS_H */
