/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "archive/envelope.h"

#include <errno.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error/error.h"

struct ph_envelope_certificate {
    X509 *x509;
    char *key_id;
};

/* The library's own reason, which names no content; and nothing of it is left for later. */
static gboolean refuse(GError **error, ph_error code, const char *what, const char *path)
{
    const char *reason = ERR_reason_error_string(ERR_peek_last_error());

    ERR_clear_error();
    return ph_refuse(error, code, "%s %s%s%s", what, path, reason ? ": " : "",
                     reason ? reason : "");
}

/* Regular files only: a pipe would be waited for. */
static BIO *open_file(const char *path)
{
    struct stat status;

    if (stat(path, &status) != 0 || !S_ISREG(status.st_mode))
        return NULL;
    return BIO_new_file(path, "rb");
}

static char *key_id_of(EVP_PKEY *key)
{
    unsigned char *info = NULL;
    const int length = i2d_PUBKEY(key, &info);
    char *digest =
        length > 0 ? g_compute_checksum_for_data(G_CHECKSUM_SHA256, info, (gsize)length) : NULL;

    OPENSSL_free(info);
    return digest;
}

/* Those of which the library makes recipients; others only sign. */
static gboolean can_receive(X509 *x509)
{
    const EVP_PKEY *key = X509_get0_pubkey(x509);

    return key && (EVP_PKEY_is_a(key, "RSA") || EVP_PKEY_is_a(key, "EC"));
}

ph_envelope_certificate *ph_envelope_certificate_read(const char *path, GError **error)
{
    g_autoptr(ph_envelope_certificate) certificate = g_new0(ph_envelope_certificate, 1);
    BIO *file = open_file(path);

    certificate->x509 = file ? PEM_read_bio_X509(file, NULL, NULL, NULL) : NULL;
    BIO_free(file);
    if (!certificate->x509) {
        ERR_clear_error();
        (void)ph_refuse(error, PH_ERROR_SETTINGS,
                        "the certificate %s cannot be read: a file with one in PEM was expected",
                        path);
        return NULL;
    }
    if (!can_receive(certificate->x509)) {
        (void)ph_refuse(error, PH_ERROR_SETTINGS,
                        "nothing can be encrypted to the certificate %s: one of a key for RSA or "
                        "EC was expected",
                        path);
        return NULL;
    }
    certificate->key_id = key_id_of(X509_get0_pubkey(certificate->x509));
    return g_steal_pointer(&certificate);
}

void ph_envelope_certificate_free(ph_envelope_certificate *certificate)
{
    X509_free(certificate->x509);
    g_free(certificate->key_id);
    g_free(certificate);
}

const char *ph_envelope_certificate_key_id(const ph_envelope_certificate *certificate)
{
    return certificate->key_id;
}

/* What the library writes to, and why it could not. */
typedef struct output {
    const ph_envelope_output *to;
    int cause; /* errno of the first write that failed; 0: none did. */
} output;

static int write_output(BIO *bio, const char *bytes, int length)
{
    output *out = BIO_get_data(bio);

    if (!out->cause && !out->to->write(out->to->data, bytes, (gsize)length))
        out->cause = errno;
    return out->cause ? -1 : length;
}

static long control_output(BIO *bio, int command, long number, void *pointer)
{
    (void)bio;
    (void)number;
    (void)pointer;
    return command == BIO_CTRL_FLUSH;
}

/* NULL: there is no memory. Borrows both. */
static BIO *open_output(BIO_METHOD *method, output *out)
{
    BIO *bio = method && BIO_meth_set_write(method, write_output) &&
                       BIO_meth_set_ctrl(method, control_output)
                   ? BIO_new(method)
                   : NULL;

    if (bio) {
        BIO_set_data(bio, out);
        BIO_set_init(bio, 1);
    }
    return bio;
}

static BIO_METHOD *new_method(void)
{
    return BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "output");
}

