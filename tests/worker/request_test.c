/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Every option of protocol/worker_option.h is accepted, says something, and is named in the usage.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "worker/request.h"

enum { ARGUMENTS_MAX = 16 };

static const char *const names[] = {
#define X(id, name, value, place) [PH_WORKER_OPTION_##id] = "--" name,
    PH_WORKER_OPTION_LIST(X)
#undef X
};

/* As the usage shows them: " N", " fixed|rdw", "". */
static const char *const shown[] = {
#define X(id, name, value, place) [PH_WORKER_OPTION_##id] = (value),
    PH_WORKER_OPTION_LIST(X)
#undef X
};

enum { OPTION_COUNT = sizeof(names) / sizeof(*names) };

/* A value that is not the default; NULL: the option takes none. */
static const char *sample_value(ph_worker_option option)
{
    if (option == PH_WORKER_OPTION_WORKLOAD)
        return "comp3";
    if (option == PH_WORKER_OPTION_LIMIT)
        return "memcpy";
    if (option == PH_WORKER_OPTION_RECORD_FORMAT)
        return "rdw";
    if (option == PH_WORKER_OPTION_FLOAT)
        return "ieee";
    if (option == PH_WORKER_OPTION_CONTROLS)
        return "pass";
    if (option == PH_WORKER_OPTION_REDEFINES)
        return "valid";
    if (option == PH_WORKER_OPTION_SHAPE)
        return "plain";
    if (option == PH_WORKER_OPTION_SOURCE_FORMAT)
        return "free";
    if (option == PH_WORKER_OPTION_REPLACE)
        return "tag=text";
    if (option == PH_WORKER_OPTION_LAYOUT_DIFFERS)
        return "warn";
    if (strcmp(shown[option], " NAME=FILE") == 0)
        return "name=file";
    if (strcmp(shown[option], " N") == 0)
        return "7";
    return *shown[option] ? "text" : NULL;
}

/* One command line. The parser writes to its texts, and keeps pointers to them. */
typedef struct command_line {
    char texts[ARGUMENTS_MAX][32];
    char *arguments[ARGUMENTS_MAX + 1];
    int count;
} command_line;

static void add(command_line *line, const char *text)
{
    char *copy = line->texts[line->count];

    assert_true(line->count < ARGUMENTS_MAX);
    (void)snprintf(copy, sizeof(line->texts[0]), "%s", text);
    line->arguments[line->count++] = copy;
    line->arguments[line->count] = NULL;
}

static void add_option(command_line *line, ph_worker_option option)
{
    add(line, names[option]);
    if (sample_value(option))
        add(line, sample_value(option));
}

/* What must be there for this option to make sense. */
static void begin(command_line *line, ph_worker_option option)
{
    const int is_vectors = option == PH_WORKER_OPTION_VECTORS;
    const int is_limit = option == PH_WORKER_OPTION_LIMIT; /* Only what is measured has some. */

    *line = (command_line){ .count = 0 };
    add(line, "perfharness-worker");
    add(line, is_vectors ? "vectors" : is_limit ? "measure" : "describe");
    add(line, "--subject");
    add(line, "a=b");
    if (is_limit)
        add_option(line, PH_WORKER_OPTION_WORKLOAD);
    if (option == PH_WORKER_OPTION_COPYBOOK)
        add_option(line, PH_WORKER_OPTION_DATA);
    if (option == PH_WORKER_OPTION_DATA)
        add_option(line, PH_WORKER_OPTION_COPYBOOK);
}

static void parse(command_line *line, ph_request *ret)
{
    assert_true(ph_request_parse(line->count, line->arguments, ret));
}

static void test_each_option_is_accepted(void **state)
{
    (void)state;
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const ph_worker_option option = (ph_worker_option)i;
        command_line line;
        ph_request request;

        print_message("%s%s\n", names[option], shown[option]);
        begin(&line, option);
        add_option(&line, option);
        parse(&line, &request);
    }
}

static void test_each_option_that_stands_alone_changes_the_request(void **state)
{
    (void)state;
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const ph_worker_option option = (ph_worker_option)i;
        static command_line line; /* Its texts stand in one place: pointers to them compare. */
        static ph_request without, same, with;

        if (option == PH_WORKER_OPTION_VECTORS || option == PH_WORKER_OPTION_COPYBOOK ||
            option == PH_WORKER_OPTION_DATA)
            continue; /* Not without them. */
        print_message("%s\n", names[option]);
        begin(&line, option);
        parse(&line, &without);
        begin(&line, option);
        parse(&line, &same);
        assert_memory_equal(&without, &same, sizeof(same));
        begin(&line, option);
        add_option(&line, option);
        parse(&line, &with);
        assert_memory_not_equal(&without, &with, sizeof(with));
    }
}

