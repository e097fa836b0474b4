/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* COBOL's rules of layout, in words about one item: which one a subject breaks. */
#ifndef PH_HARNESS_ANSWER_LAYOUT_RULE_H
#define PH_HARNESS_ANSWER_LAYOUT_RULE_H

#include <stdint.h>

#include "perfharness/record.h"

#define PH_LAYOUT_RULE_MAX 200

/* An item of a copybook; where it stands in its group. */
typedef struct ph_layout_place {
    const ph_copybook *copybook;
    uint32_t item;
    uint32_t before; /* The item before it in its group that has storage, or PH_RECORD_NO_ITEM. */
} ph_layout_place;

/* Each writes PH_LAYOUT_RULE_MAX bytes at most, NUL-terminated, and no period. */
void ph_rule_of_kind(const ph_layout_place *place, char *ret);
void ph_rule_of_digits(const ph_layout_place *place, char *ret);
void ph_rule_of_scale(const ph_layout_place *place, char *ret);
void ph_rule_of_sign(const ph_layout_place *place, char *ret);
void ph_rule_of_sign_place(const ph_layout_place *place, char *ret);
void ph_rule_of_occurs(const ph_layout_place *place, char *ret);
void ph_rule_of_size(const ph_layout_place *place, char *ret);
void ph_rule_of_offset(const ph_layout_place *place, char *ret);
void ph_rule_of_varying(const ph_layout_place *place, char *ret);

#endif /* PH_HARNESS_ANSWER_LAYOUT_RULE_H */
