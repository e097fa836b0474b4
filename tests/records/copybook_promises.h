/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What perfharness/record.h promises of every copybook that was read, whatever is in it. */
#ifndef PH_TESTS_RECORDS_COPYBOOK_PROMISES_H
#define PH_TESTS_RECORDS_COPYBOOK_PROMISES_H

#include "perfharness/record.h"

/*
 * The first promise that is broken, in words, or NULL. item: which one it is about. memory: what
 * the reader was lent, beyond which nothing of the copybook may lie.
 */
const char *copybook_broken_promise(const ph_copybook *copybook, const void *memory,
                                    size_t memory_size, uint32_t *item);

/* As above, of why a copybook was refused. line_count: of the source. */
const char *copybook_broken_refusal(const ph_copybook_error *error, uint32_t line_count);

#endif /* PH_TESTS_RECORDS_COPYBOOK_PROMISES_H */
