/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "system/kernel_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "error/error.h"
#include "perfharness/require.h"

#define TEXT_BYTES_MAX  ((gsize)1 << 20)
#define HEAD_BYTES_MAX  ((gsize)16 << 10)
#define VALUE_BYTES_MAX ((gsize)4096)

static void fail(GError **error, const char *root, const char *path, const char *reason)
{
    g_set_error(error, PH_ERROR, PH_ERROR_ENVIRONMENT, "%s%s: %s", root, path, reason);
}

/* Read at most limit bytes. 0, or an errno. */
static int read_bytes(int fd, GString *bytes, gsize limit)
{
    char chunk[4096];

    while (bytes->len < limit) {
        const ssize_t got = read(fd, chunk, MIN(sizeof(chunk), limit - bytes->len));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return errno;
        if (got == 0)
            return 0;
        g_string_append_len(bytes, chunk, got);
    }
    return 0;
}

/* Does not block on a FIFO that stands where a file should. 0, or an errno. */
static int read_file(const char *root, const char *path, GString *bytes, gsize limit)
{
    g_autofree char *full_path = g_strconcat(root, path, NULL);
    const int fd = open(full_path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

    if (fd < 0)
        return errno;
    const int status = read_bytes(fd, bytes, limit);
    close(fd);
    return status;
}

static char *read_text(const char *root, const char *path, gsize limit, int *error_number,
                       GError **error)
{
    g_autoptr(GString) bytes = g_string_new(NULL);
    const int status = read_file(root, path, bytes, limit + 1);

    if (error_number)
        *error_number = status;
    if (status != 0)
        fail(error, root, path, g_strerror(status));
    else if (bytes->len > limit)
        fail(error, root, path, "too long");
    else if (memchr(bytes->str, '\0', bytes->len))
        fail(error, root, path, "not text");
    else
        return g_string_free(g_steal_pointer(&bytes), FALSE);
    return NULL;
}

char *ph_kernel_file_text(const char *root, const char *path, int *error_number, GError **error)
{
    PH_REQUIRE(path[0] == '/');

    return read_text(root, path, TEXT_BYTES_MAX, error_number, error);
}

char *ph_kernel_file_head(const char *root, const char *path, GError **error)
{
    PH_REQUIRE(path[0] == '/');

    g_autoptr(GString) bytes = g_string_new(NULL);
    const int status = read_file(root, path, bytes, HEAD_BYTES_MAX);

    if (status != 0) {
        fail(error, root, path, g_strerror(status));
        return NULL;
    }
    const char *last_newline = g_strrstr_len(bytes->str, (gssize)bytes->len, "\n");
    g_string_truncate(bytes, last_newline ? (gsize)(last_newline - bytes->str) : 0);
    return g_string_free(g_steal_pointer(&bytes), FALSE);
}

char *ph_kernel_file_value(const char *root, const char *path, GError **error)
{
    g_autofree char *text = read_text(root, path, VALUE_BYTES_MAX, NULL, error);

    if (!text)
        return NULL;
    g_strstrip(text);
    if (!*text)
        fail(error, root, path, "empty");
    else if (strchr(text, '\n'))
        fail(error, root, path, "more than one line");
    else if (!g_utf8_validate(text, -1, NULL))
        fail(error, root, path, "not UTF-8 text");
    else
        return g_steal_pointer(&text);
    return NULL;
}

char *ph_kernel_file_choice(const char *root, const char *path, GError **error)
{
    g_autofree char *choices = ph_kernel_file_value(root, path, error);
    const char *begin = choices ? strchr(choices, '[') : NULL;
    const char *end = begin ? strchr(begin, ']') : NULL;

    if (end)
        return g_strndup(begin + 1, (gsize)(end - begin - 1));
    if (choices)
        fail(error, root, path, "nothing in brackets");
    return NULL;
}

gboolean ph_kernel_file_integer(const char *root, const char *path, gint64 min, gint64 max,
                                gint64 *ret, GError **error)
{
    PH_REQUIRE(min <= max);

    g_autofree char *text = ph_kernel_file_value(root, path, error);

    if (!text)
        return FALSE;
    if (!g_ascii_string_to_signed(text, 10, min, max, ret, NULL)) {
        g_set_error(error, PH_ERROR, PH_ERROR_ENVIRONMENT,
                    "%s%s: \"%.40s\" is not a whole number from %" G_GINT64_FORMAT
                    " to %" G_GINT64_FORMAT,
                    root, path, text, min, max);
        return FALSE;
    }
    return TRUE;
}

char *ph_text_field(const char *text, const char *key)
{
    const size_t key_length = strlen(key);

    for (const char *line = text; *line;) {
        const char *end = line + strcspn(line, "\n");
        const char *after = line + key_length;
        if (strncmp(line, key, key_length) == 0) {
            while (*after == ' ' || *after == '\t')
                after++;
            if (*after == ':')
                return g_strstrip(g_strndup(after + 1, (gsize)(end - after - 1)));
        }
        line = *end ? end + 1 : end;
    }
    return NULL;
}
