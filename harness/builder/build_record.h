/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The record beside a library that was built: NAME.build beside NAME.so, a key file with the group
 * [build] and the members of ph_build_identity, as build-subject.sh writes it. In the cache it is
 * sealed: it has the key of its place, and a digest of itself.
 *
 * Whoever may write there can make a record that fits: it shows accidents, and a library that was
 * put in another's place, not a forger with this user's rights.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_BUILDER_BUILD_RECORD_H
#define PH_HARNESS_BUILDER_BUILD_RECORD_H

#include "model/build_identity.h"

/*
 * What is known of a library: of its own file, and of the record beside it, if there is one and it
 * is of these very bytes. NULL: it cannot be read; whoever loads it says why.
 */
ph_build_identity *ph_build_record_read(const char *library);

/*
 * The same for one in the cache: its record is sealed, under this key. NULL when the library or the
 * record is not there, or anything of it is not as it was sealed.
 */
ph_build_identity *ph_build_record_read_sealed(const char *library, const char *key);

/* Seal the record beside a library. FALSE and error (PH_ERROR_STORAGE) when that cannot be. */
gboolean ph_build_record_seal(const char *library, const char *key, GError **error);

#endif /* PH_HARNESS_BUILDER_BUILD_RECORD_H */
