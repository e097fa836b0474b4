/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What is encrypted to a certificate, and opened with its private key: CMS AuthEnvelopedData (RFC
 * 5083), AES-256-GCM, in DER. Anybody opens it with
 *
 *     openssl cms -decrypt -inform DER -in FILE -inkey KEY -out OUTPUT
 *
 * libcrypto, behind this header. One thread at a time; no global state.
 */
#ifndef PH_HARNESS_ARCHIVE_ENVELOPE_H
#define PH_HARNESS_ARCHIVE_ENVELOPE_H

#include <glib.h>

/* What it is called where it is told. */
#define PH_ENVELOPE_ALGORITHM "CMS AuthEnvelopedData, AES-256-GCM"

/* Where the passphrase of a private key is, that has one: nobody is asked. */
#define PH_ENVELOPE_PASSPHRASE "PERFHARNESS_KEY_PASSPHRASE"

/* All of it is read into memory to be opened, and no more than so much is made. */
#define PH_ENVELOPE_BYTES_MAX (G_GUINT64_CONSTANT(1) << 30)

typedef struct ph_envelope_certificate ph_envelope_certificate;

/*
 * Read a certificate, PEM.
 *
 * @return NULL and error (PH_ERROR_SETTINGS): there is none in the file, or none with a key that
 *         can be encrypted to.
 */
ph_envelope_certificate *ph_envelope_certificate_read(const char *path, GError **error);
void ph_envelope_certificate_free(ph_envelope_certificate *certificate);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ph_envelope_certificate, ph_envelope_certificate_free)

/* The SHA-256 of its public key as certificates have it (SubjectPublicKeyInfo): 64 hexadecimal
 * digits, borrowed. */
const char *ph_envelope_certificate_key_id(const ph_envelope_certificate *certificate);

/* Where what comes of it goes, piece after piece. Borrowed. */
typedef struct ph_envelope_output {
    gboolean (*write)(gpointer data, const void *bytes, gsize length); /* FALSE: errno. */
    gpointer data;
} ph_envelope_output;

/*
 * Encrypt what is open, from its beginning.
 *
 * @return FALSE and error (PH_ERROR_STORAGE).
 */
gboolean ph_envelope_seal(const ph_envelope_certificate *certificate, int from,
                          const ph_envelope_output *to, GError **error);

/*
 * Decrypt a file. What is written is worth something only when this returns TRUE: that all of it is
 * authentic shows at its end.
 *
 * @param key  The private key, PEM.
 * @return FALSE and error: PH_ERROR_CHANGED, it is damaged, cut short or of another key;
 *         PH_ERROR_SETTINGS, the key cannot be read; PH_ERROR_STORAGE.
 */
gboolean ph_envelope_open(const char *path, const char *key, const ph_envelope_output *to,
                          GError **error);

/* The same digest of a private key's public half; NULL and error: it cannot be read. The caller
 * frees it. */
char *ph_envelope_private_key_id(const char *key, GError **error);

#endif /* PH_HARNESS_ARCHIVE_ENVELOPE_H */
