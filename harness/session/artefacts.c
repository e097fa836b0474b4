/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "session/artefacts.h"

#include <errno.h>
#include <glib/gstdio.h>

#include "error/error.h"
#include "storage/draft.h"
#include "storage/durable.h"

struct ph_artefacts {
    char *folder;
    ph_draft *log;
    gboolean is_folder_new;
};

static gboolean refuse(GError **error, const char *what, const char *path, const char *why)
{
    g_set_error(error, PH_ERROR, PH_ERROR_STORAGE, "%s %s: %s", what, path, why);
    return FALSE;
}

ph_artefacts *ph_artefacts_open(const char *folder, GError **error)
{
    g_autoptr(ph_artefacts) artefacts = g_new0(ph_artefacts, 1);
    g_autofree char *log = g_build_filename(folder, ".benchmark.log", NULL);

    artefacts->folder = g_strdup(folder);
    artefacts->is_folder_new = !g_file_test(folder, G_FILE_TEST_EXISTS);
    if (g_mkdir_with_parents(folder, 0777) != 0) {
        (void)refuse(error, "making the output folder", folder, g_strerror(errno));
        artefacts->is_folder_new = FALSE;
        return NULL;
    }
    artefacts->log = ph_draft_new(log, 0666);
    if (!artefacts->log || !ph_draft_stream(artefacts->log)) {
        (void)refuse(error, "writing to the output folder", folder, g_strerror(errno));
        return NULL;
    }
    return g_steal_pointer(&artefacts);
}

FILE *ph_artefacts_log(ph_artefacts *artefacts)
{
    return ph_draft_stream(artefacts->log);
}

static gboolean commit_log(ph_artefacts *artefacts, GError **error)
{
    g_autofree char *path = g_build_filename(artefacts->folder, "benchmark.log", NULL);

    return (ph_draft_flush(artefacts->log) && ph_draft_sync(artefacts->log) &&
            ph_draft_close(artefacts->log) && ph_draft_place(artefacts->log, path)) ||
           refuse(error, "writing", path, g_strerror(errno));
}

gboolean ph_artefacts_commit(ph_artefacts *artefacts, ph_artefact_texts texts, GError **error)
{
    g_autofree char *perf_json = g_build_filename(artefacts->folder, "perf.json", NULL);

    if (g_unlink(perf_json) != 0 && errno != ENOENT)
        return refuse(error, "replacing", perf_json, g_strerror(errno));
    if (!commit_log(artefacts, error) ||
        !ph_durable_write_in(artefacts->folder, "system-info.json", texts.system_info_json,
                             error) ||
        !ph_durable_write_in(artefacts->folder, "validation.log", texts.validation_log, error) ||
        !ph_durable_write_in(artefacts->folder, "perf.json", texts.perf_json, error))
        return FALSE;
    artefacts->is_folder_new = FALSE;
    return TRUE;
}

void ph_artefacts_free(ph_artefacts *artefacts)
{
    g_clear_pointer(&artefacts->log, ph_draft_free);
    if (artefacts->is_folder_new)
        (void)g_rmdir(artefacts->folder); /* Only when nothing is in it. */
    g_free(artefacts->folder);
    g_free(artefacts);
}
