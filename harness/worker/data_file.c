/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The user's own data: a file of fixed-length records, or of records behind descriptor words. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "perfharness/require.h"
#include "perfharness/subject.h"
#include "worker/data_tables.h"

enum { RDW_BYTES = 4 };

/* The mapping is private: what a run changes in it never reaches the file. */
static bool map_descriptor(const char *path, int descriptor, ph_data_set *data, char *reason)
{
    struct stat status;
    void *memory;

    if (fstat(descriptor, &status) != 0)
        return ph_reason_give(reason, "data file %s: %s", path, strerror(errno));
    if (!S_ISREG(status.st_mode))
        return ph_reason_give(reason, "data file %s is not a regular file", path);
    if (status.st_size == 0)
        return ph_reason_give(reason, "data file %s is empty: it holds no record", path);
    memory = mmap(NULL, (size_t)status.st_size, PROT_READ | PROT_WRITE, MAP_PRIVATE, descriptor, 0);
    if (memory == MAP_FAILED)
        return ph_reason_give(reason, "data file %s: %s", path, strerror(errno));
    data->memory = memory;
    data->memory_length = (size_t)status.st_size;
    return true;
}

static bool map_file(const char *path, ph_data_set *data, char *reason)
{
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC);

    if (descriptor < 0)
        return ph_reason_give(reason, "data file %s: %s", path, strerror(errno));
    const bool is_mapped = map_descriptor(path, descriptor, data, reason);
    (void)close(descriptor);
    return is_mapped;
}

static size_t payload_length(const uint8_t *header)
{
    return (size_t)header[0] << 8 | header[1];
}

/*
 * Follow the descriptor words to the end of the file.
 *
 * @param counted  Bytes of its own header that a length counts: 0, or RDW_BYTES as z/OS writes it.
 * @return the offset up to which the file is made of such records: its length when all of it is.
 */
static size_t walk(const ph_data_set *data, size_t counted, uint64_t *ret_records)
{
    size_t offset = 0;

    *ret_records = 0;
    while (data->memory_length - offset >= RDW_BYTES) {
        const size_t length = payload_length(data->memory + offset);

        if (length < counted || length - counted > data->memory_length - offset - RDW_BYTES)
            break;
        offset += RDW_BYTES + length - counted;
        (*ret_records)++;
    }
    return offset;
}

/* Subjects read lengths that do not count the header; z/OS writes lengths that do. */
static void rewrite_lengths(ph_data_set *data)
{
    for (size_t offset = 0; offset < data->memory_length;) {
        uint8_t *header = data->memory + offset;
        const size_t length = payload_length(header) - RDW_BYTES;

        header[0] = (uint8_t)(length >> 8);
        header[1] = (uint8_t)length;
        offset += RDW_BYTES + length;
    }
    data->is_rdw_rewritten = true;
}

static bool check_descriptor_words(const char *path, ph_data_set *data, char *reason)
{
    uint64_t records, records_counted;
    const size_t end = walk(data, 0, &records);
    const size_t end_counted = walk(data, RDW_BYTES, &records_counted);

    if (end == data->memory_length)
        return true;
    if (end_counted == data->memory_length) {
        rewrite_lengths(data);
        return true;
    }
    if (end_counted > end) {
        records = records_counted;
    }
    return ph_reason_give(
        reason,
        "data file %s is not a file of records behind descriptor words (RDW): record "
        "%" PRIu64 ", at byte %zu, does not fit into the file's %zu bytes",
        path, records + 1, end_counted > end ? end_counted : end, data->memory_length);
}

/* Length of the record at offset, header included. */
static size_t framed_length(const ph_data_set *data, uint64_t record_length, size_t offset)
{
    return record_length ? (size_t)record_length
                         : RDW_BYTES + payload_length(data->memory + offset);
}

/* Cut the file into chunks of at least one record; with NULL tables, only count them. */
static size_t cut_chunks(ph_data_set *data, uint64_t record_length, uint64_t chunk_bytes,
                         size_t end, bool is_count)
{
    size_t count = 0;

    for (size_t offset = 0; offset < end; count++) {
        ph_chunk chunk = { 0 };
        uint8_t *const slot = data->memory + offset;

        while (offset < end) {
            const size_t length = framed_length(data, record_length, offset);

            if (chunk.record_count && chunk.length + length > chunk_bytes)
                break;
            chunk.length += length;
            chunk.slot_length += length;
            chunk.record_count++;
            offset += length;
        }
        if (!is_count) {
            data->chunks[count] = chunk;
            data->slots[count] = slot;
        }
    }
    return count;
}

/* Where the data of this launch ends: at a record's end, and not before input_bytes. */
static size_t find_end(const ph_data_set *data, const ph_request *request, uint64_t record_length)
{
    size_t end = 0;

    if (request->launch == 0 || data->memory_length <= request->input_bytes)
        return data->memory_length;
    while (end < request->input_bytes)
        end += framed_length(data, record_length, end);
    return end;
}

static bool check_fixed(const char *path, const ph_data_set *data, uint64_t record_length,
                        char *reason)
{
    if (record_length == 0)
        return ph_reason_give(reason,
                              "the copybook has no fixed record length: use --record-format rdw");
    if (data->memory_length % record_length)
        return ph_reason_give(
            reason,
            "data file %s has %zu bytes, which is not a multiple of the copybook's record "
            "length of %" PRIu64 ": %zu bytes are left over after record %zu",
            path, data->memory_length, record_length, (size_t)(data->memory_length % record_length),
            (size_t)(data->memory_length / record_length));
    return true;
}

static bool build(const ph_request *request, uint64_t record_length, ph_data_set *data,
                  char *reason)
{
    const bool is_fixed = request->record_format == PH_RECORD_FORMAT_FIXED;

    if (!map_file(request->data, data, reason))
        return false;
    if (is_fixed ? !check_fixed(request->data, data, record_length, reason)
                 : !check_descriptor_words(request->data, data, reason))
        return false;

    const uint64_t frame = is_fixed ? record_length : 0;
    const size_t end = find_end(data, request, frame);
    const size_t count = cut_chunks(data, frame, request->chunk_bytes, end, true);
    if (!ph_data_tables_allocate(data, count))
        return ph_reason_give(reason, "no memory for the tables of %zu chunks", count);
    (void)cut_chunks(data, frame, request->chunk_bytes, end, false);
    if (!ph_data_tables_finish(data, request->input_bytes))
        return ph_reason_give(reason, "no memory for one chunk of data");
    return true;
}

bool ph_data_set_read(const ph_request *request, uint64_t record_length, ph_data_set *ret,
                      char *reason)
{
    PH_REQUIRE(!request->workload && request->data);

    ph_data_set data = { .seed = request->seed };

    if (!build(request, record_length, &data, reason)) {
        ph_data_set_free(&data);
        return false;
    }
    *ret = data;
    return true;
}
