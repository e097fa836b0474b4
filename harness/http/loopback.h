/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Whether a host is this machine, so that nobody reads what is sent there. Any thread; no state. */
#ifndef PH_HARNESS_HTTP_LOOPBACK_H
#define PH_HARNESS_HTTP_LOOPBACK_H

#include <glib.h>

/* "localhost", or an address of the loopback network; an IPv6 address without brackets. */
gboolean ph_is_loopback(const char *host);

#endif /* PH_HARNESS_HTTP_LOOPBACK_H */
