/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Items that only one side has, each a difference with its reason. */
#ifndef PH_HARNESS_ANSWER_LAYOUT_UNPAIRED_H
#define PH_HARNESS_ANSWER_LAYOUT_UNPAIRED_H

#include "answer/layout_group.h"

/* The subject's alone, by its place in the group's list. */
void ph_layout_report_extra(ph_layout_walk *w, ph_layout_group *g, size_t place);

/* The copybook's alone. */
void ph_layout_report_missing(ph_layout_walk *w, ph_layout_group *g, uint32_t i);

#endif /* PH_HARNESS_ANSWER_LAYOUT_UNPAIRED_H */
