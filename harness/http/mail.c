/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "http/mail.h"

#include <curl/curl.h>
#include <string.h>

#include "error/error.h"
#include "error/shortened.h"
#include "perfharness/require.h"

enum {
    CONNECT_TIMEOUT_MS = 10 * 1000,
    REPLY_BYTES_MAX = 300,

    /* RFC 5321 and RFC 4954. */
    REPLY_GREETING = 220,
    REPLY_CLOSING = 221, /* To QUIT, which libcurl says when something has failed. */
    REPLY_AUTHENTICATED = 235,
    REPLY_CHALLENGE = 334,
};

/* What the server said on the connection there is. */
typedef struct ph_mail_talk {
    int code; /* Of its last reply; 0: it said nothing. */
    GString *line;
    gboolean is_authenticated;
} ph_mail_talk;

struct ph_mail {
    CURL *curl;
    const ph_mail_server *server;
    ph_mail_talk talk;
};

/* What is left to be sent. */
typedef struct ph_mail_rest {
    const char *at;
    gsize bytes;
} ph_mail_rest;

ph_mail *ph_mail_new(const ph_mail_server *server)
{
    PH_REQUIRE(!server->user == !server->password);
    PH_REQUIRE(!server->is_plain || !server->user);

    ph_mail *mail = g_new0(ph_mail, 1);

    mail->server = server;
    mail->talk.line = g_string_new(NULL);
    if (curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK)
        mail->curl = curl_easy_init();
    return mail;
}

void ph_mail_free(ph_mail *mail)
{
    if (mail->curl)
        curl_easy_cleanup(mail->curl);
    curl_global_cleanup();
    g_string_free(mail->talk.line, TRUE);
    g_free(mail);
}

/* A line of a reply: "250-SIZE 1000". */
static size_t take_reply(char *data, size_t size, size_t count, void *user)
{
    ph_mail *mail = user;
    ph_mail_talk *talk = &mail->talk;
    const gsize length = size * count;
    guint64 code = 0;
    g_autofree char *digits = g_strndup(data, MIN(length, 3));

    if (!g_ascii_string_to_unsigned(digits, 10, 100, 599, &code, NULL))
        return length;
    if (code == REPLY_CLOSING)
        return length;
    talk->code = (int)code;
    g_string_truncate(talk->line, 0);
    g_string_append_len(talk->line, data, (gssize)MIN(length, REPLY_BYTES_MAX));
    g_strchomp(talk->line->str);
    talk->line->len = strlen(talk->line->str);
    /* On a new connection; before TLS and behind it, where nobody has been asked yet. */
    if (talk->code == REPLY_GREETING)
        talk->is_authenticated = FALSE;
    if (talk->code == REPLY_AUTHENTICATED)
        talk->is_authenticated = TRUE;
    return length;
}

/* libcurl sends without a password where the server does not offer to take one; the signature is
 * its own. NOLINTNEXTLINE(readability-non-const-parameter) */
static int look_before_sending(void *user, char *to, char *from, int to_port, int from_port)
{
    const ph_mail *mail = user;

    (void)to, (void)from, (void)to_port, (void)from_port;
    return mail->server->password && !mail->talk.is_authenticated ? CURL_PREREQFUNC_ABORT
                                                                  : CURL_PREREQFUNC_OK;
}

static size_t give_text(char *buffer, size_t size, size_t count, void *user)
{
    ph_mail_rest *rest = user;
    const gsize bytes = MIN(size * count, rest->bytes);

    memcpy(buffer, rest->at, bytes);
    rest->at += bytes;
    rest->bytes -= bytes;
    return bytes;
}

static void set_up_trust(CURL *curl, const ph_mail_server *server)
{
    curl_easy_setopt(curl, CURLOPT_USE_SSL,
                     server->is_plain ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL);
    if (server->is_plain)
        curl_easy_setopt(curl, CURLOPT_PROXY, "");
    if (server->ca_file) { /* These alone: the system's are not trusted as well. */
        curl_easy_setopt(curl, CURLOPT_CAINFO, server->ca_file);
        curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
    }
    if (!server->user)
        return;
    curl_easy_setopt(curl, CURLOPT_USERNAME, server->user);
    curl_easy_setopt(curl, CURLOPT_PASSWORD, server->password);
    /* TLS hides it, and what else there is fails with servers that do not know the password. */
    curl_easy_setopt(curl, CURLOPT_LOGIN_OPTIONS, "AUTH=PLAIN;AUTH=LOGIN");
}

static void set_up(ph_mail *mail, glong timeout_ms, char *details)
{
    CURL *curl = mail->curl;

    curl_easy_reset(curl); /* Connections stay. */
    curl_easy_setopt(curl, CURLOPT_URL, mail->server->url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)MIN(timeout_ms, CONNECT_TIMEOUT_MS));
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)timeout_ms);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_reply);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, mail);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_reply); /* Replies once more. */
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, mail);
    curl_easy_setopt(curl, CURLOPT_PREREQFUNCTION, look_before_sending);
    curl_easy_setopt(curl, CURLOPT_PREREQDATA, mail);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, details);
    set_up_trust(curl, mail->server);
}

