/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "measure/stored_data.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error/error.h"
#include "model/stored.h"
#include "storage/nameless_file.h"
#include "storage/page_cache.h"

enum {
    DROPS_MAX = 10, /* Pages that somebody is at are dropped a moment later. */
    DROP_WAIT_US = 20000,
    READ_BYTES = 1 << 20,
    READS_A_LOOK = 64,
};

/* Of what is estimated from the first records. */
#define NEED_MARGIN 1.05

static ph_stored_data *new_data(const char *folder, const char *name)
{
    ph_stored_data *data = g_new0(ph_stored_data, 1);

    data->folder = g_strdup(folder);
    data->name = g_strdup(name);
    data->proven = ph_proven_sums_new();
    data->input = data->output = data->given.input = data->given.output = -1;
    return data;
}

ph_stored_data *ph_stored_data_new(const char *folder, const ph_workload *workload,
                                   uint64_t record_bytes)
{
    ph_stored_data *data = new_data(folder, workload->name);

    data->truth = ph_stored_truth_new(workload, record_bytes);
    data->is_encoding = workload->is_encoding;
    return data;
}

ph_stored_data *ph_stored_data_new_own(const char *folder, const ph_own_data *own, GError **error)
{
    g_autofree char *base = g_path_get_basename(own->data);
    g_autofree char *name = ph_error_printable(base);
    g_autoptr(ph_stored_data) data = new_data(folder, name);

    data->own = ph_own_file_new(own, error);
    return data->own ? g_steal_pointer(&data) : NULL;
}

static void close_if_open(int *descriptor)
{
    if (*descriptor >= 0)
        (void)close(*descriptor);
    *descriptor = -1;
}

static void close_all(ph_stored_data *data)
{
    close_if_open(&data->input);
    close_if_open(&data->output);
    close_if_open(&data->given.input);
    close_if_open(&data->given.output);
}

void ph_stored_data_free(ph_stored_data *data)
{
    close_all(data);
    g_clear_pointer(&data->truth, ph_stored_truth_free);
    g_clear_pointer(&data->own, ph_own_file_free);
    ph_proven_sums_free(data->proven);
    g_free(data->folder);
    g_free(data->name);
    g_free(data);
}

uint64_t ph_stored_data_records(const ph_stored_data *data)
{
    return data->own ? data->own->records : ph_stored_truth_records(data->truth);
}

uint64_t ph_stored_data_record_bytes(const ph_stored_data *data)
{
    return data->own ? ph_own_file_bytes(data->own) : ph_stored_truth_record_bytes(data->truth);
}

static uint64_t json_bytes(ph_stored_data *data)
{
    const double factor =
        data->own ? data->own->line_factor : ph_stored_truth_json_factor(data->truth);

    return (uint64_t)((double)ph_stored_data_record_bytes(data) * NEED_MARGIN * factor);
}

uint64_t ph_stored_data_input_need(ph_stored_data *data)
{
    if (data->own)
        return 0;
    return data->is_encoding ? json_bytes(data) : ph_stored_data_record_bytes(data);
}

/* As much as of the input is written there, too, to see how fast the device is. */
uint64_t ph_stored_data_output_need(ph_stored_data *data)
{
    const uint64_t record_bytes = ph_stored_data_record_bytes(data), lines = json_bytes(data);

    return MAX(record_bytes, lines);
}

static gboolean make_input(ph_stored_data *data, const ph_worker_host *host, GError **error)
{
    if (!data->own)
        return (data->input = ph_nameless_file_new(data->folder, error)) >= 0 &&
               ph_stored_truth_write(data->truth, host, data->input, &data->input_bytes, error) &&
               ph_page_cache_write_back(data->input, error);
    data->input = ph_nameless_file_open(data->own->descriptor, O_RDONLY, error);
    data->input_bytes = ph_own_file_bytes(data->own);
    return data->input >= 0;
}

static gboolean make_all(ph_stored_data *data, const ph_worker_host *host, GError **error)
{
    return make_input(data, host, error) &&
           (data->output = ph_nameless_file_new(data->folder, error)) >= 0 &&
           (data->given.input = ph_nameless_file_open(data->input, O_RDONLY, error)) >= 0 &&
           (data->given.output = ph_nameless_file_open(data->output, O_WRONLY, error)) >= 0;
}

