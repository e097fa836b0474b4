/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "storage/file_digest.h"

#include <errno.h>
#include <unistd.h>

#include "error/error.h"
#include "platform/open_flags.h"

enum { PIECE_BYTES = 1024 * 1024 };

static char *refuse(const char *name, GError **error)
{
    (void)ph_refuse(error, PH_ERROR_STORAGE, "reading %s: %s", name, g_strerror(errno));
    return NULL;
}

char *ph_file_digest_open(int descriptor, const char *name, uint64_t *ret_bytes, GError **error)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autofree guchar *piece = g_malloc(PIECE_BYTES);
    gssize length = lseek(descriptor, 0, SEEK_SET) < 0 ? -1 : 1;

    *ret_bytes = 0;
    while (length > 0 && (length = read(descriptor, piece, PIECE_BYTES)) > 0) {
        g_checksum_update(checksum, piece, length);
        *ret_bytes += (uint64_t)length;
    }
    return length == 0 ? g_strdup(g_checksum_get_string(checksum)) : refuse(name, error);
}

char *ph_file_digest(const char *path, uint64_t *ret_bytes, GError **error)
{
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    char *digest;

    *ret_bytes = 0;
    if (descriptor < 0)
        return refuse(path, error);
    digest = ph_file_digest_open(descriptor, path, ret_bytes, error);
    (void)close(descriptor);
    return digest;
}
