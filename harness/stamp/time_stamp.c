/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "stamp/time_stamp.h"

#include <errno.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/rand.h>
#include <openssl/ts.h>
#include <openssl/x509_vfy.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "error/error.h"
#include "perfharness/require.h"

enum { DIGEST_BYTES = 32, NONCE_BYTES = 16, SHOWN_BYTES = 40 };

struct ph_stamp_roots {
    X509_STORE *store;
};

G_DEFINE_AUTOPTR_CLEANUP_FUNC(ASN1_INTEGER, ASN1_INTEGER_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BIGNUM, BN_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BIO, BIO_free_all)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TS_MSG_IMPRINT, TS_MSG_IMPRINT_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TS_REQ, TS_REQ_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TS_RESP, TS_RESP_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TS_VERIFY_CTX, TS_VERIFY_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(X509_ALGOR, X509_ALGOR_free)

void ph_time_stamp_clear(ph_time_stamp *stamp)
{
    g_free(stamp->authority);
    *stamp = (ph_time_stamp){ 0 };
}

/* What libcrypto says of its last failure, which it then forgets. The caller frees it. */
static char *library_reason(void)
{
    const char *details = NULL;
    int flags = 0;
    const unsigned long code = ERR_peek_last_error_all(NULL, NULL, NULL, &details, &flags);
    const char *reason = code ? ERR_reason_error_string(code) : NULL;
    const gboolean has_details = (flags & ERR_TXT_STRING) && details && *details;
    g_autofree char *text = g_strdup_printf("%s%s%s", reason ? reason : "no reason is known",
                                            has_details ? ": " : "", has_details ? details : "");

    ERR_clear_error();
    return ph_error_printable(text);
}

ph_stamp_roots *ph_stamp_roots_read(const char *path, GError **error)
{
    g_autoptr(ph_stamp_roots) roots = g_new0(ph_stamp_roots, 1);
    g_autofree char *reason = NULL;

    roots->store = X509_STORE_new();
    if (access(path, R_OK) != 0) {
        (void)ph_refuse(error, PH_ERROR_STORAGE, "the root certificate %s: %s", path,
                        g_strerror(errno));
        return NULL;
    }
    if (X509_STORE_load_file(roots->store, path) == 1)
        return g_steal_pointer(&roots);
    reason = library_reason();
    (void)ph_refuse(error, PH_ERROR_SETTINGS, "%s: there is no certificate in it, in PEM (%s)",
                    path, reason);
    return NULL;
}

void ph_stamp_roots_free(ph_stamp_roots *roots)
{
    X509_STORE_free(roots->store);
    g_free(roots);
}

static void read_digest(const char *sha256, guint8 *digest)
{
    for (guint i = 0; i < DIGEST_BYTES; i++)
        digest[i] = (guint8)(g_ascii_xdigit_value(sha256[(gsize)2 * i]) * 16 +
                             g_ascii_xdigit_value(sha256[(gsize)2 * i + 1]));
}

static gboolean set_imprint(TS_REQ *request, guint8 *digest)
{
    g_autoptr(TS_MSG_IMPRINT) imprint = TS_MSG_IMPRINT_new();
    g_autoptr(X509_ALGOR) algorithm = X509_ALGOR_new();

    return X509_ALGOR_set0(algorithm, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, NULL) == 1 &&
           TS_MSG_IMPRINT_set_algo(imprint, algorithm) == 1 &&
           TS_MSG_IMPRINT_set_msg(imprint, digest, DIGEST_BYTES) == 1 &&
           TS_REQ_set_msg_imprint(request, imprint) == 1;
}

static gboolean set_nonce(TS_REQ *request)
{
    guint8 bytes[NONCE_BYTES];
    g_autoptr(BIGNUM) number = NULL;
    g_autoptr(ASN1_INTEGER) nonce = NULL;

    if (RAND_bytes(bytes, sizeof bytes) != 1)
        return FALSE;
    number = BN_bin2bn(bytes, sizeof bytes, NULL);
    nonce = number ? BN_to_ASN1_INTEGER(number, NULL) : NULL;
    return nonce && TS_REQ_set_nonce(request, nonce) == 1;
}

