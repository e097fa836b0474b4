/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Measuring two revisions again with their code moved, where its place may be what is slower. */
#ifndef PH_OTHER_LAYOUTS_H
#define PH_OTHER_LAYOUTS_H

#include "command/measuring.h"
#include "command/revisions.h"
#include "compare/side_by_side.h"

/*
 * Build and measure the pairs that the report wants (compare/relayout.h), and judge. Where it wants
 * none, nothing is built. What cannot be built or measured is a note of the report; that the user
 * gave up meanwhile is one of its errors.
 *
 * @param revisions  What the report's base and head were built from.
 * @param session    Where they were measured.
 * @param plan       How they were measured; its work is not counted again.
 */
void ph_other_layouts_measure(const ph_revisions *revisions, const ph_measuring_session *session,
                              const ph_side_by_side_plan *plan, ph_contrast_report *report);

#endif /* PH_OTHER_LAYOUTS_H */
