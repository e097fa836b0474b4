/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "http/loopback.h"

#include <gio/gio.h>

gboolean ph_is_loopback(const char *host)
{
    g_autoptr(GInetAddress) address = g_inet_address_new_from_string(host);

    return g_str_equal(host, "localhost") || (address && g_inet_address_get_is_loopback(address));
}
