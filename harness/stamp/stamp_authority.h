/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Asking an authority for a time stamp, by one POST (RFC 3161, 3.4). It learns a digest, and when
 * it was asked. No redirect is followed, and nothing else is sent.
 *
 * One thread at a time for each object.
 */
#ifndef PH_HARNESS_STAMP_STAMP_AUTHORITY_H
#define PH_HARNESS_STAMP_STAMP_AUTHORITY_H

#include <glib.h>

#include "stamp/time_stamp.h"

/* All borrowed. */
typedef struct ph_stamp_authority {
    const char *url;             /* http or https: what is answered is signed. */
    const ph_stamp_roots *roots; /* Who is trusted to sign. */
    guint timeout_s;
} ph_stamp_authority;

/*
 * Ask.
 *
 * @param ret_is_away  Receives TRUE where the same may be asked later: it was not reached, or says
 *                     that it cannot answer now.
 * @return the answer, verified; NULL and error (PH_ERROR_NETWORK): one sentence.
 */
GBytes *ph_stamp_authority_ask(const ph_stamp_authority *authority, const char *sha256,
                               ph_time_stamp *ret, gboolean *ret_is_away, GError **error);

#endif /* PH_HARNESS_STAMP_STAMP_AUTHORITY_H */
