/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "forge/client.h"

#include <string.h>

#include "document/json_member.h"
#include "error/error.h"
#include "forge/address.h"
#include "forge/answer.h"
#include "forge/forge_kind.h"
#include "http/authority.h"
#include "http/http.h"
#include "perfharness/require.h"

enum {
    ATTEMPTS_MAX = 8,
    REDIRECTS_MAX = 3,
    MESSAGE_CHARACTERS_MAX = 600,
};

struct ph_forge {
    const ph_forge_kind *kind;
    ph_http *http;
    ph_address address;
    char *authority; /* Who signs for servers that are trusted, in words. */
    char *token;
    char *token_name;
    GPtrArray *headers; /* Of each request; NULL-terminated. */
    double deadline_s;
    gint64 deadline_us;
    double unit_s;
    gint64 last_write_us;   /* 0: none yet. */
    gboolean may_ask_later; /* Of the last call, as is the next. */
    double later_s;
    GRand *random;
    void (*notice)(const char *text);
};

static void make_headers(ph_forge *forge)
{
    const char *const *own = forge->kind->headers;

    forge->headers = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(forge->headers, g_strdup_printf("Authorization: %s %s",
                                                    forge->kind->token_scheme, forge->token));
    for (gsize i = 0; own[i]; i++)
        g_ptr_array_add(forge->headers, g_strdup(own[i]));
    g_ptr_array_add(forge->headers, g_strdup("Content-Type: application/json"));
    g_ptr_array_add(forge->headers, g_strdup("User-Agent: perfharness"));
    /* Not sent: no round trip before a body. */
    g_ptr_array_add(forge->headers, g_strdup("Expect:"));
    g_ptr_array_add(forge->headers, NULL);
}

static gboolean take_token(ph_forge *forge, const ph_forge_settings *settings, GError **error)
{
    const char *token = settings->token;
    const char *hint = settings->token_hint && (!token || !*token) ? settings->token_hint : NULL;
    const char *why = !token || !*token ? "is not set" : NULL;

    for (const char *c = token; !why && *c; c++)
        if (!g_ascii_isgraph(*c))
            why = "holds a blank or a character that no token has";
    if (why) {
        g_set_error(error, PH_ERROR, PH_ERROR_AUTHENTICATION,
                    "%s %s: put a token into the environment variable of that name%s%s",
                    forge->token_name, why, hint ? "; " : "", hint ? hint : "");
        return FALSE;
    }
    forge->token = g_strdup(token);
    make_headers(forge);
    return TRUE;
}

/* Whom to name when a certificate is not trusted, and how to name others. */
static char *authority_text(const ph_authority *authority)
{
    return authority->file
               ? g_strdup_printf("trusted is who %s vouches for (%s)", authority->file,
                                 authority->named_by)
               : g_strdup("trusted is who this system vouches for: --ca-file FILE, CURL_CA_BUNDLE "
                          "or SSL_CERT_FILE names an authority of your own");
}

ph_forge *ph_forge_new(const ph_forge_settings *settings, GError **error)
{
    g_autoptr(ph_forge) forge = g_new0(ph_forge, 1);

    ph_authority authority;
    const gboolean is_good = ph_authority_find(settings->ca_file, &authority, error);
    const ph_forge_kind *kind = settings->kind;
    const ph_address_words words = { kind->api_variable, kind->api_example };

    forge->kind = kind;
    forge->http = ph_http_new(authority.file);
    forge->authority = authority_text(&authority);
    forge->random = g_rand_new();
    forge->deadline_s = settings->deadline_s;
    forge->deadline_us = g_get_monotonic_time() + (gint64)(settings->deadline_s * 1e6);
    forge->unit_s = settings->unit_s;
    forge->notice = settings->notice;
    forge->token_name =
        g_strdup(settings->token_name ? settings->token_name : kind->token_variable);
    if (!is_good || !ph_address_parse(settings->api_url, &words, &forge->address, error) ||
        !take_token(forge, settings, error))
        return NULL;
    return g_steal_pointer(&forge);
}

const ph_forge_kind *ph_forge_kind_of(const ph_forge *forge)
{
    return forge->kind;
}

