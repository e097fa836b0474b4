/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "alert/issue_text.h"

#include <string.h>

#include "alert/fitted_text.h"
#include "forge/marker.h"
#include "github/issue.h"
#include "markdown_escape.h"

enum {
    TEXT_UNITS_MAX = 30000,
    ROWS_MAX = 50,
    ROW_UNITS_MAX = 500,
    TITLE_UNITS_MAX = 1000, /* Escaped, within a text. */
    KIND_UNITS_MAX = 1000,
    REST_UNITS = 3000, /* What is ours, and the link. */
};

G_STATIC_ASSERT(TEXT_UNITS_MAX + ROWS_MAX * (ROW_UNITS_MAX + 3) + TITLE_UNITS_MAX + KIND_UNITS_MAX +
                    REST_UNITS <
                PH_ISSUE_BODY_CHARACTERS_MAX);

/* What makes a list, a rule or a heading of the line before it, at a line's beginning. */
static void append_line(GString *markdown, const char *line)
{
    const gsize blanks = strspn(line, " ");
    g_autofree char *escaped = NULL;

    for (gsize i = 0; i < blanks; i++)
        g_string_append(markdown, "&#32;");
    line += blanks;
    if (*line && strchr("-+=", *line)) {
        g_string_append_printf(markdown, "&#%d;", *line);
        line++;
    }
    escaped = ph_markdown_escape(line);
    g_string_append(markdown, escaped);
}

static char *escape_lines(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    GString *markdown = g_string_new(NULL);

    for (char **line = lines; *line; line++) {
        if (line != lines)
            g_string_append_c(markdown, '\n');
        append_line(markdown, *line);
    }
    return g_string_free(markdown, FALSE);
}

char *ph_issue_title(const ph_alert_message *message)
{
    return ph_fitted_line(message->title, PH_ISSUE_TITLE_CHARACTERS_MAX, NULL);
}

char *ph_issue_marker(const char *thread_id)
{
    return ph_marker_of_one("case", thread_id);
}

static void append_text(GString *markdown, const ph_alert_message *message)
{
    g_autofree char *text = ph_fitted_text(message->text, TEXT_UNITS_MAX, escape_lines);

    if (*text)
        g_string_append_printf(markdown, "%s\n\n", text);
}

static void append_title(GString *markdown, const ph_alert_message *message)
{
    g_autofree char *title = ph_fitted_line(message->title, TITLE_UNITS_MAX, ph_markdown_escape);

    g_string_append_printf(markdown, "**%s**\n\n", title);
}

static void append_rows(GString *markdown, const ph_alert_message *message)
{
    const gsize count = MIN(message->row_count, ROWS_MAX);
    g_autofree char *more = ph_alert_message_more_text(message, count);

    for (gsize i = 0; i < count; i++) {
        g_autofree char *row =
            g_strconcat(message->rows[i].name, ": ", message->rows[i].text, NULL);
        g_autofree char *line = ph_fitted_line(row, ROW_UNITS_MAX, ph_markdown_escape);

        g_string_append_printf(markdown, "- %s\n", line);
    }
    if (more)
        g_string_append_printf(markdown, "- %s\n", more);
    if (count || more)
        g_string_append_c(markdown, '\n');
}

static void append_end(GString *markdown, const ph_alert_message *message)
{
    g_autofree char *what = ph_alert_message_kind_text(message);
    g_autofree char *kind = ph_fitted_line(what, KIND_UNITS_MAX, ph_markdown_escape);

    if (ph_alert_message_has_link(message))
        g_string_append_printf(markdown, "[The history](%s)\n\n", message->link);
    g_string_append_printf(markdown, "%s\n", kind);
}

/* What becomes of the issue, and what it is that people do to it. */
static const char *rules_of(ph_alert_occasion occasion)
{
    switch (occasion) {
    case PH_ALERT_DIGEST: return "Close this issue once somebody has seen to it.";
    case PH_ALERT_HOUSE: return "perfharness closes this issue when it is over.";
    default:
        return "perfharness keeps this text up to date, and closes the issue when it is over. Who "
               "closes it before that, or says so with `perfharness history ack`, knows of it: "
               "nobody is reminded then.";
    }
}

char *ph_issue_body(const ph_alert_message *message)
{
    g_autofree char *marker = ph_issue_marker(message->thread_id);
    GString *body = g_string_new(NULL);

    g_string_append_printf(body, "%s\n", marker);
    append_text(body, message);
    append_rows(body, message);
    append_end(body, message);
    g_string_append_printf(body, "\n%s\n", rules_of(message->occasion));
    return g_string_free(body, FALSE);
}

char *ph_issue_note(const ph_alert_message *message)
{
    g_autofree char *marker = ph_marker_of_one("delivery", message->delivery_id);
    GString *body = g_string_new(NULL);

    g_string_append_printf(body, "%s\n", marker);
    append_title(body, message);
    append_text(body, message);
    append_end(body, message);
    return g_string_free(body, FALSE);
}

char *ph_pull_request_note(const ph_alert_message *message, const char *issue)
{
    g_autofree char *marker = ph_issue_marker(message->thread_id);
    GString *body = g_string_new(NULL);

    g_string_append_printf(body,
                           "%s\nWhat this pull request brought, %s, was found to change how "
                           "fast it is: %s\n\n",
                           marker, message->head_sha, issue);
    append_title(body, message);
    append_rows(body, message);
    append_end(body, message);
    return g_string_free(body, FALSE);
}
