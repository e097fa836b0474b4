/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A user's file: what is timed is the same beginning of it in every launch, whatever its size; all
 * of it is read once, in bounded memory; framing is what was said, and never guessed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "worker/data_set.h"

enum { INPUT_BYTES = 4096, CHUNK_BYTES = 256, CONTENT_MAX = 200000 };

#define MIB (UINT64_C(1) << 20)

static char folder[] = "/tmp/data_file_test-XXXXXX";
static char path[64];
static uint8_t content[CONTENT_MAX];
static size_t content_length;
static char reason[PH_REASON_MAX];
static ph_request request;
static uint64_t fixed_length;

static int set_up(void **state)
{
    (void)state;
    request = (ph_request){ .data = path,
                            .framing = PH_FRAMING_FIXED,
                            .input_bytes = INPUT_BYTES,
                            .chunk_bytes = CHUNK_BYTES };
    content_length = 0;
    fixed_length = 0;
    *reason = '\0';
    return 0;
}

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    (void)snprintf(path, sizeof(path), "%s/data", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    (void)unlink(path);
    return rmdir(folder);
}

static void add_bytes(const void *bytes, size_t length)
{
    assert_true(content_length + length <= CONTENT_MAX);
    memcpy(content + content_length, bytes, length);
    content_length += length;
}

static uint8_t byte_at(size_t i)
{
    return (uint8_t)(i * 31 + i / 251 + 1);
}

static void add_filler(size_t length)
{
    for (size_t i = 0; i < length; i++) {
        const uint8_t byte = byte_at(content_length);

        add_bytes(&byte, 1);
    }
}

/* A descriptor word that says this length. */
static void add_word(size_t length)
{
    const uint8_t word[4] = { (uint8_t)(length >> 8), (uint8_t)length, 0, 0 };

    add_bytes(word, sizeof(word));
}

static void write_content(void)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(content, 1, content_length, file), content_length);
    assert_int_equal(fclose(file), 0);
}

/* A file of so many bytes, all of them 0, that takes no room. */
static void write_sparse(uint64_t length)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(ftruncate(fileno(file), (off_t)length), 0);
    assert_int_equal(fclose(file), 0);
}

static void read_launch(uint64_t launch, ph_data_set *ret)
{
    request.launch = launch;
    if (!ph_data_set_read(&request, fixed_length, 17, ret, reason))
        fail_msg("%s", reason);
}

static void assert_refused(const char *phrase)
{
    ph_data_set data;

    assert_false(ph_data_set_read(&request, fixed_length, 17, &data, reason));
    if (!strstr(reason, phrase))
        fail_msg("\"%s\" is not in \"%s\"", phrase, reason);
}

/* All chunks of a first launch lead through the content without a gap. */
static void assert_reads_all(ph_data_set *data)
{
    uint64_t records = data->timed_records;
    size_t at = 0;

    for (size_t i = 0; i < data->timed_chunk_count; i++) {
        assert_memory_equal(data->slots[i], content + at, data->chunks[i].length);
        at += data->chunks[i].length;
    }
    while (ph_data_set_has_rest(data) &&
           ph_data_set_read_rest(data, reason) == PH_FRAMING_STEP_RECORD) {
        const ph_chunk *chunk = &data->chunks[data->chunk_count - 1];

        assert_int_equal(chunk->first_record, records);
        assert_true(chunk->length <= data->max_length);
        assert_memory_equal(data->slots[data->chunk_count - 1], content + at, chunk->length);
        at += chunk->length;
        records += chunk->record_count;
    }
    assert_string_equal(reason, "");
    assert_int_equal(at, content_length);
    assert_int_equal(records, data->total_records);
}

/* What is timed: from the beginning as many whole chunks as there is room for, in all launches. */
static void assert_same_in_every_launch(void)
{
    ph_data_set first, later;

    read_launch(0, &first);
    read_launch(7, &later);
    assert_int_equal(first.timed_chunk_count, later.timed_chunk_count);
    assert_int_equal(first.timed_bytes, later.timed_bytes);
    assert_int_equal(first.timed_records, later.timed_records);
    assert_int_equal(later.total_records, later.timed_records);
    assert_false(ph_data_set_has_rest(&later));
    for (size_t i = 0; i < later.timed_chunk_count; i++) {
        assert_int_equal(first.chunks[i].first_record, later.chunks[i].first_record);
        assert_int_equal(first.chunks[i].length, later.chunks[i].length);
        assert_memory_equal(first.slots[i], later.slots[i], later.chunks[i].length);
    }
    assert_true(first.timed_bytes <= INPUT_BYTES || first.timed_chunk_count == 1);
    assert_reads_all(&first);
    ph_data_set_free(&first);
    ph_data_set_free(&later);
}

