/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "measure/own_file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "error/error.h"
#include "measure/discover.h"
#include "model/stored.h"
#include "protocol/lines.h"
#include "storage/nameless_file.h"
#include "storage/page_cache.h"

/* Of records that are looked at at once. */
enum { CHUNK_BYTES = 256 * 1024 };

static gboolean refuse(const ph_own_data *data, GError **error, const char *reason)
{
    return ph_refuse(error, PH_ERROR_DATA, "data file %s: %s", data->data, reason);
}

static gboolean check_size(const ph_own_file *file, GError **error)
{
    g_autofree char *size = NULL, *least = NULL;

    if (ph_own_file_bytes(file) >= PH_OWN_FILE_BYTES_MIN)
        return TRUE;
    size = ph_stored_size_text(ph_own_file_bytes(file));
    least = ph_stored_size_text(PH_OWN_FILE_BYTES_MIN);
    return ph_refuse(error, PH_ERROR_DATA,
                     "data file %s has %s, and from a disk no less than %s is measured: without "
                     "--from-disk it is measured in memory",
                     file->data->data, size, least);
}

/* It was looked at before: what is no regular file is not opened. */
static gboolean open_file(ph_own_file *file, GError **error)
{
    file->descriptor = open(file->data->data, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (file->descriptor < 0 || fstat(file->descriptor, &file->status) != 0)
        return refuse(file->data, error, g_strerror(errno));
    if (!S_ISREG(file->status.st_mode))
        return refuse(file->data, error, "it is not a regular file");
    if (!check_size(file, error))
        return FALSE;
    return ph_page_cache_is_told(file->descriptor) ||
           refuse(file->data, error,
                  "the kernel says how much of it is in the page cache only to its owner, or who "
                  "may write to it: measure a copy of your own");
}

ph_own_file *ph_own_file_new(const ph_own_data *data, GError **error)
{
    ph_own_file *file = g_new0(ph_own_file, 1);

    file->data = data;
    if (open_file(file, error))
        return file;
    ph_own_file_free(file);
    return NULL;
}

void ph_own_file_free(ph_own_file *file)
{
    if (file->descriptor >= 0)
        (void)close(file->descriptor);
    g_free(file);
}

uint64_t ph_own_file_bytes(const ph_own_file *file)
{
    return (uint64_t)file->status.st_size;
}

static gboolean is_same_time(struct timespec a, struct timespec b)
{
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

gboolean ph_own_file_check(const ph_own_file *file, GError **error)
{
    const char *path = file->data->data;
    struct stat now, named;

    if (fstat(file->descriptor, &now) != 0)
        return refuse(file->data, error, g_strerror(errno));
    if (now.st_size != file->status.st_size)
        return ph_refuse(error, PH_ERROR_DATA,
                         "data file %s changed while it was measured: it had %" G_GUINT64_FORMAT
                         " bytes, and has %" G_GUINT64_FORMAT " now",
                         path, ph_own_file_bytes(file), (guint64)now.st_size);
    if (!is_same_time(now.st_mtim, file->status.st_mtim))
        return ph_refuse(error, PH_ERROR_DATA,
                         "data file %s changed while it was measured: somebody wrote to it", path);
    if (stat(path, &named) != 0 || named.st_dev != now.st_dev || named.st_ino != now.st_ino)
        return ph_refuse(error, PH_ERROR_DATA,
                         "data file %s changed while it was measured: it is not there any more, or "
                         "another file is in its place",
                         path);
    return TRUE;
}

static GPtrArray *make_arguments(const ph_own_file *file, const char *writer)
{
    GPtrArray *arguments = g_ptr_array_new_with_free_func(g_free);

    ph_worker_add_command(arguments, PH_WORKER_COMMAND_PROVE);
    ph_add_own_data_arguments(arguments, file->data);
    if (!file->data->is_check_all)
        ph_worker_add_flag(arguments, PH_WORKER_OPTION_CHECK_ALL);
    ph_worker_add_number(arguments, PH_WORKER_OPTION_INPUT_BYTES, CHUNK_BYTES);
    ph_worker_add_number(arguments, PH_WORKER_OPTION_CHUNK_BYTES, CHUNK_BYTES);
    if (writer)
        ph_worker_add_option(arguments, PH_WORKER_OPTION_LINES_OF, writer);
    g_ptr_array_add(arguments, NULL);
    return arguments;
}

/* What was proven; NULL and error: nothing was. Borrowed. */
static const cJSON *read_answer(const ph_worker_outcome *outcome, GError **error)
{
    const cJSON *refused = ph_worker_event(outcome, PH_EVENT_REFUSED);
    const cJSON *proven = ph_worker_event(outcome, PH_EVENT_PROVEN);

    if (ph_worker_is_stopped(outcome->end, error))
        return NULL;
    if (refused)
        (void)ph_refuse(error, PH_ERROR_DATA, "%s", ph_event_text(refused, "reason"));
    else if (outcome->end != PH_WORKER_COMPLETE || !proven)
        (void)ph_refuse(error, PH_ERROR_ENVIRONMENT,
                        "the process that looks at your records and what is made of them %s",
                        outcome->how ? outcome->how : "said nothing");
    else
        return proven;
    return NULL;
}

static gboolean run(const ph_own_file *file, const ph_worker_host *host, const char *writer,
                    const ph_passed_descriptor *lines, ph_worker_outcome *ret, GError **error)
{
    g_autoptr(GPtrArray) arguments = make_arguments(file, writer);

    return ph_worker_run_passing(host, (const char *const *)arguments->pdata, lines, ret, error);
}

gboolean ph_own_file_survey(ph_own_file *file, const ph_worker_host *host, GError **error)
{
    g_auto(ph_worker_outcome) outcome = { 0 };
    const cJSON *answer;

    if (!run(file, host, NULL, NULL, &outcome, error))
        return FALSE;
    answer = read_answer(&outcome, error);
    if (!answer)
        return FALSE;
    file->records = ph_event_count(answer, "records");
    file->has_floats = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(answer, "floats"));
    file->line_factor =
        ph_event_number(answer, "line_bytes") / MAX(ph_event_number(answer, "bytes"), 1.0);
    return ph_own_file_check(file, error);
}

gboolean ph_own_file_prove(const ph_own_file *file, const ph_worker_host *host, const char *writer,
                           int lines, char **ret_wrong, GError **error)
{
    g_auto(ph_worker_outcome) outcome = { 0 };
    ph_passed_descriptor passed = { ph_nameless_file_open(lines, O_RDONLY, error),
                                    PH_LINES_DESCRIPTOR };
    const cJSON *answer;

    *ret_wrong = NULL;
    if (passed.ours < 0 || !run(file, host, writer, &passed, &outcome, error))
        return FALSE;
    answer = read_answer(&outcome, error);
    if (answer && *ph_event_text(answer, "reason"))
        *ret_wrong = ph_error_printable(ph_event_text(answer, "reason"));
    return answer && ph_own_file_check(file, error);
}