gboolean ph_envelope_seal(const ph_envelope_certificate *certificate, int from,
                          const ph_envelope_output *to, GError **error)
{
    const unsigned flags = CMS_BINARY | CMS_STREAM;
    output writing = { .to = to };
    BIO_METHOD *method = new_method();
    BIO *in = lseek(from, 0, SEEK_SET) == 0 ? BIO_new_fd(from, BIO_NOCLOSE) : NULL;
    BIO *out = open_output(method, &writing);
    CMS_ContentInfo *cms = CMS_encrypt(NULL, NULL, EVP_aes_256_gcm(), flags | CMS_PARTIAL);
    const gboolean is_sealed = in && out && cms &&
                               CMS_add1_recipient_cert(cms, certificate->x509, flags) &&
                               i2d_CMS_bio_stream(out, cms, in, (int)flags) && !writing.cause;

    CMS_ContentInfo_free(cms);
    BIO_free(out);
    BIO_free(in);
    BIO_meth_free(method);
    return is_sealed || refuse(error, PH_ERROR_STORAGE, "encrypting", "it");
}

static int give_passphrase(char *buffer, int size, int is_writing, void *data)
{
    const char *passphrase = g_getenv(PH_ENVELOPE_PASSPHRASE);
    const gsize length = passphrase ? strlen(passphrase) : 0;

    (void)is_writing;
    (void)data;
    if (length == 0 || length >= (gsize)size)
        return -1;
    return (int)g_strlcpy(buffer, passphrase, (gsize)size);
}

static EVP_PKEY *read_key(const char *path, GError **error)
{
    BIO *file = open_file(path);
    EVP_PKEY *key = file ? PEM_read_bio_PrivateKey(file, NULL, give_passphrase, NULL) : NULL;

    BIO_free(file);
    if (!key) {
        ERR_clear_error();
        (void)ph_refuse(error, PH_ERROR_SETTINGS,
                        "the private key %s cannot be read: a file with one in PEM was expected, "
                        "and its passphrase, if it has one, in " PH_ENVELOPE_PASSPHRASE,
                        path);
    }
    return key;
}

char *ph_envelope_private_key_id(const char *path, GError **error)
{
    EVP_PKEY *key = read_key(path, error);
    char *id = key ? key_id_of(key) : NULL;

    EVP_PKEY_free(key);
    return id;
}

static CMS_ContentInfo *read_envelope(const char *path, GError **error)
{
    struct stat status;
    BIO *file = open_file(path);
    CMS_ContentInfo *cms = NULL;

    if (!file || stat(path, &status) != 0) {
        ERR_clear_error();
        (void)ph_refuse(error, PH_ERROR_STORAGE, "reading %s: %s", path,
                        errno ? g_strerror(errno) : "it is no regular file");
    } else if ((guint64)status.st_size > PH_ENVELOPE_BYTES_MAX + PH_ENVELOPE_BYTES_MAX / 16) {
        (void)ph_refuse(error, PH_ERROR_CHANGED, "%s: it is larger than any archive of ours", path);
    } else {
        cms = d2i_CMS_bio(file, NULL);
        if (!cms)
            (void)refuse(error, PH_ERROR_CHANGED, "this is no whole encrypted archive:", path);
    }
    BIO_free(file);
    return cms;
}

/* Nothing but what is authenticated: the same decrypts what only looks so. */
static gboolean check_kind(const CMS_ContentInfo *cms, const char *path, GError **error)
{
    return OBJ_obj2nid(CMS_get0_type(cms)) == NID_id_smime_ct_authEnvelopedData ||
           ph_refuse(error, PH_ERROR_CHANGED,
                     "%s: it is not encrypted as archives are (" PH_ENVELOPE_ALGORITHM ")", path);
}

gboolean ph_envelope_open(const char *path, const char *key_path, const ph_envelope_output *to,
                          GError **error)
{
    output writing = { .to = to };
    EVP_PKEY *key = read_key(key_path, error);
    CMS_ContentInfo *cms = key ? read_envelope(path, error) : NULL;
    BIO_METHOD *method = new_method();
    BIO *out = open_output(method, &writing);
    gboolean is_open = cms && check_kind(cms, path, error);

    if (is_open && !(CMS_decrypt(cms, key, NULL, NULL, out, CMS_BINARY) && !writing.cause)) {
        is_open = FALSE;
        if (writing.cause)
            (void)ph_refuse(error, PH_ERROR_STORAGE, "decrypting %s: %s", path,
                            g_strerror(writing.cause));
        else
            (void)refuse(error, PH_ERROR_CHANGED,
                         "damaged, or encrypted to another key than was given:", path);
    }
    BIO_free(out);
    BIO_meth_free(method);
    CMS_ContentInfo_free(cms);
    EVP_PKEY_free(key);
    ERR_clear_error();
    return is_open;
}
