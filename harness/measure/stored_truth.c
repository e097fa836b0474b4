/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "measure/stored_truth.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "answer/json_lines.h"
#include "error/error.h"
#include "storage/write_whole.h"

enum {
    CHUNK_BYTES = 256 * 1024, /* Of records that are made, and compared, at once. */
    READ_BYTES = 1 << 20,
    CHUNKS_A_LOOK = 16, /* Between looks whether the user gave up. */
};

struct ph_stored_truth {
    const ph_workload *workload;
    uint64_t seed;
    uint64_t records;
    size_t chunk_records;
    ph_truth truth; /* Of the chunk at hand; owned, as all that follows. */
    uint8_t *bytes; /* Its records. */
    uint8_t *lines; /* Theirs; room for all. */
};

static size_t record_length(const ph_stored_truth *truth)
{
    return ph_workload_record_length(truth->workload);
}

ph_stored_truth *ph_stored_truth_new(const ph_workload *workload, uint64_t record_bytes)
{
    const size_t length = ph_workload_record_length(workload);
    ph_stored_truth *truth = g_new0(ph_stored_truth, 1);

    truth->workload = workload;
    truth->seed = (uint64_t)g_random_int() << 32 | g_random_int();
    truth->records = MAX(record_bytes / length, 1);
    truth->chunk_records = MAX(CHUNK_BYTES / length, 1);
    const size_t cells = truth->chunk_records * ph_workload_cell_count(workload);
    truth->bytes = g_malloc(truth->chunk_records * length);
    truth->truth = (ph_truth){
        .values = g_new0(int64_t, cells),
        .text = g_malloc(truth->chunk_records * length * PH_TRUTH_UTF8_PER_BYTE),
        .text_ends = g_new0(uint32_t, cells),
    };
    truth->lines = g_malloc(truth->chunk_records * ph_workload_line_max(workload));
    return truth;
}

void ph_stored_truth_free(ph_stored_truth *truth)
{
    g_free(truth->truth.values);
    g_free(truth->truth.text);
    g_free(truth->truth.text_ends);
    g_free(truth->bytes);
    g_free(truth->lines);
    g_free(truth);
}

uint64_t ph_stored_truth_records(const ph_stored_truth *truth)
{
    return truth->records;
}

uint64_t ph_stored_truth_record_bytes(const ph_stored_truth *truth)
{
    return truth->records * record_length(truth);
}

/* The chunk of this number, and its truth. Returns its records. */
static size_t make_chunk(ph_stored_truth *truth, uint64_t chunk)
{
    const size_t count =
        (size_t)MIN(truth->records - chunk * truth->chunk_records, truth->chunk_records);

    ph_workload_generate(truth->workload, truth->seed, chunk, count, truth->bytes, &truth->truth);
    return count;
}

/* Of the chunk at hand, as copybook-rs writes them, which all subjects read. */
static size_t make_lines(const ph_stored_truth *truth, uint64_t first, size_t count)
{
    return ph_workload_lines(truth->workload, first, count, &truth->truth, truth->lines);
}

double ph_stored_truth_json_factor(ph_stored_truth *truth)
{
    const size_t count = make_chunk(truth, 0);

    return (double)make_lines(truth, 0, count) / (double)(count * record_length(truth));
}

static gboolean look(const ph_worker_host *host, uint64_t chunk, GError **error)
{
    return chunk % CHUNKS_A_LOOK != 0 || ph_worker_goes_on(host, error);
}

static gboolean fail(int number, GError **error)
{
    return ph_refuse(error, PH_ERROR_STORAGE, "%s", g_strerror(number));
}

gboolean ph_stored_truth_write(ph_stored_truth *truth, const ph_worker_host *host, int descriptor,
                               uint64_t *ret_bytes, GError **error)
{
    uint64_t written = 0;

    for (uint64_t first = 0, chunk = 0; first < truth->records; chunk++) {
        const size_t count = make_chunk(truth, chunk);
        const gboolean is_encoding = truth->workload->is_encoding;
        const size_t bytes =
            is_encoding ? make_lines(truth, first, count) : count * record_length(truth);

        if (!look(host, chunk, error))
            return FALSE;
        if (!ph_write_whole(descriptor, is_encoding ? truth->lines : truth->bytes, bytes))
            return fail(errno, error);
        written += bytes;
        first += count;
    }
    *ret_bytes = written;
    return TRUE;
}

/* A file that is read from its beginning. */
typedef struct reading {
    int descriptor;
    uint64_t at;   /* Behind what is at hand. */
    GString *text; /* At hand. Owned. */
    gsize begin;   /* Of it, is behind the reader. */
    gboolean is_at_end;
} reading;

