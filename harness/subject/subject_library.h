/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Loading a subject library and checking that it keeps the contract of subject.h. C11, libc.
 *
 * From one thread only: it is the one that subject.h has the host call subjects from.
 */
#ifndef PH_HARNESS_SUBJECT_SUBJECT_LIBRARY_H
#define PH_HARNESS_SUBJECT_SUBJECT_LIBRARY_H

#include <stdbool.h>

#include "perfharness/subject.h"

#define PH_SUBJECT_NAME_MAX 64

typedef struct ph_subject_library {
    void *handle; /* Owned: closed by ph_subject_library_close(). */
    uint32_t variant_count;
    const ph_subject *variants[PH_SUBJECT_VARIANTS_MAX];
} ph_subject_library;

/*
 * Load a library and check every subject in it.
 *
 * False when it cannot be used: reason (room for reason_size bytes) then says in one sentence what
 * was found, naming the file; nothing is left loaded. Runs the library's constructors, which may do
 * anything: call it in a process that can be lost.
 */
bool ph_subject_library_open(const char *path, ph_subject_library *ret, char *reason,
                             size_t reason_size);

/* Closing twice, or a zeroed library, is allowed. */
void ph_subject_library_close(ph_subject_library *library);

/* Every character a subject's name, and so a name in reports, may have: [a-z0-9-], not empty. */
bool ph_subject_name_is_valid(const char *name);

#endif /* PH_HARNESS_SUBJECT_SUBJECT_LIBRARY_H */
