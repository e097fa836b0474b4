/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "session/text_lines.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "error/error.h"
#include "session/regular_file.h"

enum { READ_BYTES = 256 * 1024 };

struct ph_text_lines {
    char *what;
    char *path;
    int descriptor;
    gsize longest;
    guint64 count;
    char *bytes; /* What was read last, */
    gsize at;    /* and how far it was taken. */
    gsize length;
    GString *line; /* One that goes on behind that, or ends there. */
};

static gboolean refuse_file(const ph_text_lines *lines, GError **error)
{
    return ph_refuse(error, PH_ERROR_DATA, "%s %s: %s", lines->what, lines->path,
                     g_strerror(errno));
}

ph_text_lines *ph_text_lines_open(const char *what, const char *path, gsize longest, GError **error)
{
    g_autoptr(ph_text_lines) lines = NULL;

    if (!ph_regular_file_check(what, path, NULL, error))
        return NULL;
    lines = g_new0(ph_text_lines, 1);
    lines->what = g_strdup(what);
    lines->path = g_strdup(path);
    lines->longest = longest;
    lines->line = g_string_new(NULL);
    lines->bytes = g_malloc(READ_BYTES);
    lines->descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (lines->descriptor < 0) {
        (void)refuse_file(lines, error);
        return NULL;
    }
    return g_steal_pointer(&lines);
}

/* FALSE without an error: there is no more. */
static gboolean read_more(ph_text_lines *lines, GError **error)
{
    ssize_t length;

    do
        length = read(lines->descriptor, lines->bytes, READ_BYTES);
    while (length < 0 && errno == EINTR);
    lines->at = 0;
    lines->length = length > 0 ? (gsize)length : 0;
    if (length < 0)
        (void)refuse_file(lines, error);
    return length > 0;
}

/* As much of a line as is there, up to the longest. TRUE: it ends there. */
static gboolean take_part(ph_text_lines *lines, ph_text_line *ret)
{
    const char *begin = lines->bytes + lines->at;
    const char *end = memchr(begin, '\n', lines->length - lines->at);
    const gsize part = end ? (gsize)(end - begin) : lines->length - lines->at;
    const gsize room = lines->longest - lines->line->len;

    g_string_append_len(lines->line, begin, (gssize)MIN(part, room));
    ret->is_too_long = ret->is_too_long || part > room;
    lines->at += part + (end ? 1 : 0);
    return end != NULL;
}

gboolean ph_text_lines_next(ph_text_lines *lines, ph_text_line *ret, GError **error)
{
    gboolean has_begun = FALSE;
    GError *cause = NULL;

    *ret = (ph_text_line){ .number = lines->count + 1 };
    g_string_truncate(lines->line, 0);
    for (;;) {
        if (lines->at == lines->length && !read_more(lines, &cause))
            break;
        has_begun = TRUE;
        if (take_part(lines, ret))
            break;
    }
    if (cause) {
        g_propagate_error(error, cause);
        return FALSE;
    }
    lines->count += has_begun ? 1 : 0;
    ret->text = lines->line->str;
    ret->length = lines->line->len;
    return has_begun;
}

void ph_text_lines_free(ph_text_lines *lines)
{
    if (lines->descriptor >= 0)
        (void)close(lines->descriptor);
    g_string_free(lines->line, TRUE);
    g_free(lines->bytes);
    g_free(lines->what);
    g_free(lines->path);
    g_free(lines);
}
