/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/request.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "perfharness/subject.h"
#include "protocol/thread_count.h"
#include "worker/framing_walk.h"

enum { FIRST_OPTION = 256 }; /* What getopt_long() returns for it: above all characters. */

static const struct option options[] = {
#define X(id, name, value, place)                                                                  \
    [PH_WORKER_OPTION_##id] = { name, sizeof(value) > 1 ? required_argument : no_argument, NULL,   \
                                FIRST_OPTION + PH_WORKER_OPTION_##id },
    PH_WORKER_OPTION_LIST(X)
#undef X
        { NULL, 0, NULL, 0 },
};

#define USAGE_SYNOPSIS(text)                 ""
#define USAGE_LINE(text)                     " " text
#define USAGE_NEW_LINE(text)                 "\n         " text
#define OPTION_USAGE(id, name, value, place) USAGE_##place("--" name value)
#define OPTIONS_USAGE                        PH_WORKER_OPTION_LIST(OPTION_USAGE)

static const char usage[] =
    "usage: perfharness-worker describe --subject NAME=FILE... [--copybook FILE --data FILE]\n"
    "       perfharness-worker measure --subject NAME=FILE... --workload NAME [OPTION...]\n"
    "       perfharness-worker measure --subject NAME=FILE... --copybook FILE --data FILE "
    "[OPTION...]\n"
    "       perfharness-worker referee [--subject NAME=FILE] --workload NAME [OPTION...]\n"
    "       perfharness-worker stream --subject NAME=FILE --workload NAME [OPTION...]\n"
    "       perfharness-worker stream --subject NAME=FILE --copybook FILE --data FILE [OPTION...]\n"
    "       perfharness-worker count --subject NAME=FILE... --workload NAME [OPTION...]\n"
    "       perfharness-worker count --subject NAME=FILE... --copybook FILE --data FILE "
    "[OPTION...]\n"
    "       perfharness-worker vectors --subject NAME=FILE... --vectors FILE [OPTION...]\n"
    "       perfharness-worker layout --subject NAME=FILE... --copybook FILE... "
    "[OPTION...]\n"
    "       perfharness-worker decode --subject NAME=FILE --copybook FILE --data FILE [OPTION...]\n"
    "       perfharness-worker prove --copybook FILE --data FILE [OPTION...]\n"
    "options:" OPTIONS_USAGE "\n"
    "Started by perfharness for each launch; prints one JSON object per line.\n";

static bool refuse(const char *what, const char *found)
{
    (void)fprintf(stderr, "perfharness-worker: %s: %s\n%s", what, found, usage);
    return false;
}

static bool parse_number(const char *text, uint64_t *ret)
{
    char *end;

    errno = 0;
    *ret = strtoull(text, &end, 10);
    if (errno || end == text || *end || *text == '-')
        return refuse("a number on the command line", "a whole number was expected");
    return true;
}

/* Splits in place: argv's strings are ours to write to. */
static bool add_subject(ph_request *request, char *text)
{
    char *equals = strchr(text, '=');

    if (!equals || request->subject_count == PH_REQUEST_SUBJECTS_MAX)
        return refuse("--subject", "NAME=FILE was expected, at most 16 times");
    *equals = '\0';
    request->subjects[request->subject_count++] = (ph_request_subject){ text, equals + 1, "" };
    return true;
}

static bool add_subject_options(ph_request *request, const char *text)
{
    if (request->subject_count == 0)
        return refuse("--subject-options", "a --subject was expected before it");
    request->subjects[request->subject_count - 1].options = text;
    return true;
}

static bool add_limit(ph_request *request, const char *name)
{
    const ph_limit *limit = ph_limit_find(name);

    if (!limit || request->limit_count == PH_REQUEST_LIMITS_MAX)
        return refuse("--limit: there is no such limit, or too many are asked for", name);
    request->limits[request->limit_count++] = limit;
    return true;
}

static bool add_skip(ph_request *request, const char *text)
{
    if (request->skip_count == PH_REQUEST_SKIPS_MAX)
        return refuse("--skip", "given too often");
    request->skips[request->skip_count++] = text;
    return true;
}

static bool add_copybook(ph_request *request, const char *path)
{
    if (request->copybook_count == PH_REQUEST_COPYBOOKS_MAX)
        return refuse("--copybook", "given too often");
    request->copybooks[request->copybook_count++] = path;
    request->copybook = request->copybooks[0];
    return true;
}

/* Groups are named from the process' own up; a quota hardly hides above so many. */
static bool add_throttling(ph_request *request, const char *path)
{
    if (request->throttling_file_count < PH_THROTTLING_FILES_MAX)
        request->throttling_files[request->throttling_file_count++] = path;
    return true;
}

static bool parse_workload(ph_request *request, const char *name)
{
    request->workload = ph_workload_find(name);
    return request->workload || refuse("--workload: there is no such workload", name);
}

static bool parse_framing(ph_request *request, const char *name)
{
    for (ph_framing framing = 0; framing < PH_FRAMING_COUNT; framing++)
        if (strcmp(ph_framing_name(framing), name) == 0) {
            request->framing = framing;
            return true;
        }
    return refuse("--record-format: " PH_FRAMING_NAMES " was expected", name);
}

/* A name, and the value of perfharness/subject.h that it stands for. */
typedef struct named_value {
    const char *name;
    uint32_t value;
} named_value;

/* option: what was expected. */
static bool parse_named(const named_value *values, size_t count, const char *option,
                        const char *name, uint32_t *ret)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(values[i].name, name) == 0) {
            *ret = values[i].value;
            return true;
        }
    return refuse(option, name);
}