gboolean ph_stored_data_make(ph_stored_data *data, const ph_worker_host *host, GError **error)
{
    if (data->input >= 0)
        return TRUE;
    if (make_all(data, host, error))
        return TRUE;
    close_all(data);
    if (error && g_error_matches(*error, PH_ERROR, PH_ERROR_STORAGE)) {
        g_autofree char *shown = ph_error_printable(data->folder);

        g_prefix_error(error, "making the files of %s in %s: ", data->name, shown);
    }
    return FALSE;
}

static gboolean fail(GError **error)
{
    return ph_refuse(error, PH_ERROR_STORAGE, "%s", g_strerror(errno));
}

/* All of it is read once. */
static gboolean warm(const ph_stored_data *data, const ph_worker_host *host, GError **error)
{
    g_autofree guint8 *bytes = g_malloc(READ_BYTES);
    guint reads = 0;

    for (uint64_t at = 0; at < data->input_bytes;) {
        const ssize_t count = pread(data->input, bytes, READ_BYTES, (off_t)at);

        if (count < 0 && errno != EINTR)
            return fail(error);
        if (++reads % READS_A_LOOK == 0 && !ph_worker_goes_on(host, error))
            return FALSE;
        at += (uint64_t)MAX(count, 0);
    }
    return TRUE;
}

static gboolean cool(const ph_stored_data *data, double *share, GError **error)
{
    for (guint drops = 0; drops < DROPS_MAX; drops++) {
        if (!ph_page_cache_drop(data->input, error))
            return FALSE;
        *share = ph_page_cache_share(data->input, data->input_bytes);
        if (!(*share > PH_STORED_COLD_SHARE))
            break;
        g_usleep(DROP_WAIT_US);
    }
    return TRUE;
}

gboolean ph_stored_data_begin(ph_stored_data *data, const ph_worker_host *host, gboolean is_cold,
                              double *ret_share, GError **error)
{
    if (ftruncate(data->output, 0) != 0 || lseek(data->given.input, 0, SEEK_SET) < 0 ||
        lseek(data->given.output, 0, SEEK_SET) < 0)
        return fail(error);
    if (is_cold)
        return cool(data, ret_share, error);
    if (!warm(data, host, error))
        return FALSE;
    *ret_share = ph_page_cache_share(data->input, data->input_bytes);
    return TRUE;
}

gboolean ph_stored_data_check_input(const ph_stored_data *data, GError **error)
{
    return !data->own || ph_own_file_check(data->own, error);
}

gboolean ph_stored_data_prove(ph_stored_data *data, const ph_worker_host *host, const char *writer,
                              char **ret_wrong, GError **error)
{
    /* Differences that are expected, are so of one that is named. */
    const gboolean is_of_anybody = !data->own || !data->own->data->expected;
    gboolean is_known;
    gint64 sum;

    *ret_wrong = NULL;
    if (!ph_proven_sums_of(data->proven, host, data->output, &sum, error))
        return FALSE;
    if (is_of_anybody && ph_proven_sums_has(data->proven, sum))
        return TRUE;
    is_known = data->own
                   ? ph_own_file_prove(data->own, host, writer, data->output, ret_wrong, error)
                   : ph_stored_truth_check(data->truth, host, data->output, ret_wrong, error);
    if (is_known && !*ret_wrong)
        ph_proven_sums_add(data->proven, sum);
    return is_known;
}

gboolean ph_stored_data_sync(ph_stored_data *data, GError **error)
{
    return ph_page_cache_write_back(data->output, error);
}

uint64_t ph_stored_data_output_bytes(const ph_stored_data *data)
{
    struct stat status = { 0 };

    (void)fstat(data->output, &status);
    return (uint64_t)status.st_size;
}

void ph_stored_data_forget_output(ph_stored_data *data)
{
    /* What stays there costs room alone: it is cut before the next call. */
    const int ignored = ftruncate(data->output, 0);

    (void)ignored;
}
