/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "session/artefacts.h"

#include <errno.h>
#include <glib/gstdio.h>

#include "error/error.h"
#include "perfharness/require.h"
#include "platform/path.h"
#include "storage/draft.h"
#include "storage/durable.h"

/* In the order they take their places in. */
enum { LOG, SYSTEM_INFO, VALIDATION, PERF_JSON, FILES };

static const char *const names[FILES] = { "benchmark.log", "system-info.json", "validation.log",
                                          "perf.json" };

struct ph_artefacts {
    char *folder;
    ph_draft *drafts[FILES]; /* NULL: not begun yet. */
    guint placed;            /* So many have their names, ... */
    guint tried;             /* ... and so many may have them. */
    gboolean is_folder_new;
};

static char *path_of(const ph_artefacts *artefacts, guint i)
{
    return ph_path_join(artefacts->folder, names[i], NULL);
}

static gboolean refuse(GError **error, const char *what, const char *path, const char *why)
{
    return ph_refuse(error, PH_ERROR_STORAGE, "%s %s: %s", what, path, why);
}

ph_artefacts *ph_artefacts_open(const char *folder, GError **error)
{
    g_autoptr(ph_artefacts) artefacts = g_new0(ph_artefacts, 1);
    g_autofree char *log = ph_path_join(folder, ".benchmark.log", NULL);

    artefacts->folder = g_strdup(folder);
    artefacts->is_folder_new = !g_file_test(folder, G_FILE_TEST_EXISTS);
    if (g_mkdir_with_parents(folder, 0777) != 0) {
        (void)refuse(error, "making the output folder", folder, g_strerror(errno));
        artefacts->is_folder_new = FALSE;
        return NULL;
    }
    artefacts->drafts[LOG] = ph_draft_new(log, 0666);
    if (!artefacts->drafts[LOG] || !ph_draft_stream(artefacts->drafts[LOG])) {
        (void)refuse(error, "writing to the output folder", folder, g_strerror(errno));
        return NULL;
    }
    return g_steal_pointer(&artefacts);
}

FILE *ph_artefacts_log(ph_artefacts *artefacts)
{
    return ph_draft_stream(artefacts->drafts[LOG]);
}

/* All of the log is on disk, under the name that it has so far. */
static gboolean finish_log(ph_artefacts *artefacts, GError **error)
{
    g_autofree char *path = path_of(artefacts, LOG);

    return (ph_draft_flush(artefacts->drafts[LOG]) && ph_draft_sync(artefacts->drafts[LOG]) &&
            ph_draft_close(artefacts->drafts[LOG])) ||
           refuse(error, "writing", path, g_strerror(errno));
}

static gboolean write_draft(ph_artefacts *artefacts, guint i, const char *text, GError **error)
{
    g_autofree char *path = path_of(artefacts, i);

    artefacts->drafts[i] = ph_durable_draft(path, ph_durable_text(text), error);
    if (!artefacts->drafts[i])
        g_prefix_error(error, "writing %s: ", path);
    return artefacts->drafts[i] != NULL;
}

static gboolean place(ph_artefacts *artefacts, GError **error)
{
    g_autofree char *perf_json = path_of(artefacts, PERF_JSON);

    if (g_unlink(perf_json) != 0 && errno != ENOENT)
        return refuse(error, "replacing", perf_json, g_strerror(errno));
    for (; artefacts->placed < FILES; artefacts->placed++) {
        g_autofree char *path = path_of(artefacts, artefacts->placed);

        artefacts->tried = artefacts->placed + 1;
        if (ph_durable_place(artefacts->drafts[artefacts->placed], path, error))
            continue;
        g_prefix_error(error, "writing %s: ", path);
        return FALSE;
    }
    return TRUE;
}

/* What a full disk does not take, it does not take in the place of what was there. */
gboolean ph_artefacts_commit(ph_artefacts *artefacts, ph_artefact_texts texts, GError **error)
{
    PH_REQUIRE(texts.system_info_json && texts.validation_log && texts.perf_json);

    return finish_log(artefacts, error) &&
           write_draft(artefacts, SYSTEM_INFO, texts.system_info_json, error) &&
           write_draft(artefacts, VALIDATION, texts.validation_log, error) &&
           write_draft(artefacts, PERF_JSON, texts.perf_json, error) && place(artefacts, error);
}

/* Of a folder that was made for them; what others put there stays. */
static void remove_placed(const ph_artefacts *artefacts)
{
    for (guint i = 0; i < artefacts->tried; i++) {
        g_autofree char *path = path_of(artefacts, i);

        (void)g_unlink(path);
    }
    (void)g_rmdir(artefacts->folder);
}

void ph_artefacts_free(ph_artefacts *artefacts)
{
    for (guint i = 0; i < FILES; i++)
        g_clear_pointer(&artefacts->drafts[i], ph_draft_free);
    if (artefacts->is_folder_new && artefacts->placed < FILES)
        remove_placed(artefacts);
    g_free(artefacts->folder);
    g_free(artefacts);
}
