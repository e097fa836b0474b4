/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The copybooks in cases/ are laid out as it is written beside them, or refused as it is written:
 * by hand, after the rules of the language. A file holds cases, each
 *
 *     === what it shows
 *     --- source OPTION...
 *     (a copybook, as it is)
 *     --- layout                          or --- error KIND LINE COLUMN
 *     (copybook_text.h has the form)         (what the message says, a line each)
 *
 * With several sources, all of them mean the same. Options: format=NAME, as=NAME (how it is to be
 * read), pointer-bytes=N, replace=TAG=TEXT, crlf (its lines end so), places.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "copybook_promises.h"
#include "copybook_text.h"

enum { SOURCES_MAX = 8, REPLACEMENTS_MAX = 4, OPTION_MAX_BYTES = 64, WORDS_MAX_BYTES = 256 };

typedef struct case_source {
    const char *text;
    size_t length;
    unsigned line; /* In the file of cases. */
    ph_copybook_options options;
    ph_copybook_replacement replacements[REPLACEMENTS_MAX];
    char option_text[OPTION_MAX_BYTES * REPLACEMENTS_MAX];
    ph_source_format as; /* AUTO: any. */
    bool has_crlf, has_places;
} case_source;

typedef struct test_case {
    const char *file;
    char title[OPTION_MAX_BYTES * 2];
    case_source sources[SOURCES_MAX];
    size_t source_count;
    char error[OPTION_MAX_BYTES]; /* "KIND LINE COLUMN"; "" when there is a layout. */
    const char *expected;
    size_t expected_length;
} test_case;

static uint8_t memory[PH_COPYBOOK_MEMORY_MAX];

static ph_source_format format_of(const char *name)
{
    for (unsigned i = PH_SOURCE_FORMAT_AUTO; i <= PH_SOURCE_FORMAT_FREE; i++)
        if (strcmp(ph_source_format_name((ph_source_format)i), name) == 0)
            return (ph_source_format)i;
    fail_msg("\"%s\" is no source format", name);
    return PH_SOURCE_FORMAT_AUTO;
}

static void add_replacement(case_source *source, char *text)
{
    char *equals = strchr(text, '=');

    assert_non_null(equals);
    assert_true(source->options.replacement_count < REPLACEMENTS_MAX);
    *equals = '\0';
    source->replacements[source->options.replacement_count++] =
        (ph_copybook_replacement){ text, equals + 1 };
    source->options.replacements = source->replacements;
}

static void set_option(case_source *source, char *option)
{
    char *value = strchr(option, '=');

    if (value)
        *value++ = '\0';
    if (strcmp(option, "crlf") == 0)
        source->has_crlf = true;
    else if (strcmp(option, "places") == 0)
        source->has_places = true;
    else if (value && strcmp(option, "format") == 0)
        source->options.format = format_of(value);
    else if (value && strcmp(option, "as") == 0)
        source->as = format_of(value);
    else if (value && strcmp(option, "pointer-bytes") == 0)
        source->options.pointer_bytes = (uint32_t)strtoul(value, NULL, 10);
    else if (value && strcmp(option, "replace") == 0)
        add_replacement(source, value);
    else
        fail_msg("\"%s\" is no option of a source", option);
}

static void set_options(case_source *source, const char *options, size_t length)
{
    char *rest, *option;

    assert_true(length < sizeof(source->option_text));
    memcpy(source->option_text, options, length);
    for (option = strtok_r(source->option_text, " ", &rest); option;
         option = strtok_r(NULL, " ", &rest))
        set_option(source, option);
}

/* The source's text with the line ends that it is to have; the caller frees it. */
static char *text_of(const case_source *source, size_t *length)
{
    char *text = malloc(2 * source->length + 1);

    assert_non_null(text);
    *length = 0;
    for (size_t i = 0; i < source->length; i++) {
        if (source->has_crlf && source->text[i] == '\n')
            text[(*length)++] = '\r';
        text[(*length)++] = source->text[i];
    }
    return text;
}

/* What is not as it is written. One case that fails does not hide the others. */
__attribute__((format(printf, 3, 4))) static bool
complain(const test_case *test, const case_source *source, const char *format, ...)
{
    va_list arguments;

    (void)fprintf(stderr, "%s:%u: %s: ", test->file, source->line, test->title);
    va_start(arguments, format);
    (void)vfprintf(stderr, format, arguments);
    va_end(arguments);
    (void)fputc('\n', stderr);
    return false;
}

static bool check_layout(const test_case *test, const case_source *source, const char *text,
                         const ph_copybook *copybook)
{
    char *expected = strndup(test->expected, test->expected_length);
    char *found = copybook_text_new(copybook, text, source->has_places);
    uint32_t item;
    const char *broken = copybook_broken_promise(copybook, memory, sizeof(memory), &item);
    bool is_right = true;

    if (*test->error)
        is_right = complain(test, source, "it is read:\n%s", found);
    else if (strcmp(expected, found) != 0)
        is_right = complain(test, source, "expected:\n%sfound:\n%s", expected, found);
    if (broken)
        is_right = complain(test, source, "item %u: %s was expected", item, broken);
    if (source->as != PH_SOURCE_FORMAT_AUTO && source->as != copybook->format)
        is_right =
            complain(test, source, "it is read as %s", ph_source_format_name(copybook->format));
    free(expected);
    free(found);
    return is_right;
}