#define PARSE_NAMED(values, option, name, ret)                                                     \
    parse_named(values, sizeof(values) / sizeof(*(values)), option, name, ret)

static bool parse_float_format(ph_request *request, const char *name)
{
    static const named_value formats[] = {
#define X(id, name, separator, floats) { (name), PH_FLOAT_##id },
        PH_FLOAT_FORMAT_LIST(X)
#undef X
    };

    return PARSE_NAMED(formats, "--float: " PH_FLOAT_FORMAT_NAMES " was expected", name,
                       &request->float_format);
}

static bool parse_shape(ph_request *request, const char *name)
{
    static const named_value shapes[] = {
#define X(id, name, separator, is) { (name), PH_LINES_##id },
        PH_LINE_SHAPES(X)
#undef X
    };

    return PARSE_NAMED(shapes, "--shape: " PH_LINE_SHAPE_NAMES " was expected", name,
                       &request->shape);
}

static bool parse_controls(ph_request *request, const char *name)
{
    static const named_value controls[] = {
#define X(id, name, separator, means) { (name), PH_CONTROLS_##id },
        PH_CONTROLS_LIST(X)
#undef X
    };

    return PARSE_NAMED(controls, "--controls: " PH_CONTROLS_NAMES " was expected", name,
                       &request->controls);
}

static bool parse_redefines(ph_request *request, const char *name)
{
    static const named_value redefines[] = {
#define X(id, name, separator, means) { (name), PH_REDEFINES_##id },
        PH_REDEFINES_LIST(X)
#undef X
    };

    return PARSE_NAMED(redefines, "--redefines: " PH_REDEFINES_NAMES " was expected", name,
                       &request->redefines);
}

static bool parse_source_format(ph_request *request, const char *name)
{
    static const char *const names[] = {
#define X(id, name) [PH_SOURCE_FORMAT_##id] = (name),
        PH_SOURCE_FORMAT_LIST(X)
#undef X
    };

    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (strcmp(names[i], name) == 0) {
            request->source_format = (ph_source_format)i;
            return true;
        }
    return refuse("--source-format: there is no such format", name);
}

/* Splits in place, as subjects are. */
static bool add_replacement(ph_request *request, char *text)
{
    char *equals = strchr(text, '=');

    if (!equals || request->replacement_count == PH_REPLACEMENTS_MAX)
        return refuse("--replace: TAG=TEXT was expected, and not as often", text);
    *equals = '\0';
    request->replacements[request->replacement_count++] =
        (ph_copybook_replacement){ text, equals + 1 };
    return true;
}

static bool parse_layout_policy(ph_request *request, const char *name)
{
    static const char *const names[] = {
#define X(id, name, separator) [PH_LAYOUT_POLICY_##id] = (name),
        PH_LAYOUT_POLICY_LIST(X)
#undef X
    };

    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (strcmp(names[i], name) == 0) {
            request->layout_policy = (ph_layout_policy)i;
            return true;
        }
    return refuse("--layout-differs: " PH_LAYOUT_POLICY_NAMES " was expected", name);
}

static bool parse_ccsid(ph_request *request, const char *text)
{
    uint64_t number = 0;
    const bool is_ok = parse_number(text, &number);

    request->ccsid = (uint32_t)number;
    return is_ok;
}

