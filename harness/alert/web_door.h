/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* An address on the web that messages are posted to, which may be a secret itself. */
#ifndef PH_HARNESS_ALERT_WEB_DOOR_H
#define PH_HARNESS_ALERT_WEB_DOOR_H

#include "alert/channel.h"
#include "http/http.h"

typedef struct ph_web_door {
    ph_http *http;    /* Owned, as is the rest. */
    char *url;        /* In no message. */
    char *shown;      /* "https://HOST/…". */
    double timeout_s; /* Of one exchange. */
} ph_web_door;

/*
 * @param url  https, or http of this machine, without a user; copied.
 * @return FALSE and error (PH_ERROR_USAGE) for certificates that cannot be read. *ret is to be
 *         cleared, then as well.
 */
gboolean ph_web_door_open(const ph_alert_channel_settings *settings, const char *url,
                          const ph_alert_patience *patience, ph_web_door *ret, GError **error);

/* Where such an address is, fit to be shown; NULL: it is not https, nor of this machine, or has a
 * user in it. The caller frees it. */
char *ph_web_shown(const char *url);

/* One exchange, as ph_http_exchange(), without the address in the error. */
gboolean ph_web_exchange(const ph_web_door *door, const ph_http_request *request,
                         ph_http_response *ret, GError **error);

/*
 * What an answer to a POST says of the message: 2xx DELIVERED; 408, 425, 429 and 5xx LATER, with as
 * long as Retry-After says, a day at most; LATER as well where it redirects, which is not followed:
 * the settings have an address that is none any more, and are mended. All else NEVER.
 * Error, with what was answered, unless it is DELIVERED.
 */
void ph_web_judge(const ph_web_door *door, const ph_http_response *response, ph_alert_result *ret,
                  GError **error);

/* The beginning of an answer, fit to be shown; the caller frees it. */
char *ph_web_answer_text(const ph_web_door *door, const ph_http_response *response);

void ph_web_door_clear(ph_web_door *door);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ph_web_door, ph_web_door_clear)

#endif /* PH_HARNESS_ALERT_WEB_DOOR_H */
