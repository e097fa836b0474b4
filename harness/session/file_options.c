/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "session/file_options.h"

#include <errno.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "error/error.h"
#include "measure/stored_data.h"
#include "settings/file_size.h"
#include "storage/nameless_file.h"
#include "system/system_info.h"

#define USUAL_SIZE "256MiB"

static char *size_text;
static char *folder_text;
static gboolean is_own_asked;

const GOptionEntry ph_file_entries[] = {
    { "file-size", 0, 0, G_OPTION_ARG_STRING, &size_text,
      "Records in each file of a workload file-…: 256MiB, 1GiB, or a multiple of memory, "
      "4x-memory (default: the suite's, else " USUAL_SIZE ")",
      "SIZE" },
    { "file-dir", 0, 0, G_OPTION_ARG_FILENAME, &folder_text,
      "Where such files are made, and what is made of a file; nothing of them is left (default: "
      "here)",
      "FOLDER" },
    { "from-disk", 0, 0, G_OPTION_ARG_NONE, &is_own_asked,
      "Decode the file of --data from its disk, too, in the page cache and not", NULL },
    G_OPTION_ENTRY_NULL
};

const char *ph_file_option_given(void)
{
    return size_text ? "--file-size" : folder_text ? "--file-dir" : NULL;
}

gboolean ph_file_own_is_asked(void)
{
    return is_own_asked;
}

char **ph_file_values(const char *option)
{
    return g_strcmp0(option, "file-size") == 0 ? g_strsplit(USUAL_SIZE " 1GiB 4x-memory", " ", -1)
                                               : NULL;
}

/* Of what is measured, whose pages count there as well. */
static guint64 limit_bytes = G_MAXUINT64;

void ph_file_limit_memory(guint64 bytes)
{
    limit_bytes = bytes;
}

static guint64 memory_of_run(void)
{
    const guint64 memory = ph_system_memory_bytes();

    return limit_bytes == G_MAXUINT64 ? memory : memory ? MIN(memory, limit_bytes) : limit_bytes;
}

static gboolean resolve(const ph_file_size *size, guint64 *ret, GError **error)
{
    const guint64 memory = size->memory_multiple > 0.0 ? memory_of_run() : 0;

    *ret = size->memory_multiple > 0.0 ? (guint64)(size->memory_multiple * (double)memory)
                                       : size->bytes;
    return *ret > 0 || ph_refuse(error, PH_ERROR_ENVIRONMENT,
                                 "--file-size: nobody says how much memory there is: name a size "
                                 "in GiB");
}

ph_stored_files *ph_stored_files_new(const ph_suite *suite, GError **error)
{
    const char *text = size_text                   ? size_text
                       : suite && suite->file_size ? suite->file_size
                                                   : USUAL_SIZE;
    g_autoptr(ph_stored_files) files = g_new0(ph_stored_files, 1);
    ph_file_size size;

    files->data = g_ptr_array_new_with_free_func((GDestroyNotify)ph_stored_data_free);
    files->folder = g_strdup(folder_text ? folder_text : ".");
    if (!ph_file_size_read(text, &size)) {
        g_autofree char *shown = ph_error_printable(text);

        (void)ph_refuse(error, PH_ERROR_USAGE,
                        "--file-size \"%s\": a size such as 256MiB, 1GiB or 4x-memory was expected",
                        shown);
        return NULL;
    }
    return resolve(&size, &files->bytes, error) ? g_steal_pointer(&files) : NULL;
}

void ph_stored_files_free(ph_stored_files *files)
{
    g_clear_pointer(&files->data, g_ptr_array_unref);
    g_free(files->folder);
    g_free(files);
}

ph_stored_data *ph_stored_files_add(ph_stored_files *files, const ph_workload *workload)
{
    ph_stored_data *data = ph_stored_data_new(files->folder, workload, files->bytes);

    g_ptr_array_add(files->data, data);
    return data;
}

/* Subjects are handed fixed records as they are, and others behind a word with their length: as
 * they stand in such files alone. */
