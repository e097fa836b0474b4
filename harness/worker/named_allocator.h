/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Libraries that are linked with an allocator of their own, as with jemalloc: does that have the
 * names of the C library's, and is it called by them? Then whoever stands before it is called in
 * its place, and sees all calls.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_WORKER_NAMED_ALLOCATOR_H
#define PH_HARNESS_WORKER_NAMED_ALLOCATOR_H

#include <stdbool.h>

/*
 * Whether a loaded library, or one that it needs, has a malloc() that is not the C library's, and
 * the library leaves it to the loader whose malloc() it calls. What such an allocator takes from
 * the kernel when it is loaded says nothing of calls that are not seen.
 *
 * @param library  Of dlopen().
 */
bool ph_named_allocator_is_there(void *library);

#endif /* PH_HARNESS_WORKER_NAMED_ALLOCATOR_H */
