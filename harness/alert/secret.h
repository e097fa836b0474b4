/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What nobody may see: named in the settings, and kept in the environment or by systemd. */
#ifndef PH_HARNESS_ALERT_SECRET_H
#define PH_HARNESS_ALERT_SECRET_H

#include <glib.h>

/* A-Z, a-z, 0-9, "_", "-" and ".", the first no ".": a variable's name, or a credential's; and not
 * what begins as tokens of GitHub and Slack do. */
gboolean ph_secret_is_name(const char *text);

/*
 * The variable of that name, or else the file of that name in $CREDENTIALS_DIRECTORY, without the
 * end of its last line. NULL and error (PH_ERROR_AUTHENTICATION) when there is neither, when it is
 * empty, or holds a control character. The caller frees it.
 *
 * @param key  That named it, for complaints: "url_env".
 */
char *ph_secret_read(const char *name, const char *key, GError **error);

/* Take the secret out of an error that may quote it; NULL: there is none. */
void ph_secret_hide(const char *secret, GError *error);

#endif /* PH_HARNESS_ALERT_SECRET_H */