char *ph_forge_web_address(const ph_forge *forge)
{
    g_autofree char *whole = g_strconcat(forge->address.origin, forge->address.base_path, NULL);
    const char *suffix = forge->kind->api_suffix;

    return g_strndup(whole, strlen(whole) - (g_str_has_suffix(whole, suffix) ? strlen(suffix) : 0));
}

void ph_forge_free(ph_forge *forge)
{
    ph_http_free(forge->http);
    g_rand_free(forge->random);
    ph_address_clear(&forge->address);
    g_free(forge->authority);
    g_free(forge->token);
    g_free(forge->token_name);
    if (forge->headers)
        g_ptr_array_unref(forge->headers);
    g_free(forge);
}

void ph_forge_reply_clear(ph_forge_reply *reply)
{
    cJSON_Delete(reply->json);
    g_free(reply->next_path);
    g_free(reply->location);
    *reply = (ph_forge_reply){ 0 };
}

/* The address with rel="next" in a Link header (RFC 8288): <URL>; rel="next", <URL>; ... */
static char *next_link(const char *link)
{
    for (const char *open = strchr(link, '<'); open; open = strchr(open + 1, '<')) {
        const char *close = strchr(open, '>');
        const char *end = close ? strchr(close, '<') : NULL;
        const char *rel = close ? strstr(close, "rel=\"next\"") : NULL;

        if (rel && (!end || rel < end))
            return g_strndup(open + 1, (gsize)(close - open - 1));
    }
    return NULL;
}

/* What the forge says about a failure; "" for nothing. GitLab has objects as messages, too. */
static char *server_message(const ph_http_response *response)
{
    static const char *const members[] = { "message", "error_description", "error" };
    cJSON *json = cJSON_ParseWithLength(response->body->str, response->body->len);
    const cJSON *object = ph_json_member(json, "message");
    char *message = NULL;

    for (gsize i = 0; !message && i < G_N_ELEMENTS(members); i++)
        message = g_strdup(ph_json_text(json, members[i]));
    if (!message && (cJSON_IsObject(object) || cJSON_IsArray(object))) {
        char *printed = cJSON_PrintUnformatted(object);

        message = g_strdup(printed);
        cJSON_free(printed);
    }
    if (!message)
        message = g_strdup("");

    cJSON_Delete(json);
    return message;
}

/* Servers' words stand in it: the token is not to be among them, nor more than a few lines. */
static void make_harmless(const ph_forge *forge, GError *error)
{
    g_autofree char *valid = g_utf8_make_valid(error->message, -1);
    g_autoptr(GString) text = g_string_new(valid);

    g_string_replace(text, forge->token, "***", 0);
    g_free(error->message);
    error->message =
        g_utf8_substring(text->str, 0, MIN(g_utf8_strlen(text->str, -1), MESSAGE_CHARACTERS_MAX));
}

/* Say what was being done, where, what came back, and what to do about it. */
static void tell_refusal(const ph_forge *forge, const ph_forge_request *request,
                         const ph_http_response *response, ph_answer_kind kind, GError **error)
{
    g_autofree char *message = server_message(response);
    g_autofree char *advice = NULL;

    if (response->status == 401)
        advice = g_strdup_printf(": %s is not valid, or has expired", forge->token_name);
    else if (kind == PH_ANSWER_DENIED)
        advice =
            g_strdup_printf(": %s needs the permission %s", forge->token_name, request->permission);
    else if (kind == PH_ANSWER_ABSENT)
        advice = g_strdup_printf(": it is not there, or %s needs the permission %s",
                                 forge->token_name, request->permission);
    g_set_error(
        error, PH_ERROR, kind == PH_ANSWER_DENIED ? PH_ERROR_AUTHENTICATION : PH_ERROR_NETWORK,
        "%s: %s %s%s%s: %s answered %u%s%s%s%s", request->purpose, request->method,
        forge->address.origin, forge->address.base_path, request->path, forge->kind->title,
        response->status, advice ? advice : "", *message ? " (" : "", message, *message ? ")" : "");
}

/* One request as it is being tried. */
typedef struct ph_trial {
    const ph_forge_request *request;
    char *path; /* Moves with redirects. */
    guint redirects;
    ph_backoff backoff;
} ph_trial;