static void test_fixed_records_of_any_length_around_the_limit(void **state)
{
    (void)state;
    for (fixed_length = 1; fixed_length < 5000; fixed_length += 1 + fixed_length / 7) {
        const size_t last = (2 * INPUT_BYTES + 2 * CHUNK_BYTES) / fixed_length + 2;
        const size_t first = (INPUT_BYTES - 2 * CHUNK_BYTES) / fixed_length;
        const size_t step = 1 + (last - first) / 20;

        for (size_t records = first ? first : 1; records <= last; records += step) {
            content_length = 0;
            add_filler(records * fixed_length);
            write_content();
            assert_same_in_every_launch();
        }
    }
}

static void test_described_records_around_the_limit(void **state)
{
    (void)state;
    request.framing = PH_FRAMING_RDW_PAYLOAD;
    for (size_t records = 1; records < 120; records++) {
        content_length = 0;
        for (size_t i = 0; i < records; i++) {
            const size_t length = (i * 37 + records) % 300;

            add_word(length);
            add_filler(length);
        }
        write_content();
        assert_same_in_every_launch();
    }
}

/* What came out void: 50 bytes do not divide the chunks, and the last, short one would still fit.
 */
static void test_a_short_chunk_at_the_end_is_not_timed_behind_a_gap(void **state)
{
    ph_data_set data;

    (void)state;
    fixed_length = 50; /* 5 a chunk, 16 chunks of 250 bytes; 96 bytes are left. */
    add_filler(20 * 250 + 50);
    write_content();
    read_launch(0, &data);
    assert_int_equal(data.timed_chunk_count, 16);
    assert_int_equal(data.timed_records, 80);
    assert_int_equal(data.total_records, 101);
    ph_data_set_free(&data);
    assert_same_in_every_launch();
}

static void add_counted(size_t payload)
{
    add_word(payload + 4);
    add_filler(payload);
}

/* Subjects read payload lengths: what is handed over, of a file that says the same otherwise. */
static void assert_handed_over(const uint8_t *expected, size_t length, uint64_t records)
{
    ph_data_set data;

    write_content();
    read_launch(0, &data);
    assert_int_equal(data.total_records, records);
    assert_int_equal(data.timed_bytes, length);
    assert_int_equal(data.timed_chunk_count, 1);
    assert_memory_equal(data.slots[0], expected, length);
    ph_data_set_free(&data);
}

static void test_descriptor_words_are_handed_over_as_payload_lengths(void **state)
{
    static const uint8_t expected[] = { 0, 2, 0, 0, 0xa1, 0xa2, 0, 0, 0, 0, 0, 1, 0, 0, 0xa3 };
    static const uint8_t counted[] = { 0, 6, 0, 0, 0xa1, 0xa2, 0, 4, 0, 0, 0, 5, 0, 0, 0xa3 };
    /* Its second block is empty. */
    static const uint8_t blocks[] = { 0, 14, 0, 0, 0, 6, 0, 0, 0xa1, 0xa2, 0, 4, 0,   0,
                                      0, 4,  0, 0, 0, 9, 0, 0, 0,    5,    0, 0, 0xa3 };
    static const uint8_t extended[] = { 0x80, 0, 0, 14, 0, 6, 0, 0, 0xa1, 0xa2, 0,   4,
                                        0,    0, 0, 9,  0, 0, 0, 5, 0,    0,    0xa3 };

    (void)state;
    request.framing = PH_FRAMING_RDW_PAYLOAD;
    add_bytes(expected, sizeof(expected));
    assert_handed_over(expected, sizeof(expected), 3);
    request.framing = PH_FRAMING_RDW;
    content_length = 0;
    add_bytes(counted, sizeof(counted));
    assert_handed_over(expected, sizeof(expected), 3);
    request.framing = PH_FRAMING_VB;
    content_length = 0;
    add_bytes(blocks, sizeof(blocks));
    assert_handed_over(expected, sizeof(expected), 3);
    content_length = 0;
    add_bytes(extended, sizeof(extended));
    assert_handed_over(expected, sizeof(expected), 3);
}

