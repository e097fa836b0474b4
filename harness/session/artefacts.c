/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "session/artefacts.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "error/error.h"
#include "storage/durable.h"

struct ph_artefacts {
    char *folder;
    char *partial_log; /* NULL once it is in place. */
    FILE *log;
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
    int descriptor;

    artefacts->folder = g_strdup(folder);
    artefacts->is_folder_new = !g_file_test(folder, G_FILE_TEST_EXISTS);
    if (g_mkdir_with_parents(folder, 0777) != 0) {
        (void)refuse(error, "making the output folder", folder, g_strerror(errno));
        artefacts->is_folder_new = FALSE;
        return NULL;
    }
    artefacts->partial_log = g_build_filename(folder, ".benchmark.log.XXXXXX", NULL);
    descriptor = g_mkstemp_full(artefacts->partial_log, O_RDWR | O_CLOEXEC, 0666);
    artefacts->log = descriptor < 0 ? NULL : fdopen(descriptor, "w");
    if (!artefacts->log) {
        (void)refuse(error, "writing to the output folder", folder, g_strerror(errno));
        g_clear_pointer(&artefacts->partial_log, g_free);
        return NULL;
    }
    return g_steal_pointer(&artefacts);
}

FILE *ph_artefacts_log(ph_artefacts *artefacts)
{
    return artefacts->log;
}

static gboolean commit_log(ph_artefacts *artefacts, GError **error)
{
    g_autofree char *path = g_build_filename(artefacts->folder, "benchmark.log", NULL);
    gboolean has_failed = fflush(artefacts->log) != 0 || ferror(artefacts->log) != 0 ||
                          fsync(fileno(artefacts->log)) != 0;

    has_failed |= fclose(artefacts->log) != 0;
    artefacts->log = NULL;
    if (has_failed || g_rename(artefacts->partial_log, path) != 0)
        return refuse(error, "writing", path, g_strerror(errno));
    g_clear_pointer(&artefacts->partial_log, g_free);
    return TRUE;
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
    if (artefacts->log)
        (void)fclose(artefacts->log);
    if (artefacts->partial_log)
        (void)g_unlink(artefacts->partial_log);
    if (artefacts->is_folder_new)
        (void)g_rmdir(artefacts->folder); /* Only when nothing is in it. */
    g_free(artefacts->partial_log);
    g_free(artefacts->folder);
    g_free(artefacts);
}