static gboolean check_own(const ph_own_data *own, GError **error)
{
    if (own->layout_policy != PH_LAYOUT_POLICY_VOID)
        return ph_refuse(
            error, PH_ERROR_USAGE,
            "--from-disk and --layout-differs %s: from a disk only what is laid out as "
            "the copybook says is measured",
            ph_layout_policies[own->layout_policy]);
    return strcmp(own->record_format, ph_record_formats[PH_FRAMING_FIXED]) == 0 ||
           strcmp(own->record_format, ph_record_formats[PH_FRAMING_RDW_PAYLOAD]) == 0 ||
           ph_refuse(error, PH_ERROR_USAGE,
                     "--from-disk and --record-format %s: libraries read %s and %s from a file by "
                     "themselves; `perfharness run` without --from-disk measures all in memory",
                     own->record_format, ph_record_formats[PH_FRAMING_FIXED],
                     ph_record_formats[PH_FRAMING_RDW_PAYLOAD]);
}

ph_stored_data *ph_stored_files_add_own(ph_stored_files *files, const ph_own_data *own,
                                        GError **error)
{
    ph_stored_data *data =
        check_own(own, error) ? ph_stored_data_new_own(files->folder, own, error) : NULL;

    if (data)
        g_ptr_array_add(files->data, data);
    return data;
}

/* NULL: there is none. */
static ph_own_file *own_of(const ph_stored_files *files)
{
    for (guint i = 0; i < files->data->len; i++) {
        const ph_stored_data *data = files->data->pdata[i];

        if (data->own)
            return data->own;
    }
    return NULL;
}

gboolean ph_stored_files_has_made(const ph_stored_files *files)
{
    return files->data->len > (own_of(files) ? 1 : 0);
}

/* All inputs stay as long as it is measured; of what is made of them, the largest. */
static guint64 need(const ph_stored_files *files)
{
    guint64 inputs = 0, output = 0;

    for (guint i = 0; i < files->data->len; i++) {
        inputs += ph_stored_data_input_need(files->data->pdata[i]);
        output = MAX(output, ph_stored_data_output_need(files->data->pdata[i]));
    }
    return inputs + output;
}

static gboolean fail(const ph_stored_files *files, const char *reason, GError **error)
{
    g_autofree char *shown = ph_error_printable(files->folder);

    return ph_refuse(error, PH_ERROR_STORAGE,
                     "no file can be made in %s: %s; --file-dir names another folder", shown,
                     reason);
}

static gboolean check_room(const ph_stored_files *files, GError **error)
{
    const guint64 needed = need(files);
    g_autofree char *shown = ph_error_printable(files->folder);
    struct statvfs status;

    if (statvfs(files->folder, &status) != 0)
        return fail(files, g_strerror(errno), error);
    const guint64 free_bytes = (guint64)status.f_bavail * status.f_frsize;
    if (free_bytes >= needed)
        return TRUE;
    g_autofree char *need_text = ph_stored_size_text(needed);
    g_autofree char *free_text = ph_stored_size_text(free_bytes);
    return ph_refuse(error, PH_ERROR_STORAGE,
                     "too little room in %s: the files and what is made of them take about %s, and "
                     "%s are free; --file-dir names another folder, --file-size makes them smaller",
                     shown, need_text, free_text);
}

gboolean ph_stored_files_check(const ph_stored_files *files, GError **error)
{
    g_autoptr(GError) cause = NULL;
    int descriptor;

    if (files->data->len == 0)
        return TRUE;
    descriptor = ph_nameless_file_new(files->folder, &cause);
    if (descriptor < 0)
        return fail(files, cause->message, error);
    (void)close(descriptor);
    return check_room(files, error);
}

gboolean ph_stored_files_survey(const ph_stored_files *files, const ph_worker_host *host,
                                GError **error)
{
    ph_own_file *own = own_of(files);

    return !own || (ph_own_file_survey(own, host, error) && check_room(files, error));
}

/* Without the name: what a user calls his folders is nobody's who reads the figures. */
static cJSON *storage_of(const char *path)
{
    cJSON *storage = ph_system_storage(path);

    cJSON_DeleteItemFromObjectCaseSensitive(storage, "path");
    return storage;
}

void ph_stored_files_record(const ph_stored_files *files, ph_stored_facts *ret)
{
    const ph_own_file *own = own_of(files);

    if (files->data->len == 0)
        return;
    if (ph_stored_files_has_made(files))
        ret->file_bytes = files->bytes;
    ret->memory_bytes = memory_of_run();
    ret->storage = storage_of(files->folder);
    if (!own)
        return;
    ret->own_bytes = ph_own_file_bytes(own);
    ret->own_storage = storage_of(own->data->data);
}