/* A case: as what a file is read, what stands in it, and what is wrong with that. */
typedef struct misfit {
    ph_framing framing;
    const char *bytes;
    size_t length;
    const char *phrase;
} misfit;

#define BYTES(text) (text), sizeof(text) - 1

static void test_what_does_not_fit_is_refused_by_record_and_byte(void **state)
{
    static const misfit cases[] = {
        { PH_FRAMING_RDW, BYTES("\0\6\0\0aa\0\5\0"),
          "record 2, at byte 6, does not fit into the file's 9 bytes" },
        { PH_FRAMING_RDW, BYTES("\0\6\0\0aa\0\7\0\0bb"), "record 2, at byte 6, does not fit" },
        { PH_FRAMING_RDW, BYTES("\0\6\0\0aa\0\3\0\0"),
          "record 2, at byte 6, has a length that does not count its own 4 bytes" },
        { PH_FRAMING_RDW, BYTES("\0\6\1\0aa"),
          "record 1, at byte 0, is a segment of a spanned record (VBS)" },
        { PH_FRAMING_VB, BYTES("\0\x0a\0\0\0\6\2\0aa"),
          "record 1, at byte 4, is a segment of a spanned record (VBS)" },
        { PH_FRAMING_RDW, BYTES("\0\6\x40\x40zz"), "its last two bytes are not 0" },
        { PH_FRAMING_RDW_PAYLOAD, BYTES("\0\2\1\0aa"), "its last two bytes are not 0" },
        { PH_FRAMING_VB, BYTES("\0\x0a\0\0\0\7\0\0aa\0\4\0\0"),
          "record 1, at byte 4, does not fit into its block" },
        { PH_FRAMING_VB, BYTES("\0\x0b\0\0\0\6\0\0aa\0\0\4\0\0"),
          "record 2, at byte 10, does not fit into its block" },
        { PH_FRAMING_VB, BYTES("\0\x0b\0\0\0\6\0\0aa"),
          "block 1, at byte 0, does not fit into the file's 10 bytes" },
        { PH_FRAMING_VB, BYTES("\0\x0a\0\0\0\6\0\0aa\0"), "block 2, at byte 10, does not fit" },
        { PH_FRAMING_VB, BYTES("\0\3\0\0"), "block 1, at byte 0, does not begin with a block" },
        { PH_FRAMING_VB, BYTES("\0\x0a\0\1\0\6\0\0aa"), "does not begin with a block" },
        { PH_FRAMING_VB, BYTES("\0\4\0\0"), "it holds no record" },
        { PH_FRAMING_FIXED, BYTES("aaaaabb"),
          "7 bytes are not a multiple of the record "
          "length of 5: 2 bytes are left over after record 1" },
    };

    (void)state;
    fixed_length = 5;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        print_message("case %zu\n", i);
        request.framing = cases[i].framing;
        content_length = 0;
        add_bytes(cases[i].bytes, cases[i].length);
        write_content();
        assert_refused(cases[i].phrase);
        assert_null(strstr(reason, "aa")); /* Never what it holds. */
    }
}

/* Three records behind words that count themselves, or do not, or in a block. */
static void write_framed(ph_framing framing)
{
    content_length = 0;
    if (framing == PH_FRAMING_VB)
        add_word(4 + 3 * 54);
    for (size_t i = 0; i < 3; i++) {
        if (framing != PH_FRAMING_FIXED)
            add_word(framing == PH_FRAMING_RDW_PAYLOAD ? 50 : 54);
        add_filler(50);
    }
    write_content();
}

