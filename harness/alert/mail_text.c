/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "alert/mail_text.h"

#include <string.h>

#include "alert/fitted_text.h"
#include "error/error.h"

enum {
    ADDRESS_BYTES_MAX = 254,
    LOCAL_BYTES_MAX = 64,

    TEXT_UNITS_MAX = 50000,
    ROWS_MAX = 100,
    ROW_UNITS_MAX = 400,
    KIND_UNITS_MAX = 400,

    /* RFC 2047 has lines of 76 characters, the name of the header among them. */
    WORD_BYTES_MAX = 36,
    /* RFC 2045: of a line, of which the last is a soft end. */
    QUOTED_LINE_MAX = 76,
};

gboolean ph_mail_is_address(const char *text)
{
    const char *at = strchr(text, '@');
    const gsize local = at ? (gsize)(at - text) : 0;
    const char *domain = at ? at + 1 : "";

    if (!local || local > LOCAL_BYTES_MAX || strlen(text) > ADDRESS_BYTES_MAX)
        return FALSE;
    for (const char *c = text; c < at; c++)
        if (!g_ascii_isalnum(*c) && !strchr("!#$%&'*+-/=?^_`{|}~.", *c))
            return FALSE;
    for (const char *c = domain; *c; c++)
        if (!g_ascii_isalnum(*c) && *c != '-' && *c != '.')
            return FALSE;
    return *text != '.' && at[-1] != '.' && !strstr(text, "..") && g_ascii_isalnum(*domain) &&
           g_ascii_isalnum(text[strlen(text) - 1]);
}

/* As much of the text as is at most so many bytes of whole characters. */
static gsize whole_characters(const char *text, gsize bytes_max)
{
    gsize bytes = strlen(text);

    if (bytes <= bytes_max)
        return bytes;
    for (bytes = bytes_max; bytes && ((guchar)text[bytes] & 0xc0) == 0x80;)
        bytes--;
    return bytes;
}

/* What is not ASCII, or would be taken for what is not, in words of base64 (RFC 2047). */
static void append_words(GString *mail, const char *text)
{
    while (*text) {
        const gsize bytes = whole_characters(text, WORD_BYTES_MAX);
        g_autofree char *word = g_base64_encode((const guchar *)text, bytes);

        text += bytes;
        g_string_append_printf(mail, "=?UTF-8?B?%s?=%s", word, *text ? "\r\n " : "");
    }
}

static gboolean append_header(GString *mail, const char *name, const char *value, GError **error)
{
    for (const char *c = value; *c; c++)
        if (g_ascii_iscntrl(*c))
            return ph_refuse(error, PH_ERROR_DATA,
                             "the mail's %s holds a line's end or another control character: it "
                             "is not sent, as it could add headers",
                             name);
    g_string_append_printf(mail, "%s: ", name);
    if (g_str_is_ascii(value) && !strstr(value, "=?"))
        g_string_append(mail, value);
    else
        append_words(mail, value);
    g_string_append(mail, "\r\n");
    return TRUE;
}

