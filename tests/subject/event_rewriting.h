/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Changing what a worker says while it says it. */
#ifndef PH_TESTS_SUBJECT_EVENT_REWRITING_H
#define PH_TESTS_SUBJECT_EVENT_REWRITING_H

/**
 * From here on, the worker says of each arm of this name, and of its variants, the times of all
 * blocks multiplied. The name is borrowed for good. Outside a worker nothing happens.
 */
void event_rewriting_begin(const char *arm, double factor);

#endif /* PH_TESTS_SUBJECT_EVENT_REWRITING_H */