static bool check_words(const test_case *test, const case_source *source, const char *message)
{
    const char *end = test->expected + test->expected_length;

    for (const char *line = test->expected; line < end;) {
        char words[WORDS_MAX_BYTES];
        const size_t length = strcspn(line, "\n");

        assert_true(length < sizeof(words));
        (void)snprintf(words, sizeof(words), "%.*s", (int)length, line);
        if (!strstr(message, words))
            return complain(test, source, "expected: %s\nfound: %s", words, message);
        line += length + 1;
    }
    return true;
}

static bool check_refusal(const test_case *test, const case_source *source,
                          const ph_copybook_error *error)
{
    char found[OPTION_MAX_BYTES];
    const char *broken = copybook_broken_refusal(error, UINT32_MAX);

    (void)snprintf(found, sizeof(found), "%s %u %u", ph_copybook_error_name(error->kind),
                   error->line, error->column);
    if (strcmp(test->error, found) != 0)
        return complain(test, source, "expected: %s\nfound: %s: %s",
                        *test->error ? test->error : "a layout", found, error->message);
    if (broken)
        return complain(test, source, "%s was expected", broken);
    return check_words(test, source, error->message);
}

/* What is read is a copy that is gone when the copybook is looked at: it was lent for the call. */
static bool check_source(const test_case *test, const case_source *source)
{
    ph_copybook copybook;
    ph_copybook_error error;
    size_t length;
    char *text = text_of(source, &length), *lent = malloc(length + 1);
    bool is_right;

    assert_non_null(lent);
    memcpy(lent, text, length);
    is_right =
        ph_copybook_read(lent, length, &source->options, memory, sizeof(memory), &copybook, &error);
    memset(lent, 0xa5, length);
    free(lent);
    is_right = is_right ? check_layout(test, source, text, &copybook)
                        : check_refusal(test, source, &error);
    free(text);
    return is_right;
}

/* Counts what is wrong. */
static unsigned check_case(const test_case *test)
{
    unsigned wrong = 0;

    if (!test->expected || test->source_count == 0)
        fail_msg("%s: %s: a source, and a layout or an error, were expected", test->file,
                 test->title);
    for (size_t i = 0; i < test->source_count; i++)
        wrong += !check_source(test, &test->sources[i]);
    return wrong;
}

static bool begins(const char *line, const char *words)
{
    return strncmp(line, words, strlen(words)) == 0;
}

/* A line that begins with "--- " or "=== "; text is what stands behind it. */
static void read_heading(test_case *test, const char *line, size_t length, unsigned number)
{
    const char *end = line + length, *text = line + strcspn(line, "\n") + 1;

    if (begins(line, "=== ")) {
        (void)snprintf(test->title, sizeof(test->title), "%.*s", (int)length - 4, line + 4);
    } else if (begins(line, "--- source")) {
        case_source *added = &test->sources[test->source_count++];

        assert_true(test->source_count <= SOURCES_MAX);
        added->text = text;
        added->line = number;
        set_options(added, line + strlen("--- source"), (size_t)(end - line) - 10);
    } else if (begins(line, "--- layout\n")) {
        test->expected = text;
    } else if (begins(line, "--- error ")) {
        (void)snprintf(test->error, sizeof(test->error), "%.*s", (int)length - 10, line + 10);
        test->expected = text;
    } else {
        fail_msg("%s:%u: \"%.*s\" is no heading", test->file, number, (int)length, line);
    }
}

/* A line that is no heading belongs to the part that was begun last. */
static void add_line(test_case *test, size_t length)
{
    if (test->expected)
        test->expected_length += length + 1;
    else if (test->source_count > 0)
        test->sources[test->source_count - 1].length += length + 1;
}

/* Counts what is wrong. */
static unsigned check_cases(const char *file, const char *text)
{
    test_case test = { .file = file };
    unsigned number = 1, wrong = 0;

    for (const char *line = text; *line; number++) {
        const size_t length = strcspn(line, "\n");

        if (begins(line, "=== ") && test.source_count > 0) {
            wrong += check_case(&test);
            test = (test_case){ .file = file };
        }
        if (begins(line, "=== ") || begins(line, "--- "))
            read_heading(&test, line, length, number);
        else if (length > 0 || !test.expected)
            add_line(&test, length);
        line += length + (line[length] == '\n');
    }
    return wrong + check_case(&test);
}

/* The caller frees it. */
static char *read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    char *text = calloc(1, UINT32_C(1) << 20);

    if (!file)
        fail_msg("%s cannot be opened", path);
    assert_non_null(text);
    assert_true(fread(text, 1, (UINT32_C(1) << 20) - 1, file) > 0);
    assert_int_equal(fclose(file), 0);
    return text;
}

static void test_cases(void **state)
{
    const char *path = *state;
    char *text = read_file(path);

    assert_int_equal(check_cases(path, text), 0);
    free(text);
}

int main(int argc, char **argv)
{
    int failed = 0;

    for (int i = 1; i < argc; i++) {
        const char *name = strrchr(argv[i], '/') ? strrchr(argv[i], '/') + 1 : argv[i];
        const struct CMUnitTest test = { name, test_cases, NULL, NULL, argv[i] };

        failed += _cmocka_run_group_tests(name, &test, 1, NULL, NULL);
    }
    return failed == 0 && argc > 1 ? EXIT_SUCCESS : EXIT_FAILURE;
}
