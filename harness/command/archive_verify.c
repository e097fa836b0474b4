/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `perfharness archive verify`: every archive is what the catalogue has. */
#include <stdio.h>
#include <unistd.h>

#include "catalogue/archive_content.h"
#include "columns.h"
#include "command/archive_action.h"
#include "error/error.h"

/* What was looked at, and found. */
typedef struct looked {
    const ph_archive_request *request;
    const ph_catalogue *catalogue;
    GPtrArray *whole[2]; /* char *, borrowed: names; by whether they were decrypted, too. */
    GError *gravest;     /* The first of what is not as it was made; else what could not be read. */
} looked;

/* The gravest is the command's error; all else is told as it is found. */
static void take_fault(looked *all, GError *cause)
{
    const gboolean is_graver =
        !all->gravest || (ph_archive_status_of(cause) == PH_EXIT_REGRESSION &&
                          ph_archive_status_of(all->gravest) != PH_EXIT_REGRESSION);
    GError *other = is_graver ? all->gravest : cause;
    g_autofree char *text = other ? ph_error_printable(other->message) : NULL;

    if (is_graver)
        all->gravest = cause;
    if (text)
        ph_columns_print(stdout, 0, 2, "%s", text);
    g_clear_error(&other);
}

/* What is in it, where its key is here. */
static gboolean look_inside(const ph_kept_archive *archive, const char *path, const char *key,
                            GError **error)
{
    const int descriptor = ph_archive_open(path, archive, key, g_get_tmp_dir(), error);
    gboolean is_good;

    if (descriptor < 0)
        return FALSE;
    is_good = ph_archive_inspect(descriptor, archive, error);
    (void)close(descriptor);
    return is_good;
}

static void look_at(looked *all, ph_kept_archive *archive)
{
    g_autofree char *path = ph_catalogue_file(all->catalogue, archive);
    g_autofree char *key = ph_archive_key_of(all->request, archive);
    const gboolean is_open = !archive->key || key;
    GError *cause = NULL;

    if (!ph_archive_is_whole(path, archive, &cause) ||
        (is_open && !look_inside(archive, path, key, &cause))) {
        take_fault(all, cause);
        return;
    }
    g_ptr_array_add(all->whole[is_open], archive->id);
    ph_columns_print(stdout, 0, 2, "%s: whole%s", archive->id,
                     is_open ? ", and holds what was packed" : "; its key is not here");
}

static void look_at_all(looked *all)
{
    const GPtrArray *archives = ph_catalogue_archives(all->catalogue);
    g_autoptr(GPtrArray) strays = ph_catalogue_strays(all->catalogue);

    for (guint i = 0; i < archives->len; i++) {
        ph_kept_archive *archive = archives->pdata[i];

        if (!ph_archive_tell_gone(archive))
            look_at(all, archive);
    }
    for (guint i = 0; i < strays->len; i++)
        ph_columns_print(stdout, 0, 2,
                         "%s: the catalogue does not have it: making it, or deleting it, was cut "
                         "short",
                         (const char *)strays->pdata[i]);
}

/* When each was last whole is what an audit asks for. */
static gboolean note(ph_catalogue *catalogue, const looked *all, GError **error)
{
    for (guint is_open = 0; is_open < 2; is_open++) {
        const GPtrArray *whole = all->whole[is_open];
        cJSON *entry;

        if (whole->len == 0)
            continue;
        entry = ph_catalogue_entry(PH_CATALOGUE_VERIFY, whole);
        cJSON_AddBoolToObject(entry, "with_key", is_open == 1);
        if (!ph_catalogue_append(catalogue, entry, error))
            return FALSE;
    }
    return TRUE;
}

ph_exit ph_archive_action_verify(const ph_archive_request *request, GError **error)
{
    gboolean may_note;
    g_autoptr(ph_catalogue) catalogue = NULL;
    g_autoptr(GPtrArray) closed = g_ptr_array_new(), opened = g_ptr_array_new();
    looked all = { .request = request, .whole = { closed, opened } };
    ph_exit status;

    catalogue = ph_archive_open_noting(request, &may_note, &all.gravest);
    all.catalogue = catalogue;
    if (catalogue)
        look_at_all(&all);
    status = all.gravest ? ph_archive_status_of(all.gravest) : PH_EXIT_PASS;
    if (catalogue && may_note && !note(catalogue, &all, all.gravest ? NULL : error))
        return status == PH_EXIT_PASS ? PH_EXIT_FAILED : status;
    if (all.gravest)
        g_propagate_error(error, all.gravest);
    else
        ph_columns_print(stdout, 0, 2, "%s: whole, %u entr%s", ph_catalogue_path(catalogue),
                         ph_catalogue_heads(catalogue)->len,
                         ph_catalogue_heads(catalogue)->len == 1 ? "y" : "ies");
    return status;
}