static gboolean append_date(GString *mail, gint64 time_us, GError **error)
{
    static const char days[][4] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
    static const char months[][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(time_us / G_USEC_PER_SEC);

    if (!time)
        return ph_refuse(error, PH_ERROR_DATA, "the mail's time is in no calendar");
    g_string_append_printf(
        mail, "Date: %s, %d %s %04d %02d:%02d:%02d +0000\r\n",
        days[g_date_time_get_day_of_week(time) - 1], g_date_time_get_day_of_month(time),
        months[g_date_time_get_month(time) - 1], g_date_time_get_year(time),
        g_date_time_get_hour(time), g_date_time_get_minute(time), g_date_time_get_second(time));
    return TRUE;
}

static gboolean append_addresses(GString *mail, const char *name, const char *const *addresses,
                                 GError **error)
{
    g_string_append_printf(mail, "%s: ", name);
    for (gsize i = 0; addresses[i]; i++) {
        if (!ph_mail_is_address(addresses[i]))
            return ph_refuse(error, PH_ERROR_DATA, "the mail's %s holds what is no address", name);
        g_string_append_printf(mail, "%s%s", i ? ",\r\n " : "", addresses[i]);
    }
    g_string_append(mail, "\r\n");
    return TRUE;
}

/* RFC 2045, 6.7; bytes of one line. */
static void append_quoted_line(GString *mail, const char *line, gsize length)
{
    gsize column = 0;

    for (gsize i = 0; i < length; i++) {
        const guchar byte = (guchar)line[i];
        const gboolean is_blank = byte == ' ' || byte == '\t';
        const gboolean is_plain =
            is_blank ? i + 1 < length : byte > ' ' && byte < 0x7f && byte != '=';
        const gsize width = is_plain ? 1 : 3;

        if (column + width > QUOTED_LINE_MAX - 1) {
            g_string_append(mail, "=\r\n");
            column = 0;
        }
        if (is_plain)
            g_string_append_c(mail, (char)byte);
        else
            g_string_append_printf(mail, "=%02X", byte);
        column += width;
    }
    g_string_append(mail, "\r\n");
}

static void append_body(GString *mail, const char *body)
{
    while (*body) {
        const gsize length = strcspn(body, "\n");

        append_quoted_line(mail, body, length);
        body += length + (body[length] == '\n');
    }
}

char *ph_mail_text(const ph_mail_head *head, const char *body, GError **error)
{
    g_autoptr(GString) mail = g_string_new(NULL);
    const char *const from[] = { head->from, NULL };

    if (!append_addresses(mail, "From", from, error) ||
        !append_addresses(mail, "To", head->to, error) ||
        !append_header(mail, "Subject", head->subject, error) ||
        !append_date(mail, head->time_us, error) ||
        !append_header(mail, "Message-ID", head->message_id, error) ||
        (head->in_reply_to && (!append_header(mail, "In-Reply-To", head->in_reply_to, error) ||
                               !append_header(mail, "References", head->in_reply_to, error))))
        return NULL;
    g_string_append(mail, "Auto-Submitted: auto-generated\r\n"
                          "MIME-Version: 1.0\r\n"
                          "Content-Type: text/plain; charset=utf-8\r\n"
                          "Content-Transfer-Encoding: quoted-printable\r\n"
                          "\r\n");
    append_body(mail, body);
    return g_string_free(g_steal_pointer(&mail), FALSE);
}

static void append_rows(GString *body, const ph_alert_message *message)
{
    const gsize count = MIN(message->row_count, ROWS_MAX);
    g_autofree char *more = ph_alert_message_more_text(message, count);

    if (count || more)
        g_string_append_c(body, '\n');
    for (gsize i = 0; i < count; i++) {
        g_autofree char *name = ph_fitted_line(message->rows[i].name, ROW_UNITS_MAX, NULL);
        g_autofree char *text = ph_fitted_line(message->rows[i].text, ROW_UNITS_MAX, NULL);

        g_string_append_printf(body, "  %s: %s\n", name, text);
    }
    if (more)
        g_string_append_printf(body, "  %s\n", more);
}

char *ph_mail_body(const ph_alert_message *message)
{
    GString *body = g_string_new(NULL);
    g_autofree char *text = ph_fitted_text(message->text, TEXT_UNITS_MAX, NULL);
    g_autofree char *what = ph_alert_message_kind_text(message);
    g_autofree char *kind = ph_fitted_line(what, KIND_UNITS_MAX, NULL);

    g_string_append(body, text);
    if (body->len && body->str[body->len - 1] != '\n')
        g_string_append_c(body, '\n');
    append_rows(body, message);
    if (ph_alert_message_has_link(message))
        g_string_append_printf(body, "\n%s\n", message->link);
    /* Two hyphens and a blank: what follows is who wrote it. */
    g_string_append_printf(body, "\n-- \nperfharness: %s; %s\n", kind, message->thread_id);
    return g_string_free(body, FALSE);
}
