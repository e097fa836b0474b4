/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What an item and its partner may differ in, but for what they hold. Each returns the index of its
 * difference that may be why others stand elsewhere, or PH_LAYOUT_NO_CAUSE. */
#ifndef PH_HARNESS_ANSWER_LAYOUT_ITEM_H
#define PH_HARNESS_ANSWER_LAYOUT_ITEM_H

#include "answer/layout_group.h"

size_t ph_layout_compare_offset(ph_layout_walk *w, ph_layout_group *g, const char *path,
                                const ph_layout_place *place, const ph_described_item *found);
size_t ph_layout_compare_kind(ph_layout_walk *w, const char *path, const ph_layout_place *place,
                              const ph_described_item *found);
size_t ph_layout_compare_occurs(ph_layout_walk *w, const char *path, const ph_layout_place *place,
                                const ph_described_item *found);

/* These move nothing. */
void ph_layout_compare_name(ph_layout_walk *w, const char *path, const ph_record_item *item,
                            const ph_described_item *found);
void ph_layout_compare_varying(ph_layout_walk *w, const char *path, const ph_layout_place *place,
                               const ph_described_item *found);

#endif /* PH_HARNESS_ANSWER_LAYOUT_ITEM_H */