static gboolean is_write(const ph_forge_request *request)
{
    return !g_str_equal(request->method, "GET");
}

/* FALSE when the deadline would pass; nothing is waited then. */
static gboolean wait_for(const ph_forge *forge, double seconds)
{
    const double left_s = (double)(forge->deadline_us - g_get_monotonic_time()) / 1e6;

    if (seconds >= left_s)
        return FALSE;
    if (seconds > 0.0)
        g_usleep((gulong)(seconds * 1e6));
    return TRUE;
}

/* Say what was being done, and of a certificate whom one could trust. */
static void tell_no_answer(const ph_forge *forge, const ph_forge_request *request, GError *error)
{
    const gboolean is_certificate = g_error_matches(error, PH_ERROR, PH_ERROR_AUTHENTICATION);
    char *message =
        g_strdup_printf("%s: %s%s%s", request->purpose, error->message, is_certificate ? ": " : "",
                        is_certificate ? forge->authority : "");

    g_free(error->message);
    error->message = message;
}

static gboolean exchange(ph_forge *forge, const ph_forge_request *request, const char *path,
                         ph_http_response *ret, GError **error)
{
    g_autofree char *url = g_strconcat(forge->address.origin, forge->address.base_path, path, NULL);
    char *body = request->body ? cJSON_PrintUnformatted(request->body) : NULL;
    const ph_http_request http = { .method = request->method,
                                   .url = url,
                                   .headers = (const char *const *)forge->headers->pdata,
                                   .body = body,
                                   .deadline_us = forge->deadline_us };
    gboolean is_answered;

    /* GitHub asks for a second between two writes, and it does not hurt elsewhere. */
    if (is_write(request) && forge->last_write_us)
        (void)wait_for(forge, forge->unit_s -
                                  (double)(g_get_monotonic_time() - forge->last_write_us) / 1e6);
    is_answered = ph_http_exchange(forge->http, &http, ret, error);
    if (is_write(request))
        forge->last_write_us = g_get_monotonic_time();
    cJSON_free(body);
    if (!is_answered)
        tell_no_answer(forge, request, *error);
    return is_answered;
}

/* FALSE when the answer is no JSON. */
static gboolean take_json(const ph_http_response *response, cJSON **ret)
{
    const char *text = response->body->str;
    const gsize length = response->body->len;

    if (length && g_utf8_validate_len(text, length, NULL))
        *ret = cJSON_ParseWithLength(text, length);
    return !length || *ret;
}

/* As an answer that was DONE; it may turn out not to be. */
static ph_answer_kind take_reply(const ph_forge *forge, const ph_forge_request *request,
                                 const ph_http_response *response, ph_forge_reply *ret,
                                 GError **error)
{
    const char *link = ph_http_header(response, "link");
    const char *type = ph_http_header(response, "content-type");
    g_autofree char *next = link ? next_link(link) : NULL;
    g_autofree char *next_path = next ? ph_address_path(&forge->address, next) : NULL;

    if (next && !next_path) {
        g_set_error(error, PH_ERROR, PH_ERROR_NETWORK,
                    "%s: the next page is said to be at %s, which is not of %s%s: it is not "
                    "followed, as the token is not for others",
                    request->purpose, next, forge->address.origin, forge->address.base_path);
        return PH_ANSWER_REJECTED;
    }
    /* What cannot be read says nothing of what was done. */
    if (!take_json(response, &ret->json)) {
        g_set_error(error, PH_ERROR, PH_ERROR_NETWORK,
                    "%s: %s%s%s did not answer in JSON, but in %s: is %s%s the address of %s's API "
                    "(%s)?",
                    request->purpose, forge->address.origin, forge->address.base_path,
                    request->path, type ? type : "what it does not name", forge->address.origin,
                    forge->address.base_path, forge->kind->title, forge->kind->api_variable);
        return PH_ANSWER_UNKNOWN;
    }
    ret->next_path = g_steal_pointer(&next_path);
    return PH_ANSWER_DONE;
}

/*
 * Go where an answer redirects to: MOVED within the API's address, DONE with the address elsewhere
 * where that was asked for. REJECTED and error when it is elsewhere, or once more than any API
 * would.
 */