static void test_limits_are_refused_where_nothing_is_measured(void **state)
{
    command_line line = { .count = 0 };
    ph_request request;

    (void)state;
    begin(&line, PH_WORKER_OPTION_SEED); /* "describe" */
    add_option(&line, PH_WORKER_OPTION_LIMIT);
    assert_false(ph_request_parse(line.count, line.arguments, &request));
}

/* Is this command with these options accepted? */
static bool is_command(const char *command, const ph_worker_option *options, size_t count)
{
    command_line line = { .count = 0 };
    ph_request request;

    add(&line, "perfharness-worker");
    add(&line, command);
    add(&line, "--subject");
    add(&line, "a=b");
    for (size_t i = 0; i < count; i++)
        add_option(&line, options[i]);
    return ph_request_parse(line.count, line.arguments, &request);
}

static bool is_layout(const ph_worker_option *options, size_t count)
{
    return is_command("layout", options, count);
}

static void test_what_is_decoded_is_a_file_by_one_subject(void **state)
{
    static const ph_worker_option all[] = { PH_WORKER_OPTION_COPYBOOK, PH_WORKER_OPTION_DATA,
                                            PH_WORKER_OPTION_SUBJECT };
    static const ph_worker_option workload[] = { PH_WORKER_OPTION_WORKLOAD };
    static const ph_worker_option limit[] = { PH_WORKER_OPTION_COPYBOOK, PH_WORKER_OPTION_DATA,
                                              PH_WORKER_OPTION_LIMIT };

    (void)state;
    assert_true(is_command("decode", all, 2));
    assert_false(is_command("decode", all, 0));
    assert_false(is_command("decode", all, 1));
    assert_false(is_command("decode", all, 3));
    assert_false(is_command("decode", workload, 1));
    assert_false(is_command("decode", limit, 3));
}

static void test_a_layout_is_of_a_copybook_alone(void **state)
{
    static const ph_worker_option data[] = { PH_WORKER_OPTION_COPYBOOK, PH_WORKER_OPTION_DATA };
    static const ph_worker_option workload[] = { PH_WORKER_OPTION_COPYBOOK,
                                                 PH_WORKER_OPTION_WORKLOAD };
    static const ph_worker_option several[] = { PH_WORKER_OPTION_COPYBOOK,
                                                PH_WORKER_OPTION_COPYBOOK };

    (void)state;
    assert_true(is_layout(several, 2));
    assert_true(is_layout(data, 1));
    assert_false(is_layout(data, 0));
    assert_false(is_layout(data, 2));
    assert_false(is_layout(workload, 2));
}

static void test_what_is_measured_is_of_one_copybook(void **state)
{
    command_line line = { .count = 0 };
    ph_request request;

    (void)state;
    begin(&line, PH_WORKER_OPTION_COPYBOOK);
    add_option(&line, PH_WORKER_OPTION_COPYBOOK);
    assert_true(ph_request_parse(line.count, line.arguments, &request));
    add_option(&line, PH_WORKER_OPTION_COPYBOOK);
    assert_false(ph_request_parse(line.count, line.arguments, &request));
}

/* Those of columns are none of records. */
static void test_calls_are_refused_where_there_are_no_records(void **state)
{
    static const struct {
        const char *workload;
        bool is_accepted;
    } cases[] = { { "comp3", false }, { "encode-comp3", false }, { "record-comp3", true } };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        command_line line = { .count = 0 };
        ph_request request;

        add(&line, "perfharness-worker");
        add(&line, "measure");
        add(&line, "--subject");
        add(&line, "a=b");
        add(&line, "--workload");
        add(&line, cases[i].workload);
        add_option(&line, PH_WORKER_OPTION_CALLS);
        assert_int_equal(ph_request_parse(line.count, line.arguments, &request),
                         cases[i].is_accepted);
    }
}

