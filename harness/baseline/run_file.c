/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "baseline/run_file.h"

#include "document/document.h"
#include "document/perf_document.h"

ph_run_file *ph_run_file_read(const char *path, const char *schemas, GError **error)
{
    g_autoptr(ph_run_file) file = g_new0(ph_run_file, 1);
    gsize length = 0;
    g_autofree char *text = ph_document_text(path, &length, error);

    if (!text)
        return NULL;
    file->path = g_strdup(path);
    file->sha256 = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)text, length);
    file->run = ph_perf_document_read(path, schemas, error);
    return file->run ? g_steal_pointer(&file) : NULL;
}

void ph_run_file_free(ph_run_file *file)
{
    g_clear_pointer(&file->run, ph_measurement_free);
    g_free(file->path);
    g_free(file->sha256);
    g_free(file);
}

static void free_file(gpointer file)
{
    ph_run_file_free(file);
}

GPtrArray *ph_run_files_new(void)
{
    return g_ptr_array_new_with_free_func(free_file);
}

GPtrArray *ph_run_files_runs(const GPtrArray *files)
{
    GPtrArray *runs = g_ptr_array_new();

    for (guint i = 0; i < files->len; i++)
        g_ptr_array_add(runs, ((ph_run_file *)files->pdata[i])->run);
    return runs;
}
