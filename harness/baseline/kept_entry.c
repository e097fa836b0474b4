/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "baseline/kept_entry.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

#include "document/document.h"
#include "document/json_member.h"
#include "document/seal.h"
#include "platform/path.h"
#include "storage/durable.h"

static char *beside(const char *perf_path, const char *name)
{
    g_autofree char *folder = g_path_get_dirname(perf_path);

    return ph_path_join(folder, name, NULL);
}

gboolean ph_kept_entry_write(const char *perf_path, const ph_baseline *entry,
                             const char **ret_why_not, GError **error)
{
    g_autofree char *path = beside(perf_path, "baseline.json");
    g_autofree char *histories = beside(perf_path, "baselines");
    g_autofree char *text = NULL;
    char *printed;

    *ret_why_not = NULL;
    if (g_file_test(histories, G_FILE_TEST_IS_DIR))
        *ret_why_not = "\"baselines\" stands beside it, so that it would be that folder's";
    else if (!ph_durable_may_write(path))
        *ret_why_not = "it may not be written there";
    if (*ret_why_not)
        return TRUE;
    printed = ph_baseline_text(entry);
    text = g_strconcat(printed, "\n", NULL);
    cJSON_free(printed);
    return ph_durable_write(path, text, error);
}

gboolean ph_kept_entry_read(const char *perf_path, char **ret_sha256)
{
    g_autofree char *path = beside(perf_path, "baseline.json");
    GStatBuf status;
    cJSON *document;

    *ret_sha256 = NULL;
    if (g_lstat(path, &status) != 0)
        return FALSE;
    /* A link or a pipe is none of our making, and is not opened. */
    document = S_ISREG(status.st_mode) ? ph_document_read(path, NULL) : NULL;
    *ret_sha256 = g_strdup(ph_json_text(document, PH_SEAL_MEMBER));
    cJSON_Delete(document);
    return TRUE;
}
