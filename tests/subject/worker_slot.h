/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The slots through which the program that has loaded a subject calls functions of its libraries:
 * whoever writes to one is called in their place.
 */
#ifndef PH_TESTS_SUBJECT_WORKER_SLOT_H
#define PH_TESTS_SUBJECT_WORKER_SLOT_H

/** Any function: to be cast to what it is. */
typedef void worker_slot_fn(void);

/** From here on, the program calls `other` where its source calls the function of this name. */
void worker_slot_overwrite(const char *function, worker_slot_fn *other);

#endif /* PH_TESTS_SUBJECT_WORKER_SLOT_H */
