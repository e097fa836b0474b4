/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The records in lines/ become the lines, or the errors, that are written beside them: by hand,
 * after the rules of the language and of z/Architecture. A file holds cases, each
 *
 *     === what it shows
 *     (a copybook, in either format)
 *     --- OPTION...
 *     (a record: two hexadecimal digits a byte, '...' in EBCDIC; blanks between them)
 *     = (its line)                        or ! STATUS BYTE PATH: WORDS
 *     ~ (the line of copybook-rs 0.8.1, where it is another: the record's number 1)
 *     # (why, and whatever else is to be said)
 *
 * with as many parts "---" as one likes, each for the same copybook; a record "@N" is the first N
 * bytes of the one before it that was written out. Options: shape=NAME,
 * controls=error|replace|pass, redefines=NAME, float=NAME, page=CCSID, variable, record=NAME,
 * pointer-bytes=N.
 *
 * Of each record also: nothing beside it is read, its line fits where it just fits, and where it
 * does not, nothing is written behind what there is; no line is longer than is promised.
 *
 *     line_decode_test [--peer LIBRARY] FILE...
 *
 * With copybook-rs' subject, what is of its shape is the same to the byte, or differs as is said.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "peer_lines.h"
#include "perfharness/record_lines.h"

enum { BYTES_MAX = 1 << 16, TAIL = 16, UNTOUCHED = 0xA5, SKIPPED = 77, TEXT_MAX_BYTES = 512 };

typedef struct line_test {
    const char *file;
    unsigned number; /* Of the line in it. */
    char title[128];
    char source[BYTES_MAX];
    size_t source_length;
    ph_copybook copybook;
    ph_line_options options;
    ph_line_decoder *decoder;
    void *decoder_memory;
    uint32_t pointer_bytes;
    char record_name[PH_COPYBOOK_NAME_MAX + 1];
    uint8_t whole[BYTES_MAX]; /* The record that was written out last. */
    size_t whole_length;
    uint8_t *record; /* The one at hand, alone in its memory. */
    size_t record_length;
    uint64_t record_number; /* In its part. */
    bool has_peer;
    bool is_peer_due; /* The peer's line of the record at hand was not looked at yet. */
    unsigned records, peer_lines, wrong;
} line_test;

static uint8_t memory[PH_COPYBOOK_MEMORY_MAX];

static void complain(line_test *test, const char *what, const char *more)
{
    printf("%s:%u: %s: %s%s\n", test->file, test->number, test->title, what, more);
    test->wrong++;
}

static bool begins(const char *line, const char *with)
{
    return strncmp(line, with, strlen(with)) == 0;
}

/* Which of a list's names it is; too many if none of them. */
#define FIND(NAME_OF, type, count, value)                                                          \
    static bool find_##type(const char *name, ph_line_##type *ret)                                 \
    {                                                                                              \
        for (unsigned i = 0; i < (count); i++)                                                     \
            if (strcmp(ph_line_##type##_name((ph_line_##type)i), name) == 0) {                     \
                *ret = (ph_line_##type)i;                                                          \
                return true;                                                                       \
            }                                                                                      \
        return false;                                                                              \
    }
FIND(ph_line_shape_name, shape, 2, shape)
FIND(ph_line_redefines_name, redefines, 3, redefines)
FIND(ph_line_float_name, float, 2, float)

static bool find_controls(const char *name, ph_control_policy *ret)
{
    *ret = strcmp(name, "error") == 0     ? PH_CONTROL_ERROR
           : strcmp(name, "replace") == 0 ? PH_CONTROL_REPLACE
                                          : PH_CONTROL_PASS;
    return *ret != PH_CONTROL_PASS || strcmp(name, "pass") == 0;
}

static bool set_option(line_test *test, const char *name, const char *value)
{
    static char page_name[16];

    if (strcmp(name, "shape") == 0)
        return find_shape(value, &test->options.shape);
    if (strcmp(name, "redefines") == 0)
        return find_redefines(value, &test->options.redefines);
    if (strcmp(name, "float") == 0)
        return find_float(value, &test->options.floats);
    if (strcmp(name, "controls") == 0)
        return find_controls(value, &test->options.controls);
    if (strcmp(name, "page") == 0) {
        test->options.page = ph_code_page_find((uint32_t)strtoul(value, NULL, 10));
        (void)snprintf(page_name, sizeof(page_name), "cp%.8s", value);
        test->options.page_name = page_name;
        return test->options.page != NULL;
    }
    if (strcmp(name, "pointer-bytes") == 0)
        test->pointer_bytes = (uint32_t)strtoul(value, NULL, 10);
    else if (strcmp(name, "record") == 0)
        (void)snprintf(test->record_name, sizeof(test->record_name), "%s", value);
    else if (strcmp(name, "variable") == 0)
        test->options.is_variable = true;
    else
        return false;
    return true;
}

static void set_options(line_test *test, char *words)
{
    char *rest = NULL;

    test->options = (ph_line_options){ .page = ph_code_page_find(37),
                                       .page_name = "cp037",
                                       .controls = PH_CONTROL_ERROR };
    test->pointer_bytes = 0;
    test->record_name[0] = '\0';
    for (char *word = strtok_r(words, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        char *equals = strchr(word, '=');

        if (equals)
            *equals++ = '\0';
        if (!set_option(test, word, equals ? equals : ""))
            complain(test, "no option: ", word);
    }
}

/* A part begins: its copybook is read, in its way. */
static void begin_part(line_test *test, char *words)
{
    ph_copybook_error error;
    const ph_record *record;

    set_options(test, words);
    free(test->decoder_memory);
    test->decoder_memory = NULL;
    test->decoder = NULL;
    test->record_number = 0;
    if (!ph_copybook_read(test->source, test->source_length,
                          &(ph_copybook_options){ .pointer_bytes = test->pointer_bytes }, memory,
                          sizeof(memory), &test->copybook, &error)) {
        complain(test, "its copybook is refused: ", error.message);
        return;
    }
    record =
        ph_copybook_find_record(&test->copybook, test->record_name[0] ? test->record_name : NULL);
    if (!record) {
        complain(test, "no such record", "");
        return;
    }
    test->decoder_memory = malloc(ph_line_decoder_size(&test->copybook, record));
    test->decoder =
        ph_line_decoder_make(&test->copybook, record, &test->options, test->decoder_memory);
}

static const char *encode_text(line_test *test, const char *text)
{
    const size_t length = strcspn(text, "'");
    const uint32_t end = (uint32_t)length;

    if (ph_text_encode(ph_codec_choose("scalar"), (ph_text_input){ (const uint8_t *)text, &end },
                       test->options.page,
                       (ph_column_output){ .cells = test->whole + test->whole_length,
                                           .stride = length,
                                           .width = length,
                                           .count = 1 })
            .status != PH_ENCODE_OK)
        complain(test, "no text of the code page: ", text);
    test->whole_length += length;
    return text + length + (text[length] == '\'');
}

/* The record of a line, in memory of its own. */
static void read_record(line_test *test, const char *line)
{
    if (line[0] == '@') {
        test->record_length = strtoul(line + 1, NULL, 10);
    } else {
        test->whole_length = 0;
        while (*line) {
            const char byte[] = { line[0], line[1], '\0' };

            if (*line == ' ') {
                line++;
            } else if (*line == '\'') {
                line = encode_text(test, line + 1);
            } else {
                if (!isxdigit((unsigned char)byte[0]) || !isxdigit((unsigned char)byte[1])) {
                    complain(test, "no record: ", line);
                    break;
                }
                test->whole[test->whole_length++] = (uint8_t)strtoul(byte, NULL, 16);
                line += 2;
            }
        }
        test->record_length = test->whole_length;
    }
    free(test->record);
    test->record = malloc(test->record_length > 0 ? test->record_length : 1);
    memcpy(test->record, test->whole, test->record_length);
    test->record_number++;
    test->records++;
}

static ph_line_result decode(line_test *test, uint8_t *out, size_t capacity)
{
    return ph_line_decode(test->decoder, test->record, test->record_length, test->record_number,
                          out, capacity);
}

static void check_error(line_test *test, const ph_line_result *result, const char *expected)
{
    char path[TEXT_MAX_BYTES], words[TEXT_MAX_BYTES], text[3 * TEXT_MAX_BYTES];

    (void)ph_line_failed_path(&test->copybook, result, path, sizeof(path));
    ph_line_failed_words(result, words, sizeof(words));
    (void)snprintf(text, sizeof(text), "%s %u %s: %s", ph_line_status_name(result->status),
                   result->byte, path, words);
    if (strcmp(text, expected) != 0)
        complain(test, "found ", text);
    if (result->length != 0)
        complain(test, "a record that fails has a line", "");
}

/* Wherever the line ends too early, it is said, and what is behind is not touched. */
static void check_capacities(line_test *test, size_t length, size_t length_max)
{
    uint8_t *room = malloc(length_max + TAIL);

    for (size_t capacity = 0; capacity <= length; capacity++) {
        memset(room, UNTOUCHED, length_max + TAIL);
        const ph_line_result result = decode(test, room, capacity);

        if (capacity < length ? result.status != PH_LINE_STATUS_OUTPUT_FULL || result.length != 0
                              : result.status != PH_LINE_STATUS_OK || result.length != length) {
            complain(test, "a capacity is taken wrongly", "");
            break;
        }
        for (size_t i = capacity; i < length_max + TAIL; i++)
            if (room[i] != UNTOUCHED) {
                complain(test, "something is written behind the capacity", "");
                capacity = length;
                break;
            }
    }
    free(room);
}

/* A batch of it alone is the same, with the kernels of any instruction set. */
static void check_batch(line_test *test, const char *isa, const ph_line_result *expected,
                        const char *line, size_t length_max)
{
    enum { HEADER = 4 };
    const ph_codec *codec = ph_codec_choose(isa);
    const size_t header = test->options.is_variable ? HEADER : 0;
    uint8_t *file = malloc(HEADER + test->record_length);
    uint8_t *out = malloc(length_max), *lent;

    file[0] = (uint8_t)(test->record_length >> 8);
    file[1] = (uint8_t)test->record_length;
    file[2] = file[3] = 0;
    memcpy(file + header, test->record, test->record_length);
    if (codec) {
        lent = malloc(ph_line_batch_size(test->decoder));
        const ph_line_batch_result result =
            ph_line_batch_decode(ph_line_batch_make(test->decoder, codec, lent),
                                 (ph_line_input){ file, header + test->record_length, 1,
                                                  header > 0 ? 0 : test->record_length },
                                 test->record_number, out, length_max);

        if (result.failed.status != expected->status || result.written != expected->length ||
            memcmp(out, line, expected->length) != 0 ||
            (expected->status != PH_LINE_STATUS_OK &&
             (result.failed.item != expected->item || result.failed.byte != expected->byte)))
            complain(test, "a batch is another: ", isa);
        free(lent);
    }
    free(out);
    free(file);
}

/* What should have become of the record at hand. */
static void check_record(line_test *test, const char *expected)
{
    const size_t length_max = test->decoder ? ph_line_length_max(test->decoder) : 0;
    static const char *const isas[] = { "scalar", "avx2", "avx512" };
    const bool is_error = expected[0] == '!';
    char *line = malloc(length_max + 1);
    ph_line_result result;

    if (!test->decoder || !test->record) {
        complain(test, "nothing to decode", "");
        free(line);
        return;
    }
    result = decode(test, (uint8_t *)line, length_max);
    line[result.length] = '\0';
    for (size_t i = 0; i < sizeof(isas) / sizeof(*isas); i++)
        check_batch(test, isas[i], &result, line, length_max);
    if (is_error || result.status != PH_LINE_STATUS_OK) {
        check_error(test, &result, is_error ? expected + 2 : "");
    } else if (result.length == 0 || line[result.length - 1] != '\n') {
        complain(test, "the line does not end", "");
    } else {
        line[result.length - 1] = '\0';
        if (strcmp(line, expected + 2) != 0)
            complain(test, "found ", line);
        check_capacities(test, result.length, length_max);
    }
    free(line);
}

/* Its own line of the record at hand, as that of the first of a file. */
static void write_first(line_test *test, char *line, size_t size)
{
    const ph_line_result result =
        ph_line_decode(test->decoder, test->record, test->record_length, 1, (uint8_t *)line, size);

    if (result.status == PH_LINE_STATUS_OK)
        line[result.length - 1] = '\0';
    else
        (void)snprintf(line, size, "!");
}

/* The peer's line of the record at hand is the same, or is another that is expected. */
static void check_peer(line_test *test, const char *expected)
{
    static char own[BYTES_MAX], peer[BYTES_MAX];
    const bool is_expected = expected[0] != '\0';

    if (!test->is_peer_due)
        return;
    test->is_peer_due = false;
    test->peer_lines++;
    write_first(test, own, sizeof(own));
    (void)snprintf(peer, sizeof(peer), "%s",
                   peer_lines_decode(test->source, test->source_length, &test->options,
                                     test->record, test->record_length, 1));
    peer[strcspn(peer, "\n")] = '\0';
    if (is_expected && strcmp(own, peer) == 0)
        complain(test, "the peer is expected to differ, and does not", "");
    else if (strcmp(peer, is_expected ? expected : own) != 0 &&
             (is_expected || own[0] != '!' || peer[0] != '!'))
        complain(test, "the peer has ", peer);
}

/* Can the peer be asked for what is asked for here? */
static bool is_for_peer(const line_test *test)
{
    return test->has_peer && test->decoder && test->options.shape == PH_LINE_SHAPE_COPYBOOK_RS &&
           test->options.redefines == PH_LINE_REDEFINES_ALL &&
           test->options.controls == PH_CONTROL_ERROR;
}

static void read_line(line_test *test, char *line)
{
    if (!begins(line, "~ ") && !begins(line, "#"))
        check_peer(test, "");
    if (begins(line, "=== ")) {
        (void)snprintf(test->title, sizeof(test->title), "%.127s", line + strlen("=== "));
        test->source_length = 0;
        test->decoder = NULL;
    } else if (begins(line, "---")) {
        begin_part(test, line + strlen("---"));
    } else if (!test->decoder) {
        test->source_length +=
            (size_t)snprintf(test->source + test->source_length,
                             sizeof(test->source) - test->source_length, "%s\n", line);
    } else if (begins(line, "= ") || begins(line, "! ")) {
        check_record(test, line);
        test->is_peer_due = is_for_peer(test);
    } else if (begins(line, "~ ")) {
        check_peer(test, line + 2);
    } else if (line[0] && line[0] != '#') {
        read_record(test, line);
    }
}

static void check_file(line_test *test, const char *path)
{
    static char line[BYTES_MAX];
    FILE *file = fopen(path, "r");

    *test = (line_test){ .file = path,
                         .has_peer = test->has_peer,
                         .records = test->records,
                         .peer_lines = test->peer_lines,
                         .wrong = test->wrong };
    if (!file) {
        complain(test, "cannot be opened", "");
        return;
    }
    while (fgets(line, sizeof(line), file)) {
        test->number++;
        line[strcspn(line, "\n")] = '\0';
        read_line(test, line);
    }
    check_peer(test, "");
    (void)fclose(file);
    free(test->record);
    free(test->decoder_memory);
}

int main(int argc, char **argv)
{
    static line_test test;
    int first = 1;

    if (argc > 2 && strcmp(argv[1], "--peer") == 0) {
        if (!peer_lines_open(argv[2]))
            return SKIPPED;
        test.has_peer = true;
        first = 3;
    }
    for (int i = first; i < argc; i++)
        check_file(&test, argv[i]);
    printf("%u records in %d files, %u of them compared with a peer's, %u wrong\n", test.records,
           argc - first, test.peer_lines, test.wrong);
    return test.wrong == 0 && test.records > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