/* What the server said last, fit to be shown. */
static char *last_reply(const ph_mail *mail)
{
    g_autofree char *printable = ph_error_printable(mail->talk.line->str);
    g_autoptr(GString) text = g_string_new(printable);

    if (mail->server->password && *mail->server->password)
        g_string_replace(text, mail->server->password, "***", 0);
    return ph_shortened(text->str, REPLY_BYTES_MAX);
}

static ph_mail_outcome tell_connection(const ph_mail *mail, CURLcode code, const char *details,
                                       const char *reply, GError **error)
{
    const char *url = mail->server->url;

    if (code == CURLE_ABORTED_BY_CALLBACK)
        (void)ph_refuse(error, PH_ERROR_AUTHENTICATION,
                        "%s offers no AUTH by PLAIN or LOGIN, so that the user's password cannot "
                        "be given: nothing was sent",
                        url);
    else if (code == CURLE_USE_SSL_FAILED)
        (void)ph_refuse(error, PH_ERROR_NETWORK,
                        "%s offers no STARTTLS: nothing was sent, as it could be read on the way",
                        url);
    else if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE)
        (void)ph_refuse(error, PH_ERROR_AUTHENTICATION, "%s: %s", url,
                        *details ? details : curl_easy_strerror(code));
    else
        (void)ph_refuse(
            error, code == CURLE_OPERATION_TIMEDOUT ? PH_ERROR_TIMEOUT : PH_ERROR_NETWORK,
            "%s: %s%s%s%s", url, curl_easy_strerror(code),
            mail->talk.code ? "; it said last: " : "", reply,
            mail->talk.code == REPLY_CHALLENGE ? "; perhaps the password is wrong" : "");
    return PH_MAIL_LATER;
}

static ph_mail_outcome tell(const ph_mail *mail, CURLcode code, const char *details, GError **error)
{
    g_autofree char *reply = last_reply(mail);
    const int class = mail->talk.code / 100;

    if (code == CURLE_OK)
        return PH_MAIL_SENT;
    if (code == CURLE_LOGIN_DENIED)
        (void)ph_refuse(error, PH_ERROR_AUTHENTICATION,
                        "%s does not take the password of %s: it says %s", mail->server->url,
                        mail->server->user, reply);
    else if (class != 4 && class != 5)
        return tell_connection(mail, code, details, reply, error);
    else
        (void)ph_refuse(error, PH_ERROR_NETWORK, "%s says %s", mail->server->url, reply);
    return class == 5 ? PH_MAIL_REFUSED : PH_MAIL_LATER;
}

/* Without recipients, only what comes before a mail. */
static ph_mail_outcome perform(ph_mail *mail, gint64 deadline_us, const char *from,
                               struct curl_slist *recipients, ph_mail_rest *rest, GError **error)
{
    const gint64 left_ms = (deadline_us - g_get_monotonic_time()) / 1000;
    char details[CURL_ERROR_SIZE] = "";
    CURLcode code = CURLE_OPERATION_TIMEDOUT;

    mail->talk.code = 0;
    g_string_truncate(mail->talk.line, 0);
    if (!mail->curl) {
        code = CURLE_FAILED_INIT;
    } else if (left_ms > 0) {
        set_up(mail, (glong)MIN(left_ms, G_MAXINT), details);
        if (recipients) {
            curl_easy_setopt(mail->curl, CURLOPT_MAIL_FROM, from);
            curl_easy_setopt(mail->curl, CURLOPT_MAIL_RCPT, recipients);
            curl_easy_setopt(mail->curl, CURLOPT_UPLOAD, 1L);
            curl_easy_setopt(mail->curl, CURLOPT_READFUNCTION, give_text);
            curl_easy_setopt(mail->curl, CURLOPT_READDATA, rest);
        } else {
            curl_easy_setopt(mail->curl, CURLOPT_CUSTOMREQUEST, "NOOP");
        }
        code = curl_easy_perform(mail->curl);
        curl_easy_setopt(mail->curl, CURLOPT_ERRORBUFFER, NULL);
    }
    return tell(mail, code, details, error);
}

ph_mail_outcome ph_mail_send(ph_mail *mail, const char *from, const char *to, const char *text,
                             gint64 deadline_us, GError **error)
{
    PH_REQUIRE(!strpbrk(from, "\r\n<> ") && !strpbrk(to, "\r\n<> "));

    g_autofree char *sender = g_strdup_printf("<%s>", from);
    g_autofree char *recipient = g_strdup_printf("<%s>", to);
    struct curl_slist *recipients = curl_slist_append(NULL, recipient);
    ph_mail_rest rest = { text, strlen(text) };
    const ph_mail_outcome outcome = perform(mail, deadline_us, sender, recipients, &rest, error);

    curl_slist_free_all(recipients);
    return outcome;
}

ph_mail_outcome ph_mail_ask(ph_mail *mail, gint64 deadline_us, GError **error)
{
    return perform(mail, deadline_us, NULL, NULL, NULL, error);
}
