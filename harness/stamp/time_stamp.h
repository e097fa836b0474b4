/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Time stamps of an authority (RFC 3161): the question, and whether an answer is one to it and
 * signed by whom it says. An answer is kept as it came, DER, which `openssl ts -verify` reads. It
 * is verified as of its own time: the authority's certificate may have ended since.
 *
 * libcrypto, behind this header. One thread at a time for each object.
 */
#ifndef PH_HARNESS_STAMP_TIME_STAMP_H
#define PH_HARNESS_STAMP_TIME_STAMP_H

#include <glib.h>

/* What an answer says. Owns its texts. */
typedef struct ph_time_stamp {
    gint64 at_us;    /* The authority's time, to the second. */
    char *authority; /* Who signed, as the certificate has it: "CN = ..., O = ..."; printable. */
} ph_time_stamp;

void ph_time_stamp_clear(ph_time_stamp *stamp);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ph_time_stamp, ph_time_stamp_clear)

/* The certificates that are trusted. */
typedef struct ph_stamp_roots ph_stamp_roots;

/* All of a file, PEM. NULL and error: PH_ERROR_STORAGE, PH_ERROR_SETTINGS where it has none. */
ph_stamp_roots *ph_stamp_roots_read(const char *path, GError **error);
void ph_stamp_roots_free(ph_stamp_roots *roots);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_stamp_roots, ph_stamp_roots_free)

/*
 * The question for a time stamp of a digest, DER: with a random number that the answer is to
 * repeat, and the wish for the authority's certificates.
 *
 * @param sha256  64 hexadecimal digits.
 */
GBytes *ph_time_stamp_request(const char *sha256);

/*
 * Read an answer, and hold it against the digest.
 *
 * @param request  The question, whose random number it is to have; NULL: it is not at hand any
 * more.
 * @param roots    Who is trusted; NULL: who signed it is not looked at.
 * @param ret      To be cleared where this returns TRUE.
 * @return FALSE and error (PH_ERROR_CHANGED): one sentence, of which the answer is the subject.
 */
gboolean ph_time_stamp_check(GBytes *answer, const char *sha256, GBytes *request,
                             const ph_stamp_roots *roots, ph_time_stamp *ret, GError **error);

#endif /* PH_HARNESS_STAMP_TIME_STAMP_H */