GBytes *ph_time_stamp_request(const char *sha256)
{
    g_autoptr(TS_REQ) request = TS_REQ_new();
    guint8 digest[DIGEST_BYTES];
    guint8 *der = NULL;
    GBytes *bytes;
    int length;

    PH_REQUIRE(strlen(sha256) == (gsize)2 * DIGEST_BYTES);
    read_digest(sha256, digest);
    /* Only memory, or random numbers, could be missing: then nothing else works, either. */
    if (TS_REQ_set_version(request, 1) != 1 || !set_imprint(request, digest) ||
        !set_nonce(request) || TS_REQ_set_cert_req(request, 1) != 1 ||
        (length = i2d_TS_REQ(request, &der)) <= 0)
        g_error("libcrypto cannot make a question for a time stamp");
    bytes = g_bytes_new(der, (gsize)length);
    OPENSSL_free(der);
    return bytes;
}

static gboolean refuse(GError **error, const char *why)
{
    return ph_refuse(error, PH_ERROR_CHANGED, "%s", why);
}

/* DER, and nothing behind it. */
static TS_RESP *parse(GBytes *answer, GError **error)
{
    gsize length;
    const guint8 *start = (const guint8 *)g_bytes_get_data(answer, &length);
    const guint8 *at = start;
    g_autoptr(TS_RESP) response =
        length > 0 && length <= G_MAXINT ? d2i_TS_RESP(NULL, &at, (long)length) : NULL;
    g_autofree char *begin = NULL;
    g_autofree char *printable = NULL;

    if (response && at == start + length)
        return g_steal_pointer(&response);
    ERR_clear_error();
    begin = g_strndup(start ? (const char *)start : "", MIN(length, SHOWN_BYTES));
    printable = ph_error_printable(begin);
    (void)ph_refuse(error, PH_ERROR_CHANGED,
                    "it is no time stamp as RFC 3161 has it: %zu bytes, beginning \"%s\"", length,
                    printable);
    return NULL;
}

/* "unsupported algorithm", as the authority says it; "" for none. The caller frees it. */
static char *status_text(const TS_STATUS_INFO *status)
{
    g_autoptr(BIO) out = BIO_new(BIO_s_mem());
    const STACK_OF(ASN1_UTF8STRING) *texts = TS_STATUS_INFO_get0_text(status);
    char *data = NULL;
    long length;
    g_autofree char *text = NULL;

    for (int i = 0; i < sk_ASN1_UTF8STRING_num(texts); i++)
        (void)BIO_printf(out, "%s%.*s", i > 0 ? "; " : "",
                         ASN1_STRING_length(sk_ASN1_UTF8STRING_value(texts, i)),
                         (const char *)ASN1_STRING_get0_data(sk_ASN1_UTF8STRING_value(texts, i)));
    length = BIO_get_mem_data(out, &data);
    text = g_strndup(data, (gsize)MAX(length, 0));
    return ph_error_printable(text);
}

static gboolean check_status(TS_RESP *response, GError **error)
{
    static const char *const words[] = { "granted", "granted with changes", "rejected",
                                         "waiting", "about to be revoked",  "revoked" };
    const TS_STATUS_INFO *info = TS_RESP_get_status_info(response);
    const long status = ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(info));
    g_autofree char *text = NULL;

    if ((status == 0 || status == 1) && TS_RESP_get_tst_info(response))
        return TRUE;
    text = status_text(info);
    return ph_refuse(error, PH_ERROR_CHANGED, "the authority says \"%s\"%s%s",
                     status >= 0 && (gsize)status < G_N_ELEMENTS(words) ? words[status]
                                                                        : "no status that is known",
                     *text ? ": " : ", and no more", text);
}

static gboolean check_imprint(TS_TST_INFO *info, const guint8 *digest, GError **error)
{
    TS_MSG_IMPRINT *imprint = TS_TST_INFO_get_msg_imprint(info);
    const ASN1_OCTET_STRING *bytes = TS_MSG_IMPRINT_get_msg(imprint);
    const ASN1_OBJECT *algorithm = NULL;

    X509_ALGOR_get0(&algorithm, NULL, NULL, TS_MSG_IMPRINT_get_algo(imprint));
    return (OBJ_obj2nid(algorithm) == NID_sha256 && ASN1_STRING_length(bytes) == DIGEST_BYTES &&
            memcmp(ASN1_STRING_get0_data(bytes), digest, DIGEST_BYTES) == 0) ||
           refuse(error, "it is a time stamp of another digest");
}

