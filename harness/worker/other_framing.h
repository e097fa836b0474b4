/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which framing a file has that is not framed as was said, or as well as that. */
#ifndef PH_HARNESS_WORKER_OTHER_FRAMING_H
#define PH_HARNESS_WORKER_OTHER_FRAMING_H

#include "worker/framing_walk.h"

/*
 * The first of the framings, the telling ones first, that the file fits as well. A file of blocks
 * is always one of RDW records, too, each block one of them, and what is of one length tells
 * nothing by its size alone: neither is another reading that may be meant.
 *
 * @param fixed_length  0: fixed is not looked at.
 * @return PH_FRAMING_COUNT: none.
 */
ph_framing ph_other_framing_find(ph_record_file *file, ph_framing given, uint64_t fixed_length);

/*
 * Make of a misfit's reason (ph_framing_next()) a sentence on the file, with the framing that it
 * would fit. Always false.
 */
bool ph_other_framing_refuse(ph_record_file *file, ph_framing given, uint64_t fixed_length,
                             char *reason);

#endif /* PH_HARNESS_WORKER_OTHER_FRAMING_H */