static ph_answer_kind follow(const ph_forge *forge, ph_trial *trial,
                             const ph_http_response *response, ph_forge_reply *ret, GError **error)
{
    const char *location = ph_http_header(response, "location");
    g_autofree char *path = location ? ph_address_path(&forge->address, location) : NULL;

    if (path && trial->redirects < REDIRECTS_MAX) {
        trial->redirects++;
        g_free(trial->path);
        trial->path = g_steal_pointer(&path);
        return PH_ANSWER_MOVED;
    }
    if (!path && location && trial->request->is_elsewhere) {
        ret->location = g_strdup(location);
        return PH_ANSWER_DONE;
    }
    g_set_error(error, PH_ERROR, PH_ERROR_NETWORK, "%s: %s%s redirects to %s: %s",
                trial->request->purpose, forge->address.origin, trial->path,
                location ? location : "nowhere",
                path ? "that is one redirect too many"
                     : "it is not followed, as the token is not for others");
    return PH_ANSWER_REJECTED;
}

/* One attempt. DONE: *ret is set; MOVED: to be sent again at once; else error says why. */
static ph_answer attempt(ph_forge *forge, ph_trial *trial, ph_forge_reply *ret, GError **error)
{
    g_auto(ph_http_response) response = { 0 };
    ph_answer answer = { PH_ANSWER_UNKNOWN, 0.0 };

    trial->backoff.jitter = g_rand_double(forge->random);
    trial->backoff.epoch_s = g_get_real_time() / G_USEC_PER_SEC;
    answer.wait_s = ph_backoff_wait_s(&trial->backoff);
    if (!exchange(forge, trial->request, trial->path, &response, error)) {
        /* A certificate does not get better by asking again. */
        if (g_error_matches(*error, PH_ERROR, PH_ERROR_AUTHENTICATION))
            answer.kind = PH_ANSWER_REJECTED;
        return answer;
    }
    answer = ph_answer_judge(&forge->kind->answers, &response, &trial->backoff);
    if (answer.kind == PH_ANSWER_DONE) {
        answer.wait_s = ph_backoff_wait_s(&trial->backoff);
        answer.kind = take_reply(forge, trial->request, &response, ret, error);
    } else if (answer.kind == PH_ANSWER_MOVED) {
        answer.kind = follow(forge, trial, &response, ret, error);
    } else {
        tell_refusal(forge, trial->request, &response, answer.kind, error);
    }
    return answer;
}

/* Wait as an answer asks. FALSE, with the reason added to error, when there is no time for it. */
static gboolean wait_as_asked(const ph_forge *forge, ph_trial *trial, double wait_s, GError **error)
{
    if (++trial->backoff.attempt >= ATTEMPTS_MAX) {
        g_prefix_error(error, "gave up after %d attempts: ", ATTEMPTS_MAX);
        return FALSE;
    }
    if (forge->notice && wait_s >= 1.0) {
        g_autofree char *text =
            g_strdup_printf("waiting for %.0f s: %s", wait_s, (*error)->message);
        forge->notice(text);
    }
    if (wait_for(forge, wait_s))
        return TRUE;
    g_prefix_error(
        error, "gave up, as the next attempt would be after %.0f s in all: ", forge->deadline_s);
    return FALSE;
}

/* Of what is neither done nor to be asked again. */
static ph_forge_outcome outcome_of(ph_answer_kind kind)
{
    switch (kind) {
    case PH_ANSWER_DENIED: return PH_FORGE_DENIED;
    case PH_ANSWER_ABSENT: return PH_FORGE_ABSENT;
    default: return PH_FORGE_FAILED;
    }
}

/* A certificate does not get better by asking again, but by somebody who sees to it. */
static void note_whether_later(ph_forge *forge, const ph_answer *answer, const GError *cause)
{
    forge->may_ask_later = answer->kind == PH_ANSWER_DONE || answer->kind == PH_ANSWER_LATER ||
                           answer->kind == PH_ANSWER_UNKNOWN ||
                           (answer->kind == PH_ANSWER_REJECTED &&
                            g_error_matches(cause, PH_ERROR, PH_ERROR_AUTHENTICATION));
    forge->later_s = answer->kind == PH_ANSWER_LATER ? answer->wait_s : 0.0;
}