static gboolean check_nonce(const TS_TST_INFO *info, GBytes *request, GError **error)
{
    gsize length;
    const guint8 *at = (const guint8 *)g_bytes_get_data(request, &length);
    g_autoptr(TS_REQ) asked = d2i_TS_REQ(NULL, &at, (long)length);
    const ASN1_INTEGER *nonce = TS_TST_INFO_get_nonce(info);

    PH_REQUIRE(asked != NULL);
    return (nonce && ASN1_INTEGER_cmp(TS_REQ_get_nonce(asked), nonce) == 0) ||
           refuse(error, "it does not repeat the random number that was asked with: it is the "
                         "answer to another question");
}

static gboolean read_time(const TS_TST_INFO *info, gint64 *ret_us, GError **error)
{
    struct tm parts = { 0 };
    g_autoptr(GDateTime) time = NULL;

    if (ASN1_TIME_to_tm(TS_TST_INFO_get_time(info), &parts) != 1)
        return refuse(error, "its time cannot be read");
    time = g_date_time_new_utc(parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour,
                               parts.tm_min, parts.tm_sec);
    if (!time)
        return refuse(error, "its time cannot be read");
    *ret_us = g_date_time_to_unix(time) * G_USEC_PER_SEC;
    return TRUE;
}

static char *read_authority(const TS_RESP *response)
{
    g_autoptr(BIO) out = BIO_new(BIO_s_mem());
    PKCS7 *token = TS_RESP_get_token((TS_RESP *)response);
    STACK_OF(X509) *signers = token ? PKCS7_get0_signers(token, NULL, 0) : NULL;
    char *data = NULL;
    long length = 0;
    g_autofree char *text = NULL;

    if (sk_X509_num(signers) > 0) {
        (void)X509_NAME_print_ex(out, X509_get_subject_name(sk_X509_value(signers, 0)), 0,
                                 XN_FLAG_ONELINE & ~(unsigned long)ASN1_STRFLGS_ESC_MSB);
        length = BIO_get_mem_data(out, &data);
    }
    sk_X509_free(signers);
    ERR_clear_error();
    text = length > 0 ? g_strndup(data, (gsize)length) : g_strdup("not named");
    return ph_error_printable(text);
}

/* As of its own time. */
static gboolean check_signature(TS_RESP *response, const guint8 *digest, gint64 at_us,
                                const ph_stamp_roots *roots, GError **error)
{
    g_autoptr(TS_VERIFY_CTX) context = TS_VERIFY_CTX_new();
    g_autofree char *reason = NULL;

    X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(roots->store),
                               (time_t)(at_us / G_USEC_PER_SEC));
    (void)TS_VERIFY_CTX_set_flags(context, TS_VFY_VERSION | TS_VFY_IMPRINT | TS_VFY_SIGNER |
                                               TS_VFY_SIGNATURE);
    /* Both become the context's own. */
    (void)TS_VERIFY_CTX_set_imprint(context, OPENSSL_memdup(digest, DIGEST_BYTES), DIGEST_BYTES);
    (void)X509_STORE_up_ref(roots->store);
    (void)TS_VERIFY_CTX_set_store(context, roots->store);
    ERR_clear_error();
    if (TS_RESP_verify_response(context, response) == 1)
        return TRUE;
    reason = library_reason();
    return ph_refuse(error, PH_ERROR_CHANGED,
                     "it is not signed by an authority that the root certificate vouches for (%s)",
                     reason);
}

gboolean ph_time_stamp_check(GBytes *answer, const char *sha256, GBytes *request,
                             const ph_stamp_roots *roots, ph_time_stamp *ret, GError **error)
{
    g_autoptr(TS_RESP) response = parse(answer, error);
    guint8 digest[DIGEST_BYTES];
    TS_TST_INFO *info;
    gint64 at_us = 0;

    PH_REQUIRE(strlen(sha256) == (gsize)2 * DIGEST_BYTES);
    read_digest(sha256, digest);
    if (!response || !check_status(response, error))
        return FALSE;
    info = TS_RESP_get_tst_info(response);
    if (!check_imprint(info, digest, error) || (request && !check_nonce(info, request, error)) ||
        !read_time(info, &at_us, error) ||
        (roots && !check_signature(response, digest, at_us, roots, error)))
        return FALSE;
    *ret = (ph_time_stamp){ .at_us = at_us, .authority = read_authority(response) };
    return TRUE;
}