static bool parse_threads(ph_request *request, const char *text)
{
    return parse_number(text, &request->threads) &&
           ((request->threads >= 1 && request->threads <= PH_THREADS_MAX) ||
            refuse("--threads: 1 to " PH_THREADS_MAX_TEXT " was expected", text));
}

static bool parse_descriptor(const char *text, int *ret)
{
    uint64_t number = 0;
    const bool is_ok = parse_number(text, &number);

    *ret = (int)number;
    return is_ok;
}

static bool parse_option(ph_request *request, ph_worker_option option, char *argument)
{
    switch (option) {
    case PH_WORKER_OPTION_SUBJECT: return add_subject(request, argument);
    case PH_WORKER_OPTION_SUBJECT_OPTIONS: return add_subject_options(request, argument);
    case PH_WORKER_OPTION_LIMIT: return add_limit(request, argument);
    case PH_WORKER_OPTION_SKIP: return add_skip(request, argument);
    case PH_WORKER_OPTION_THROTTLING: return add_throttling(request, argument);
    case PH_WORKER_OPTION_WORKLOAD: return parse_workload(request, argument);
    case PH_WORKER_OPTION_COPYBOOK: return add_copybook(request, argument);
    case PH_WORKER_OPTION_DATA: request->data = argument; return true;
    case PH_WORKER_OPTION_VECTORS: request->vectors = argument; return true;
    case PH_WORKER_OPTION_CCSID: return parse_ccsid(request, argument);
    case PH_WORKER_OPTION_RECORD_FORMAT: return parse_framing(request, argument);
    case PH_WORKER_OPTION_FLOAT: return parse_float_format(request, argument);
    case PH_WORKER_OPTION_SHAPE: return parse_shape(request, argument);
    case PH_WORKER_OPTION_SHOW_BYTES: request->shows_bytes = true; return true;
    case PH_WORKER_OPTION_CONTROLS: return parse_controls(request, argument);
    case PH_WORKER_OPTION_REDEFINES: return parse_redefines(request, argument);
    case PH_WORKER_OPTION_RECORD: request->record = argument; return true;
    case PH_WORKER_OPTION_SOURCE_FORMAT: return parse_source_format(request, argument);
    case PH_WORKER_OPTION_REPLACE: return add_replacement(request, argument);
    case PH_WORKER_OPTION_POINTER_BYTES: return parse_number(argument, &request->pointer_bytes);
    case PH_WORKER_OPTION_LAYOUT_DIFFERS: return parse_layout_policy(request, argument);
    case PH_WORKER_OPTION_EXPECT: request->expect = argument; return true;
    case PH_WORKER_OPTION_CHECK_ALL: request->is_check_all = true; return true;
    case PH_WORKER_OPTION_LINES_OF: request->lines_of = argument; return true;
    case PH_WORKER_OPTION_SEED: return parse_number(argument, &request->seed);
    case PH_WORKER_OPTION_LAUNCH: return parse_number(argument, &request->launch);
    case PH_WORKER_OPTION_DRAW: return parse_number(argument, &request->draw);
    case PH_WORKER_OPTION_INPUT_BYTES: return parse_number(argument, &request->input_bytes);
    case PH_WORKER_OPTION_CHUNK_BYTES: return parse_number(argument, &request->chunk_bytes);
    case PH_WORKER_OPTION_COLD: request->is_cold = true; return true;
    case PH_WORKER_OPTION_COPYBOOK_ONLY: request->is_copybook_only = true; return true;
    case PH_WORKER_OPTION_CPU_EVENTS: request->has_events = true; return true;
    case PH_WORKER_OPTION_CALLS: request->has_calls = true; return true;
    case PH_WORKER_OPTION_THREADS: return parse_threads(request, argument);
    case PH_WORKER_OPTION_SAMPLE_MS: return parse_number(argument, &request->sample_ms);
    case PH_WORKER_OPTION_BLOCK_US: return parse_number(argument, &request->block_us);
    case PH_WORKER_OPTION_SPAWNED_AT_NS: return parse_number(argument, &request->spawned_at_ns);
    case PH_WORKER_OPTION_BEACON_FD: return parse_descriptor(argument, &request->beacon_descriptor);
    case PH_WORKER_OPTION_SANDBOX_FD:
        return parse_descriptor(argument, &request->sandbox_descriptor);
    case PH_WORKER_OPTION_NO_NEW_CODE_FD:
        return parse_descriptor(argument, &request->no_new_code_descriptor);
    }
    return false;
}

