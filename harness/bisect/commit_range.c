/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "bisect/commit_range.h"

#include <string.h>

#include "builder/checkout.h"
#include "builder/tool.h"
#include "error/error.h"

/* Of a commit, as git is asked for it. */
enum { HASH, FIRST_PARENT, SUBJECT, FIELDS, SHOWN_HASH = 12 };

static char *git(const char *const *arguments, GError **error)
{
    const ph_tool tool = { .arguments = arguments };

    return ph_tool_run(&tool, NULL, error);
}

/* A line a commit, oldest first: hash, parents, subject. */
static char *list(const char *checkout, const char *base, const char *head, GError **error)
{
    g_autofree char *range = g_strconcat(base, "..", head, NULL);
    const char *const arguments[] = { "git",
                                      "-C",
                                      checkout,
                                      "log",
                                      "--first-parent",
                                      "--reverse",
                                      "--no-decorate",
                                      "--no-color",
                                      "--format=%H%x09%P%x09%s",
                                      range,
                                      "--",
                                      NULL };

    return git(arguments, error);
}

static char *subject_of(const char *checkout, const char *commit, GError **error)
{
    const char *const arguments[] = { "git",        "-C",          checkout, "log", "-1",
                                      "--no-color", "--format=%s", commit,   "--",  NULL };
    g_autofree char *said = git(arguments, error);

    return said ? ph_error_printable(g_strchomp(said)) : NULL;
}

static void add_line(ph_bisection *bisection, char *const *fields)
{
    g_autofree char *subject = ph_error_printable(fields[SUBJECT]);

    ph_bisection_add_commit(bisection, fields[HASH], subject);
}

/* Base is no commit of head's line: which one is it that both have? */
static gboolean refuse_line(const ph_bisect_ends *ends, const char *first_parent, GError **error)
{
    g_autofree char *base = ph_error_printable(ends->base);
    g_autofree char *head = ph_error_printable(ends->head);

    if (!first_parent)
        return ph_refuse(error, PH_ERROR_USAGE,
                         "no commit leads from %s to %s: BASE was expected to be the earlier one",
                         base, head);
    return ph_refuse(error, PH_ERROR_USAGE,
                     "the first parents of %s do not lead to %s, but to %.*s, where that branched "
                     "off: give that one as BASE",
                     head, base, SHOWN_HASH, first_parent);
}

static gboolean add_lines(const ph_bisect_ends *ends, const char *base, const char *said,
                          ph_bisection *bisection, GError **error)
{
    g_auto(GStrv) lines = g_strsplit(said, "\n", -1);

    if (!*said)
        return refuse_line(ends, NULL, error);
    for (char **line = lines; *line && **line; line++) {
        g_auto(GStrv) fields = g_strsplit(*line, "\t", FIELDS);

        if (g_strv_length(fields) != FIELDS)
            return ph_refuse(error, PH_ERROR_ENVIRONMENT, "git log said what it never says");
        if (line == lines && !g_str_has_prefix(fields[FIRST_PARENT], base))
            return refuse_line(ends, fields[FIRST_PARENT], error);
        add_line(bisection, fields);
    }
    return TRUE;
}

gboolean ph_commit_range_add(const ph_bisect_ends *ends, ph_bisection *bisection, GError **error)
{
    g_autofree char *base = ph_checkout_resolve(ends->checkout, ends->base, error);
    g_autofree char *head = base ? ph_checkout_resolve(ends->checkout, ends->head, error) : NULL;
    g_autofree char *subject = head ? subject_of(ends->checkout, base, error) : NULL;
    g_autofree char *said = subject ? list(ends->checkout, base, head, error) : NULL;

    if (!said)
        return FALSE;
    ph_bisection_add_commit(bisection, base, subject);
    return add_lines(ends, base, said, bisection, error);
}