static void test_another_framing_that_would_fit_is_named(void **state)
{
    static const char *const names[] = { "fixed", "rdw", "rdw-payload", "vb" };
    char phrase[64];

    (void)state;
    fixed_length = 50;
    for (size_t given = 0; given < PH_FRAMING_COUNT; given++)
        for (size_t real = 0; real < PH_FRAMING_COUNT; real++) {
            if (given == real || (given == PH_FRAMING_RDW && real == PH_FRAMING_VB))
                continue; /* It fits: a block is an RDW record. */
            print_message("%s, which is %s\n", names[given], names[real]);
            request.framing = (ph_framing)given;
            write_framed((ph_framing)real);
            (void)snprintf(phrase, sizeof(phrase), "; it would be as --record-format %s",
                           names[real]);
            assert_refused(phrase);
        }
    /* None does. */
    request.framing = PH_FRAMING_RDW;
    content_length = 0;
    add_filler(49);
    write_content();
    assert_refused("record 1, at byte 0");
    assert_null(strstr(reason, "would"));
}

static ph_framing also_fits(ph_framing given)
{
    ph_data_set data;
    ph_framing also;

    request.framing = given;
    read_launch(0, &data);
    also = data.also_fits;
    ph_data_set_free(&data);
    return also;
}

static void test_another_framing_that_fits_as_well_is_told(void **state)
{
    (void)state;
    write_framed(PH_FRAMING_VB);
    assert_int_equal(also_fits(PH_FRAMING_RDW), PH_FRAMING_VB);
    /* Each block is an RDW record, of any such file. */
    assert_int_equal(also_fits(PH_FRAMING_VB), PH_FRAMING_COUNT);
    fixed_length = 166;
    assert_int_equal(also_fits(PH_FRAMING_FIXED), PH_FRAMING_VB);
    /* Any length that divides its bytes would do: that tells nothing. */
    write_framed(PH_FRAMING_RDW);
    fixed_length = 54;
    assert_int_equal(also_fits(PH_FRAMING_FIXED), PH_FRAMING_RDW);
    assert_int_equal(also_fits(PH_FRAMING_RDW), PH_FRAMING_COUNT);
    write_framed(PH_FRAMING_FIXED);
    fixed_length = 50;
    assert_int_equal(also_fits(PH_FRAMING_FIXED), PH_FRAMING_COUNT);
}

static void test_chunks_of_any_lengths_change_places(void **state)
{
    ph_data_set data;

    (void)state;
    request.framing = PH_FRAMING_RDW;
    add_counted(250);
    add_counted(3);
    add_counted(251);
    write_content();
    read_launch(1, &data);
    assert_int_equal(data.timed_chunk_count, 3);
    ph_data_set_swap(&data, 0, 1);
    ph_data_set_swap(&data, 1, 2);
    assert_int_equal(ph_data_set_chunk_in(&data, 0)->length, 7);
    assert_memory_equal(data.slots[0] + 4, content + 258, 3);
    assert_memory_equal(data.slots[1] + 4, content + 265, 251);
    assert_memory_equal(data.slots[2] + 4, content + 4, 250);
    ph_data_set_free(&data);
}

static void assert_change_is_seen(const char *phrase)
{
    ph_framing_step step = PH_FRAMING_STEP_RECORD;
    ph_data_set data;

    fixed_length = 64;
    write_sparse(8 * MIB);
    read_launch(0, &data);
    assert_int_equal(ph_data_set_read_rest(&data, reason), PH_FRAMING_STEP_RECORD);
    if (*phrase == 'e')
        assert_int_equal(truncate(path, (off_t)MIB), 0);
    else
        assert_int_equal(truncate(path, (off_t)(9 * MIB)), 0);
    while (step == PH_FRAMING_STEP_RECORD)
        step = ph_data_set_read_rest(&data, reason);
    assert_int_equal(step, PH_FRAMING_STEP_FAILED);
    assert_non_null(strstr(reason, "changed while it was read: it had 8388608 bytes"));
    assert_non_null(strstr(reason, phrase));
    ph_data_set_free(&data);
}

static void test_a_file_that_changes_meanwhile(void **state)
{
    (void)state;
    assert_change_is_seen("ends before byte");
    assert_change_is_seen("has 9437184 now");
}

static void test_what_is_no_file_is_refused_at_once(void **state)
{
    static const char *const others[] = { "/dev/zero", "/tmp" };

    (void)state;
    fixed_length = 50;
    for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
        request.data = others[i];
        assert_refused("is not a regular file");
    }
    request.data = path;
    (void)unlink(path);
    assert_refused("No such file");
    assert_int_equal(mkfifo(path, 0600), 0); /* Nobody ever writes to it. */
    assert_refused("is not a regular file");
    (void)unlink(path);
    write_content();
    assert_refused("is empty");
}

