/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "http/http.h"

#include <curl/curl.h>
#include <string.h>

#include "error/error.h"
#include "perfharness/require.h"

enum {
    BYTES_PER_KIB = 1024,
    BYTES_PER_MIB = 1024 * BYTES_PER_KIB,
    ANSWER_BYTES_MAX = 64 * BYTES_PER_MIB,
    HEADERS_MAX = 200,
    CONNECT_TIMEOUT_MS = 10 * 1000,
    EXCHANGE_TIMEOUT_MS = 30 * 1000,
};

struct ph_http {
    CURL *curl;
    char *ca_file; /* NULL: the system's. */
};

ph_http *ph_http_new(const char *ca_file)
{
    ph_http *http = g_new0(ph_http, 1);

    http->ca_file = g_strdup(ca_file);
    if (curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK)
        http->curl = curl_easy_init();
    return http;
}

void ph_http_free(ph_http *http)
{
    if (http->curl)
        curl_easy_cleanup(http->curl);
    curl_global_cleanup();
    g_free(http->ca_file);
    g_free(http);
}

/* What comes, and how much of it may. */
typedef struct answer_body {
    GString *bytes; /* Borrowed. */
    gsize bytes_max;
} answer_body;

static size_t take_body(char *data, size_t size, size_t count, void *user)
{
    const answer_body *body = user;
    const size_t length = size * count;

    if (length > body->bytes_max - body->bytes->len)
        return 0; /* curl gives up. */
    g_string_append_len(body->bytes, data, (gssize)length);
    return length;
}

static size_t take_header(char *data, size_t size, size_t count, void *user)
{
    ph_http_response *response = user;
    g_autofree char *line = g_strndup(data, size * count);
    char *colon = strchr(line, ':');

    /* What stood before belongs to an interim answer: 100 Continue. */
    if (g_str_has_prefix(line, "HTTP/"))
        g_hash_table_remove_all(response->headers);
    if (!colon || g_hash_table_size(response->headers) >= HEADERS_MAX)
        return size * count;
    *colon = '\0';
    g_hash_table_replace(response->headers, g_ascii_strdown(line, -1),
                         g_strdup(g_strstrip(colon + 1)));
    return size * count;
}

static struct curl_slist *header_list(const ph_http_request *request)
{
    struct curl_slist *list = NULL;

    for (const char *const *header = request->headers; *header; header++)
        list = curl_slist_append(list, *header);
    return list;
}

static void set_body(CURL *curl, const ph_http_request *request)
{
    if (request->body_bytes > 0)
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_bytes);
    if (request->body)
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->body);
}

static void set_up(CURL *curl, const ph_http_request *request, ph_http_response *response,
                   glong timeout_ms)
{
    curl_easy_reset(curl); /* Connections stay. */
    curl_easy_setopt(curl, CURLOPT_URL, request->url);
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_HEADEROPT, (long)CURLHEADER_SEPARATE); /* Not to proxies. */
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)MIN(timeout_ms, CONNECT_TIMEOUT_MS));
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)timeout_ms);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, response);
    set_body(curl, request);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request->method);
    /* A connection that is kept may turn out to be closed: libcurl then sends the request again, on
     * another one, although the server may have acted. What must not be done twice is sent once. */
    curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, g_str_equal(request->method, "POST") ? 1L : 0L);
    /* A proxy of plain HTTP would read what is sent; one of HTTPS passes it on unread. */
    if (g_str_has_prefix(request->url, "http:"))
        curl_easy_setopt(curl, CURLOPT_PROXY, "");
}

/* These alone: the system's are not trusted as well. */
static void trust(CURL *curl, const char *ca_file)
{
    if (!ca_file)
        return;
    curl_easy_setopt(curl, CURLOPT_CAINFO, ca_file);
    curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
}

static ph_error error_of(CURLcode code)
{
    switch (code) {
    case CURLE_OPERATION_TIMEDOUT: return PH_ERROR_TIMEOUT;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE: return PH_ERROR_AUTHENTICATION;
    default: return PH_ERROR_NETWORK;
    }
}

/* Of a certificate, what is wrong with it is in the details only. The caller frees it. */
static char *reason(CURLcode code, const char *details, gsize bytes_max)
{
    const gboolean is_large = bytes_max >= BYTES_PER_MIB;

    if (code == CURLE_WRITE_ERROR)
        return g_strdup_printf("the answer is larger than %zu %s",
                               bytes_max / (is_large ? BYTES_PER_MIB : BYTES_PER_KIB),
                               is_large ? "MiB" : "KiB");
    return g_strdup(
        error_of(code) == PH_ERROR_AUTHENTICATION && *details ? details : curl_easy_strerror(code));
}

gboolean ph_http_exchange(ph_http *http, const ph_http_request *request, ph_http_response *ret,
                          GError **error)
{
    PH_REQUIRE(request->method && request->url && request->headers);

    const gint64 left_ms = (request->deadline_us - g_get_monotonic_time()) / 1000;
    g_auto(ph_http_response) response = {
        .headers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
        .body = g_string_new(NULL),
    };
    answer_body body = { response.body,
                         request->answer_bytes_max ? request->answer_bytes_max : ANSWER_BYTES_MAX };
    g_autofree char *why = NULL;
    struct curl_slist *headers = NULL;
    CURLcode code = CURLE_OPERATION_TIMEDOUT;
    char details[CURL_ERROR_SIZE] = "";
    long status = 0;

    if (!http->curl) {
        code = CURLE_FAILED_INIT;
    } else if (left_ms > 0) {
        headers = header_list(request);
        set_up(http->curl, request, &response, (glong)MIN(left_ms, EXCHANGE_TIMEOUT_MS));
        curl_easy_setopt(http->curl, CURLOPT_WRITEDATA, &body);
        trust(http->curl, http->ca_file);
        curl_easy_setopt(http->curl, CURLOPT_ERRORBUFFER, details);
        curl_easy_setopt(http->curl, CURLOPT_HTTPHEADER, headers);
        code = curl_easy_perform(http->curl);
        curl_easy_getinfo(http->curl, CURLINFO_RESPONSE_CODE, &status);
        curl_easy_setopt(http->curl, CURLOPT_ERRORBUFFER, NULL);
        curl_slist_free_all(headers);
    }
    if (code == CURLE_OK) {
        response.status = (guint)status;
        *ret = response;
        response = (ph_http_response){ 0 };
        return TRUE;
    }
    why = reason(code, details, body.bytes_max);
    g_set_error(error, PH_ERROR, (gint)error_of(code), "%s %s: %s", request->method, request->url,
                why);
    return FALSE;
}

const char *ph_http_header(const ph_http_response *response, const char *name)
{
    PH_REQUIRE(!strpbrk(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"));

    return g_hash_table_lookup(response->headers, name);
}

void ph_http_response_clear(ph_http_response *response)
{
    if (response->headers)
        g_hash_table_unref(response->headers);
    if (response->body)
        g_string_free(response->body, TRUE);
    *response = (ph_http_response){ 0 };
}