static ph_forge_outcome try_until_settled(ph_forge *forge, ph_trial *trial, ph_forge_reply *ret,
                                          GError **error)
{
    for (;;) {
        g_autoptr(GError) cause = NULL;
        const ph_answer answer = attempt(forge, trial, ret, &cause);
        const gboolean is_waiting =
            answer.kind == PH_ANSWER_LATER || answer.kind == PH_ANSWER_UNKNOWN;

        if (answer.kind == PH_ANSWER_MOVED)
            continue;
        note_whether_later(forge, &answer, cause);
        if (answer.kind == PH_ANSWER_DONE)
            return PH_FORGE_DONE;
        make_harmless(forge, cause);
        if (is_waiting && wait_as_asked(forge, trial, answer.wait_s, &cause)) {
            if (answer.kind == PH_ANSWER_LATER || trial->request->is_repeatable)
                continue;
            g_propagate_error(error, g_steal_pointer(&cause));
            return PH_FORGE_UNKNOWN;
        }
        g_propagate_error(error, g_steal_pointer(&cause));
        return outcome_of(answer.kind);
    }
}

ph_forge_outcome ph_forge_call(ph_forge *forge, const ph_forge_request *request,
                               ph_forge_reply *ret, GError **error)
{
    PH_REQUIRE(request->path[0] == '/');
    PH_REQUIRE(request->purpose && request->permission);

    ph_trial trial = { .request = request,
                       .path = g_strdup(request->path),
                       .backoff = { .unit_s = forge->unit_s } };
    ph_forge_reply reply = { 0 };
    const ph_forge_outcome outcome = try_until_settled(forge, &trial, &reply, error);

    if (outcome == PH_FORGE_DONE)
        *ret = reply;
    g_free(trial.path);
    return outcome;
}

gboolean ph_forge_may_ask_later(const ph_forge *forge, double *ret_wait_s)
{
    *ret_wait_s = forge->later_s;
    return forge->may_ask_later;
}

/* As tell_no_answer(), without an address whose query may be as good as a token. */
static void name_origin(const ph_forge *forge, const ph_forge_request *request, GError *error,
                        const char *location)
{
    g_autoptr(GString) text = g_string_new(error->message);
    g_autofree char *origin = ph_address_origin(location);

    g_string_replace(text, location, origin, 0);
    g_free(error->message);
    error->message = g_strdup(text->str);
    tell_no_answer(forge, request, error);
    make_harmless(forge, error);
}

gboolean ph_forge_fetch(ph_forge *forge, const ph_forge_request *sent, const char *location,
                        GString **ret, GError **error)
{
    static const char *const headers[] = { "User-Agent: perfharness", NULL };
    g_autofree char *origin = ph_address_origin(location);
    g_auto(ph_http_response) response = { 0 };
    g_autoptr(GError) cause = NULL;
    const ph_http_request request = {
        .method = "GET", .url = location, .headers = headers, .deadline_us = forge->deadline_us
    };

    /* Only a forge of this machine, as tests have, keeps its files without TLS. */
    if (!origin ||
        (g_str_has_prefix(origin, "http:") && !g_str_has_prefix(forge->address.origin, "http:")))
        return ph_refuse(error, PH_ERROR_NETWORK,
                         "%s: %s sends to an address that is not https://HOST/…", sent->purpose,
                         forge->kind->title);
    if (!ph_http_exchange(forge->http, &request, &response, &cause)) {
        name_origin(forge, sent, cause, location);
        g_propagate_error(error, g_steal_pointer(&cause));
        return FALSE;
    }
    if (response.status != 200)
        return ph_refuse(error, PH_ERROR_NETWORK, "%s: %s answered %u", sent->purpose, origin,
                         response.status);
    *ret = g_steal_pointer(&response.body);
    return TRUE;
}

gboolean ph_forge_pause(ph_forge *forge, guint attempt)
{
    const ph_backoff backoff = { .attempt = attempt,
                                 .unit_s = forge->unit_s,
                                 .jitter = g_rand_double(forge->random) };

    return wait_for(forge, ph_backoff_wait_s(&backoff));
}
