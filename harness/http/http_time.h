/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Times in headers of answers. Any thread; no state. */
#ifndef PH_HARNESS_HTTP_HTTP_TIME_H
#define PH_HARNESS_HTTP_HTTP_TIME_H

#include "http/http.h"

/* The seconds since 1970 of "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, 5.6.7). FALSE for any other
 * text. */
gboolean ph_http_date_parse(const char *text, gint64 *ret);

/*
 * How long Retry-After asks to wait, in seconds from now: a number of them, or a time, by the
 * server's clock where it says what time it is (RFC 9110, 10.2.3). 0: it does not ask.
 */
gint64 ph_http_retry_after_s(const ph_http_response *response);

#endif /* PH_HARNESS_HTTP_HTTP_TIME_H */