static gboolean read_more(reading *r, GError **error)
{
    gsize kept = r->text->len - r->begin;
    ssize_t count;

    memmove(r->text->str, r->text->str + r->begin, kept);
    r->begin = 0;
    g_string_set_size(r->text, kept + READ_BYTES);
    do
        count = pread(r->descriptor, r->text->str + kept, READ_BYTES, (off_t)r->at);
    while (count < 0 && errno == EINTR);
    g_string_set_size(r->text, kept + (gsize)MAX(count, 0));
    if (count < 0)
        return fail(errno, error);
    r->at += (uint64_t)count;
    r->is_at_end = count == 0;
    return TRUE;
}

/* So many bytes, or less at the end. */
static gboolean read_bytes(reading *r, gsize bytes, GError **error)
{
    while (!r->is_at_end && r->text->len - r->begin < bytes)
        if (!read_more(r, error))
            return FALSE;
    return TRUE;
}

/* The next so many lines, or less at the end: how long they are. */
static gboolean read_lines(reading *r, size_t lines, gsize *ret_bytes, GError **error)
{
    gsize at = 0;

    for (size_t i = 0; i < lines;) {
        const char *from = r->text->str + r->begin + at;
        const char *end = memchr(from, '\n', r->text->len - r->begin - at);

        if (end) {
            at += (gsize)(end - from) + 1;
            i++;
        } else if (r->is_at_end) {
            at = r->text->len - r->begin;
            break;
        } else if (!read_more(r, error)) {
            return FALSE;
        }
    }
    *ret_bytes = at;
    return TRUE;
}

/* The lines of the chunk at hand. */
static gboolean check_lines(ph_stored_truth *truth, reading *r, uint64_t first, size_t count,
                            char **ret_wrong, GError **error)
{
    char reason[PH_REASON_MAX] = "";
    gsize bytes;

    if (!read_lines(r, count, &bytes, error))
        return FALSE;
    const ph_json_lines lines = { r->text->str + r->begin, bytes, "its output" };
    if (!ph_json_lines_hold_truth(lines, truth->workload, &truth->truth, first, count, reason))
        *ret_wrong = ph_error_printable(reason);
    r->begin += bytes;
    return TRUE;
}

static gboolean check_records(const ph_stored_truth *truth, reading *r, uint64_t first,
                              size_t count, char **ret_wrong, GError **error)
{
    const gsize length = record_length(truth), bytes = count * length;

    if (!read_bytes(r, bytes, error))
        return FALSE;
    const gsize there = MIN(r->text->len - r->begin, bytes);
    gsize same = 0;
    if (there == bytes && memcmp(r->text->str + r->begin, truth->bytes, bytes) == 0) {
        r->begin += bytes;
        return TRUE;
    }
    while (same < there && (uint8_t)r->text->str[r->begin + same] == truth->bytes[same])
        same++;
    *ret_wrong =
        g_strdup_printf(same == there ? "its output ends in record %" G_GUINT64_FORMAT
                                      : "its output is another in record %" G_GUINT64_FORMAT
                                        ", byte %" G_GSIZE_FORMAT,
                        first + same / length, same % length);
    return TRUE;
}

static gboolean compare(ph_stored_truth *truth, const ph_worker_host *host, reading *r,
                        char **ret_wrong, GError **error)
{
    const gboolean is_encoding = truth->workload->is_encoding;

    for (uint64_t first = 0, chunk = 0; first < truth->records && !*ret_wrong; chunk++) {
        const size_t count = make_chunk(truth, chunk);

        if (!look(host, chunk, error) ||
            !(is_encoding ? check_records(truth, r, first, count, ret_wrong, error)
                          : check_lines(truth, r, first, count, ret_wrong, error)))
            return FALSE;
        first += count;
    }
    if (*ret_wrong)
        return TRUE;
    if (!read_bytes(r, 1, error))
        return FALSE;
    if (r->begin < r->text->len)
        *ret_wrong = g_strdup("its output goes on behind the last record");
    return TRUE;
}

gboolean ph_stored_truth_check(ph_stored_truth *truth, const ph_worker_host *host, int descriptor,
                               char **ret_wrong, GError **error)
{
    reading r = { .descriptor = descriptor, .text = g_string_new(NULL) };
    gboolean is_compared;

    *ret_wrong = NULL;
    is_compared = compare(truth, host, &r, ret_wrong, error);
    g_string_free(r.text, TRUE);
    return is_compared;
}
