/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A message as a mail: RFC 5322, MIME (RFC 2045, 2047), and that a program wrote it (RFC 3834). Any
 * thread; no state.
 */
#ifndef PH_HARNESS_ALERT_MAIL_TEXT_H
#define PH_HARNESS_ALERT_MAIL_TEXT_H

#include "alert/message.h"

/* All are borrowed. */
typedef struct ph_mail_head {
    const char *from;
    const char *const *to;   /* NULL-terminated. */
    const char *subject;     /* UTF-8, one line. */
    const char *message_id;  /* "<ID@DOMAIN>". */
    const char *in_reply_to; /* NULL: it begins a thread. */
    gint64 time_us;          /* Since the epoch. */
} ph_mail_head;

/*
 * The whole mail: lines of ASCII, at most 998 bytes long, that end with CR LF.
 *
 * @param body  UTF-8; its lines end with a line feed.
 * @return NULL and error (PH_ERROR_DATA) when a value of the head holds a control character: with
 *         a line's end in it, it would be headers of somebody else's. The caller frees it.
 */
char *ph_mail_text(const ph_mail_head *head, const char *body, GError **error);

/* What the mail of a message says, in lines. The caller frees it. */
char *ph_mail_body(const ph_alert_message *message);

/* An address as mails are sent to: LOCAL@DOMAIN in ASCII (RFC 5321), without a name, quotes or
 * comments. */
gboolean ph_mail_is_address(const char *text);

#endif /* PH_HARNESS_ALERT_MAIL_TEXT_H */