static bool parse_options(ph_request *request, int argc, char **argv)
{
    int option;

    optind = 2;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option < FIRST_OPTION) {
            (void)fputs(usage, stderr);
            return false;
        }
        if (!parse_option(request, (ph_worker_option)(option - FIRST_OPTION), optarg))
            return false;
    }
    return optind == argc || refuse("unexpected argument", argv[optind]);
}

static const char *const command_names[] = {
#define X(id, name) [PH_WORKER_COMMAND_##id] = (name),
    PH_WORKER_COMMAND_LIST(X)
#undef X
};

static bool parse_command(const char *text, ph_worker_command *ret)
{
    for (size_t i = 0; i < sizeof(command_names) / sizeof(*command_names); i++)
        if (strcmp(command_names[i], text) == 0) {
            *ret = (ph_worker_command)i;
            return true;
        }
    return refuse("command", text);
}

/* Of records: what is measured needs some, a layout is of the copybook alone. */
static bool check_records(const ph_request *request)
{
    const ph_worker_command command = request->command;

    if (request->copybook_count > 1 &&
        (command != PH_WORKER_COMMAND_LAYOUT || request->record || request->replacement_count > 0))
        return refuse("--copybook", "only layout takes several, as they are");
    if (command == PH_WORKER_COMMAND_LAYOUT)
        return (request->copybook && !request->data && !request->workload) ||
               refuse(command_names[command], "--copybook is needed, and it alone");
    if ((request->copybook == NULL) != (request->data == NULL))
        return refuse("--copybook and --data", "each needs the other");
    if (command != PH_WORKER_COMMAND_DESCRIBE && command != PH_WORKER_COMMAND_VECTORS &&
        (request->workload == NULL) == (request->copybook == NULL))
        return refuse(command_names[command],
                      "either --workload or --copybook and --data is needed");
    return true;
}

static bool check(const ph_request *request)
{
    const ph_worker_command command = request->command;

    if (request->subject_count == 0 && command != PH_WORKER_COMMAND_REFEREE &&
        command != PH_WORKER_COMMAND_PROVE)
        return refuse("--subject", "at least one is needed");
    if ((command == PH_WORKER_COMMAND_VECTORS) != (request->vectors != NULL))
        return refuse("--vectors", "belongs to the command vectors, which needs it");
    if (!check_records(request))
        return false;
    if (command == PH_WORKER_COMMAND_DECODE && (request->subject_count != 1 || !request->copybook))
        return refuse(command_names[command], "one --subject, --copybook and --data are needed");
    if (command == PH_WORKER_COMMAND_PROVE && (request->subject_count > 0 || !request->copybook))
        return refuse(command_names[command], "--copybook and --data are needed, and no --subject");
    if (request->limit_count > 0 &&
        (command == PH_WORKER_COMMAND_DESCRIBE || command == PH_WORKER_COMMAND_VECTORS ||
         command == PH_WORKER_COMMAND_LAYOUT || command == PH_WORKER_COMMAND_DECODE))
        return refuse("--limit", "belongs to what is measured");
    if ((request->has_calls || request->threads) && request->workload &&
        request->workload->level == PH_LEVEL_KERNEL)
        return refuse("--calls and --threads: the workload has columns, and no records",
                      request->workload->name);
    if (request->chunk_bytes == 0 || request->input_bytes == 0)
        return refuse("--chunk-bytes and --input-bytes", "must not be 0");
    return true;
}

bool ph_request_parse(int argc, char **argv, ph_request *ret)
{
    ph_request request = {
        .ccsid = 37,
        .framing = PH_FRAMING_FIXED,
        .float_format = PH_FLOAT_HEXADECIMAL,
        .controls = PH_CONTROLS_ERROR,
        .redefines = PH_REDEFINES_ALL,
        .seed = 1,
        .input_bytes = UINT64_C(256) * 1024,
        .chunk_bytes = UINT64_C(64) * 1024,
        .sample_ms = 200,
        .block_us = 300,
        .beacon_descriptor = -1,
        .sandbox_descriptor = -1,
        .no_new_code_descriptor = -1,
    };

    if (argc < 2)
        return refuse(
            "command",
            "describe, measure, referee, stream, count, vectors, layout, decode or prove was "
            "expected");
    if (!parse_command(argv[1], &request.command))
        return false;
    if (request.command != PH_WORKER_COMMAND_DECODE)
        request.shape = PH_LINES_COPYBOOK_RS;
    if (!parse_options(&request, argc, argv) || !check(&request))
        return false;
    *ret = request;
    return true;
}
