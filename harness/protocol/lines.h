/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where a worker writes decoded records, or reads those that it is to prove: a descriptor that the
 * harness gives it. Uses the C library only. */
#ifndef PH_HARNESS_PROTOCOL_LINES_H
#define PH_HARNESS_PROTOCOL_LINES_H

/* Each line of JSON ends with LF; what is behind the last LF, when the worker has ended, is of a
 * line that it did not end. In a worker that decodes or proves, and open in no other. */
#define PH_LINES_DESCRIPTOR 12

#endif /* PH_HARNESS_PROTOCOL_LINES_H */
