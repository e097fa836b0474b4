/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a worker answers for a conformance vector in place of a value. Uses the C library only. */
#ifndef PH_HARNESS_PROTOCOL_VECTOR_ANSWER_H
#define PH_HARNESS_PROTOCOL_VECTOR_ANSWER_H

#define PH_VECTOR_ERROR       "ERROR"         /* The subject refuses the cell. */
#define PH_VECTOR_UNSUPPORTED "UNSUPPORTED: " /* It cannot do such a thing at all: why follows. */

#endif /* PH_HARNESS_PROTOCOL_VECTOR_ANSWER_H */