static void test_long_records(void **state)
{
    ph_data_set data;

    (void)state;
    request.framing = PH_FRAMING_RDW;
    add_counted(65531);
    add_counted(1);
    add_counted(65531);
    write_content();
    read_launch(0, &data);
    assert_int_equal(data.timed_chunk_count, 1); /* More than is to be timed, and one at least. */
    assert_memory_equal(data.slots[0] + 4, content + 4, 65531);
    assert_int_equal(ph_data_set_read_rest(&data, reason), PH_FRAMING_STEP_RECORD);
    assert_int_equal(ph_data_set_read_rest(&data, reason), PH_FRAMING_STEP_RECORD);
    assert_memory_equal(data.slots[1] + 4, content + 65535 + 5 + 4, 65531);
    assert_int_equal(ph_data_set_read_rest(&data, reason), PH_FRAMING_STEP_END);
    ph_data_set_free(&data);

    request.framing = PH_FRAMING_FIXED;
    fixed_length = 16 * MIB;
    write_sparse(3 * 16 * MIB);
    read_launch(0, &data);
    assert_int_equal(data.timed_bytes, 16 * MIB);
    assert_int_equal(data.total_records, 3);
    assert_int_equal(ph_data_set_read_rest(&data, reason), PH_FRAMING_STEP_RECORD);
    assert_int_equal(ph_data_set_read_rest(&data, reason), PH_FRAMING_STEP_RECORD);
    assert_int_equal(ph_data_set_read_rest(&data, reason), PH_FRAMING_STEP_END);
    ph_data_set_free(&data);
}

static void test_more_records_than_32_bits_count(void **state)
{
    ph_data_set data;

    (void)state;
    fixed_length = 3;
    write_sparse(3 * ((UINT64_C(1) << 32) + 10));
    read_launch(0, &data);
    assert_true(data.total_records == (UINT64_C(1) << 32) + 10);
    assert_true(data.file_bytes == 3 * ((UINT64_C(1) << 32) + 10));
    ph_data_set_free(&data);
}

static uint64_t peak_bytes(void)
{
    struct rusage usage;

    assert_int_equal(getrusage(RUSAGE_SELF, &usage), 0);
    return (uint64_t)usage.ru_maxrss * 1024;
}

/* Memory is not time: what it takes is the same on every machine. */
static void test_memory_stays_bounded_whatever_the_length(void **state)
{
    ph_data_set data;
    uint64_t records;

    (void)state;
    request.input_bytes = 16 * MIB;
    request.chunk_bytes = MIB / 32;
    fixed_length = 1000;
    write_sparse(300000000);
    const uint64_t before = peak_bytes();
    read_launch(0, &data);
    records = data.timed_records;
    while (ph_data_set_read_rest(&data, reason) == PH_FRAMING_STEP_RECORD)
        records += data.chunks[data.chunk_count - 1].record_count;
    assert_string_equal(reason, "");
    assert_int_equal(records, 300000);
    ph_data_set_free(&data);
    assert_true(peak_bytes() - before < 32 * MIB);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup(name, set_up)
    const struct CMUnitTest tests[] = {
        TEST(test_memory_stays_bounded_whatever_the_length),
        TEST(test_fixed_records_of_any_length_around_the_limit),
        TEST(test_described_records_around_the_limit),
        TEST(test_a_short_chunk_at_the_end_is_not_timed_behind_a_gap),
        TEST(test_descriptor_words_are_handed_over_as_payload_lengths),
        TEST(test_what_does_not_fit_is_refused_by_record_and_byte),
        TEST(test_another_framing_that_would_fit_is_named),
        TEST(test_another_framing_that_fits_as_well_is_told),
        TEST(test_chunks_of_any_lengths_change_places),
        TEST(test_a_file_that_changes_meanwhile),
        TEST(test_what_is_no_file_is_refused_at_once),
        TEST(test_long_records),
        TEST(test_more_records_than_32_bits_count),
    };
#undef TEST

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
