/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The words of copybooks, at random: names, literals, values. All that is returned is to be freed.
 */
#ifndef PH_TESTS_RECORDS_RANDOM_WORDS_H
#define PH_TESTS_RECORDS_RANDOM_WORDS_H

#include <glib.h>

#include "perfharness/random.h"
#include "perfharness/record.h"

/** A name that no other number gives, in whatever case; no reserved word, at most 30 characters. */
char *random_words_name(ph_random *random, uint32_t number);

/** What VALUE may say of an item: the words, with a space between two. */
char *random_words_value(ph_random *random, const ph_record_item *item);

/** What the VALUE of a level 88 below an item may say: values and ranges. */
char *random_words_condition(ph_random *random, const ph_record_item *item);

/** What somebody might write into a comment: not least, an entry that no longer counts. */
const char *random_words_comment(ph_random *random);

#endif /* PH_TESTS_RECORDS_RANDOM_WORDS_H */