/* What a command cannot do without. */
static void add_needed(command_line *line, ph_worker_command command)
{
    const int has_own_data =
        command == PH_WORKER_COMMAND_DECODE || command == PH_WORKER_COMMAND_PROVE;

    add_option(line, command == PH_WORKER_COMMAND_VECTORS ? PH_WORKER_OPTION_VECTORS
                     : command == PH_WORKER_COMMAND_LAYOUT || has_own_data
                         ? PH_WORKER_OPTION_COPYBOOK
                         : PH_WORKER_OPTION_WORKLOAD);
    if (has_own_data)
        add_option(line, PH_WORKER_OPTION_DATA);
}

static void test_each_command_is_known(void **state)
{
    static const char *const commands[] = {
#define X(id, name) [PH_WORKER_COMMAND_##id] = (name),
        PH_WORKER_COMMAND_LIST(X)
#undef X
    };

    (void)state;
    for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
        command_line line = { .count = 0 };
        ph_request request;

        add(&line, "perfharness-worker");
        add(&line, commands[i]);
        if (i != PH_WORKER_COMMAND_PROVE) {
            add(&line, "--subject");
            add(&line, "a=b");
        }
        add_needed(&line, (ph_worker_command)i);
        parse(&line, &request);
        assert_int_equal(request.command, i);
    }
}

/* What the parser says on standard error when it is given nothing. */
static void read_usage(char *ret, size_t size)
{
    const int standard_error = dup(STDERR_FILENO);
    char program[] = "perfharness-worker", *arguments[] = { program, NULL };
    FILE *file = tmpfile();
    ph_request request;
    size_t length;

    assert_true(standard_error >= 0 && file);
    (void)dup2(fileno(file), STDERR_FILENO);
    const bool is_accepted = ph_request_parse(1, arguments, &request);
    (void)dup2(standard_error, STDERR_FILENO);
    (void)close(standard_error);
    rewind(file);
    length = fread(ret, 1, size - 1, file);
    ret[length] = '\0';
    (void)fclose(file);
    assert_false(is_accepted);
}

static void test_each_option_and_command_is_named_in_the_usage(void **state)
{
    static char usage[4096];
    char expected[128];

    (void)state;
    read_usage(usage, sizeof(usage));
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        (void)snprintf(expected, sizeof(expected), "%s%s", names[i], shown[i]);
        if (!strstr(usage, expected))
            fail_msg("%s is not in the usage", expected);
    }
    /* Only a referee is also started without a subject, and who proves, without any. */
#define X(id, name)                                                                                \
    assert_non_null(strstr(usage, PH_WORKER_COMMAND_##id == PH_WORKER_COMMAND_REFEREE              \
                                      ? "perfharness-worker " name " [--subject NAME=FILE]"        \
                                  : PH_WORKER_COMMAND_##id == PH_WORKER_COMMAND_PROVE              \
                                      ? "perfharness-worker " name " --copybook"                   \
                                      : "perfharness-worker " name " --subject"));
    PH_WORKER_COMMAND_LIST(X)
#undef X
}

/* A referee that has none tells what a turn costs without work, and nobody's code is where lines
 * are proven; what is measured needs one. */
static void test_who_is_started_without_a_subject(void **state)
{
    static const char *const commands[] = {
#define X(id, name) [PH_WORKER_COMMAND_##id] = (name),
        PH_WORKER_COMMAND_LIST(X)
#undef X
    };

    (void)state;
    for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
        command_line line = { .count = 0 };
        ph_request request;

        add(&line, "perfharness-worker");
        add(&line, commands[i]);
        add_needed(&line, (ph_worker_command)i);
        assert_int_equal(ph_request_parse(line.count, line.arguments, &request),
                         i == PH_WORKER_COMMAND_REFEREE || i == PH_WORKER_COMMAND_PROVE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_option_is_accepted),
        cmocka_unit_test(test_each_option_that_stands_alone_changes_the_request),
        cmocka_unit_test(test_limits_are_refused_where_nothing_is_measured),
        cmocka_unit_test(test_a_layout_is_of_a_copybook_alone),
        cmocka_unit_test(test_what_is_decoded_is_a_file_by_one_subject),
        cmocka_unit_test(test_what_is_measured_is_of_one_copybook),
        cmocka_unit_test(test_calls_are_refused_where_there_are_no_records),
        cmocka_unit_test(test_each_command_is_known),
        cmocka_unit_test(test_each_option_and_command_is_named_in_the_usage),
        cmocka_unit_test(test_who_is_started_without_a_subject),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
