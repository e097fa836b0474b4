/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "catalogue/archive_copying.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "catalogue/archive_content.h"
#include "platform/open_flags.h"
#include "platform/path.h"
#include "storage/durable.h"

enum { FILE_MODE = 0666, PIECE_BYTES = 64 * 1024 };

/* A chain that has other entries is another one, or was written anew. */
static gboolean is_earlier(const ph_catalogue *there, const ph_catalogue *here, GError **error)
{
    const GPtrArray *old = ph_catalogue_heads(there), *all = ph_catalogue_heads(here);

    for (guint i = 0; i < old->len; i++)
        if (i >= all->len || strcmp(old->pdata[i], all->pdata[i]) != 0)
            return ph_refuse(error, PH_ERROR_CHANGED,
                             "%s is no earlier state of %s: they differ from entry %u on; one of "
                             "them is of other archives, or was written anew",
                             ph_catalogue_path(there), ph_catalogue_path(here), i + 1);
    return TRUE;
}

static gboolean is_there(const char *path, const ph_kept_archive *archive)
{
    return ph_archive_is_whole(path, archive, NULL);
}

static gboolean pour(int from, ph_draft *draft)
{
    g_autofree char *piece = g_malloc(PIECE_BYTES);
    gssize length;

    while ((length = read(from, piece, PIECE_BYTES)) > 0)
        if (!ph_draft_write(draft, piece, (gsize)length))
            return FALSE;
    return length == 0 && ph_draft_sync(draft) && ph_draft_close(draft);
}

/* What is read here is held against the catalogue where it arrived. */
static gboolean copy_file(const char *from, const char *to, const ph_kept_archive *archive,
                          GError **error)
{
    const int descriptor = open(from, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    g_autoptr(ph_draft) draft = descriptor < 0 ? NULL : ph_draft_new(to, FILE_MODE);
    const gboolean is_copied = draft && pour(descriptor, draft);
    const int cause = errno;

    if (descriptor >= 0)
        (void)close(descriptor);
    if (!is_copied)
        return ph_refuse(error, PH_ERROR_STORAGE, "copying %s to %s: %s", from, to,
                         g_strerror(cause));
    if (!ph_archive_is_whole(ph_draft_name(draft), archive, error)) {
        g_prefix_error(error, "copying %s: ", from);
        return FALSE;
    }
    return ph_durable_place(draft, to, error);
}

static gboolean copy_archive(const ph_catalogue *catalogue, const ph_kept_archive *archive,
                             const char *to, GPtrArray *copied, ph_archive_copies *count,
                             GError **error)
{
    g_autofree char *from = ph_catalogue_file(catalogue, archive);
    g_autofree char *there = ph_path_join(to, archive->file, NULL);

    if (archive->is_expiring) {
        if (archive->expired_us == PH_CATALOGUE_NEVER || !g_file_test(there, G_FILE_TEST_EXISTS))
            return TRUE;
        count->deleted++;
        return ph_durable_remove(there, error);
    }
    if (is_there(there, archive)) {
        count->there++;
        return TRUE;
    }
    if (!ph_archive_is_whole(from, archive, error) || !copy_file(from, there, archive, error))
        return FALSE;
    g_ptr_array_add(copied, archive->id);
    count->copied++;
    return TRUE;
}

/* Once all of its archives are there. */
static gboolean copy_catalogue(const ph_catalogue *catalogue, const char *to, GError **error)
{
    g_autofree char *path = ph_path_join(to, PH_CATALOGUE_FILE, NULL);
    g_autofree char *text = NULL;
    g_autoptr(GError) cause = NULL;

    if (!g_file_get_contents(ph_catalogue_path(catalogue), &text, NULL, &cause))
        return ph_refuse(error, PH_ERROR_STORAGE, "reading %s", cause->message);
    return ph_durable_write(path, text, error);
}

static gboolean note(ph_catalogue *catalogue, const GPtrArray *copied, GError **error)
{
    return copied->len == 0 ||
           ph_catalogue_append(catalogue, ph_catalogue_entry(PH_CATALOGUE_COPY, copied), error);
}

/*
 * One that is damaged here keeps none of the others from being copied: the first is told at the
 * end.
 *
 * @return FALSE where it cannot go on.
 */
static gboolean copy_archives(const ph_catalogue *catalogue, const char *to, GPtrArray *copied,
                              ph_archive_copies *count, GError **ret_damage)
{
    const GPtrArray *archives = ph_catalogue_archives(catalogue);

    for (guint i = 0; i < archives->len; i++) {
        GError *cause = NULL;

        if (copy_archive(catalogue, archives->pdata[i], to, copied, count, &cause))
            continue;
        if (!g_error_matches(cause, PH_ERROR, PH_ERROR_CHANGED)) {
            g_clear_error(ret_damage);
            *ret_damage = cause;
            return FALSE;
        }
        if (*ret_damage)
            g_error_free(cause);
        else
            *ret_damage = cause;
    }
    return TRUE;
}

static gboolean is_other_folder(const char *here, const char *to, GError **error)
{
    GStatBuf a, b;

    if (g_stat(to, &b) != 0 || !S_ISDIR(b.st_mode))
        return ph_refuse(error, PH_ERROR_STORAGE,
                         "copying to %s: there is no such folder; make it where copies are to go, "
                         "or mount it",
                         to);
    return g_stat(here, &a) != 0 || a.st_dev != b.st_dev || a.st_ino != b.st_ino ||
           ph_refuse(error, PH_ERROR_STORAGE, "copying to %s: that is where the archives are", to);
}

gboolean ph_archives_copy(ph_catalogue *catalogue, const char *to, ph_archive_copies *ret,
                          GError **error)
{
    g_autoptr(GPtrArray) copied = g_ptr_array_new();
    g_autoptr(ph_catalogue) there = NULL;
    g_autoptr(GError) damage = NULL;
    gboolean is_done;

    *ret = (ph_archive_copies){ 0 };
    if (!is_other_folder(ph_catalogue_folder(catalogue), to, error))
        return FALSE;
    there = ph_catalogue_open(to, PH_CATALOGUE_WRITE, error);
    if (!there || !is_earlier(there, catalogue, error))
        return FALSE;
    is_done = copy_archives(catalogue, to, copied, ret, &damage);
    if (!note(catalogue, copied, error))
        return FALSE;
    if (is_done && ph_catalogue_heads(there)->len != ph_catalogue_heads(catalogue)->len &&
        !copy_catalogue(catalogue, to, error))
        return FALSE;
    if (!damage)
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&damage));
    return FALSE;
}
