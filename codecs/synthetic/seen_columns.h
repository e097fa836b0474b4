/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which columns a subject was given before, by what their cells hold and not by where they are. */
#ifndef PH_CODECS_SYNTHETIC_SEEN_COLUMNS_H
#define PH_CODECS_SYNTHETIC_SEEN_COLUMNS_H

#include "perfharness/subject.h"

enum { SYNTHETIC_SEEN_MAX = 1 << 16 };

/*
 * Keys of what was seen; 0: room for one. What is new must not cost more to note than what is known
 * costs to find, or that is a lie of its own: keys are short, and none is the first on its page.
 */
typedef struct synthetic_seen {
    uint32_t keys[SYNTHETIC_SEEN_MAX];
    uint64_t count;
} synthetic_seen;

/* Empty, with all its memory there. */
void synthetic_seen_init(synthetic_seen *seen);

/*
 * Whether the column was seen before; from now on, it was. A few words of it are looked at, so that
 * it takes next to no time. When there is no more room, what is new stays new.
 */
int synthetic_seen_before(synthetic_seen *seen, const ph_subject_column *column);

#endif /* PH_CODECS_SYNTHETIC_SEEN_COLUMNS_H */
