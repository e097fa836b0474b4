/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "forge/address.h"

#include <glib.h>
#include <string.h>

#include "error/error.h"
#include "http/loopback.h"

/* Scheme, host and port in one spelling. */
static char *origin_of(GUri *uri)
{
    const char *scheme = g_uri_get_scheme(uri);
    g_autofree char *host = g_ascii_strdown(g_uri_get_host(uri), -1);
    const gboolean is_ipv6 = strchr(host, ':') != NULL;
    const int port = g_uri_get_port(uri);
    GString *origin = g_string_new(NULL);

    g_string_printf(origin, "%s://%s%s%s", scheme, is_ipv6 ? "[" : "", host, is_ipv6 ? "]" : "");
    if (port > 0 && port != (g_str_equal(scheme, "https") ? 443 : 80))
        g_string_append_printf(origin, ":%d", port);
    return g_string_free(origin, FALSE);
}

static GUri *parse_url(const char *url)
{
    GUri *uri = g_uri_parse(url, G_URI_FLAGS_ENCODED | G_URI_FLAGS_SCHEME_NORMALIZE, NULL);

    if (uri && g_uri_get_host(uri) && *g_uri_get_host(uri))
        return uri;
    g_clear_pointer(&uri, g_uri_unref);
    return NULL;
}

/* Nobody in between reads what is sent there. */
static gboolean is_private(GUri *uri)
{
    const char *scheme = uri ? g_uri_get_scheme(uri) : "";

    return g_str_equal(scheme, "https") ||
           (g_str_equal(scheme, "http") && ph_is_loopback(g_uri_get_host(uri)));
}

gboolean ph_address_parse(const char *url, const ph_address_words *words, ph_address *ret,
                          GError **error)
{
    g_autoptr(GUri) uri = url ? parse_url(url) : NULL;
    const gboolean is_safe = is_private(uri);
    gsize length;

    *ret = (ph_address){ 0 };
    if (!is_safe || g_uri_get_userinfo(uri) || g_uri_get_query(uri) || g_uri_get_fragment(uri)) {
        g_set_error(
            error, PH_ERROR, PH_ERROR_USAGE,
            "the API's address (%s): %s was expected, http:// only for this machine, not %s",
            words->variable, words->example,
            !url      ? "nothing"
            : is_safe ? "one with more in it"
                      : url);
        return FALSE;
    }
    ret->origin = origin_of(uri);
    ret->base_path = g_strdup(g_uri_get_path(uri));
    length = strlen(ret->base_path);
    while (length && ret->base_path[length - 1] == '/')
        ret->base_path[--length] = '\0';
    return TRUE;
}

char *ph_address_path(const ph_address *address, const char *url)
{
    g_autoptr(GUri) uri = parse_url(url);
    g_autofree char *origin = uri ? origin_of(uri) : NULL;
    const gsize base_length = strlen(address->base_path);
    const char *path;

    if (!origin || !g_str_equal(origin, address->origin))
        return NULL;
    path = g_uri_get_path(uri);
    if (!g_str_has_prefix(path, address->base_path) || path[base_length] != '/')
        return NULL;
    return g_strconcat(path + base_length, g_uri_get_query(uri) ? "?" : "", g_uri_get_query(uri),
                       NULL);
}

char *ph_address_origin(const char *url)
{
    g_autoptr(GUri) uri = parse_url(url);

    return is_private(uri) && !g_uri_get_userinfo(uri) ? origin_of(uri) : NULL;
}

void ph_address_clear(ph_address *address)
{
    g_free(address->origin);
    g_free(address->base_path);
    *address = (ph_address){ 0 };
}
