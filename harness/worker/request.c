/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/request.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "perfharness/subject.h"

typedef enum request_option {
    OPTION_SUBJECT = 256,
    OPTION_SUBJECT_OPTIONS,
    OPTION_SKIP,
    OPTION_LIMIT,
    OPTION_WORKLOAD,
    OPTION_COPYBOOK,
    OPTION_DATA,
    OPTION_CCSID,
    OPTION_RECORD_FORMAT,
    OPTION_SEED,
    OPTION_LAUNCH,
    OPTION_INPUT_BYTES,
    OPTION_CHUNK_BYTES,
    OPTION_COLD,
    OPTION_SAMPLE_MS,
    OPTION_BLOCK_US,
    OPTION_SPAWNED_AT_NS,
    OPTION_BEACON_FD,
    OPTION_VECTORS,
    OPTION_THROTTLING,
} request_option;

static const struct option options[] = {
    { "subject", required_argument, NULL, OPTION_SUBJECT },
    { "subject-options", required_argument, NULL, OPTION_SUBJECT_OPTIONS },
    { "skip", required_argument, NULL, OPTION_SKIP },
    { "limit", required_argument, NULL, OPTION_LIMIT },
    { "workload", required_argument, NULL, OPTION_WORKLOAD },
    { "copybook", required_argument, NULL, OPTION_COPYBOOK },
    { "data", required_argument, NULL, OPTION_DATA },
    { "ccsid", required_argument, NULL, OPTION_CCSID },
    { "record-format", required_argument, NULL, OPTION_RECORD_FORMAT },
    { "seed", required_argument, NULL, OPTION_SEED },
    { "launch", required_argument, NULL, OPTION_LAUNCH },
    { "input-bytes", required_argument, NULL, OPTION_INPUT_BYTES },
    { "chunk-bytes", required_argument, NULL, OPTION_CHUNK_BYTES },
    { "cold", no_argument, NULL, OPTION_COLD },
    { "sample-ms", required_argument, NULL, OPTION_SAMPLE_MS },
    { "block-us", required_argument, NULL, OPTION_BLOCK_US },
    { "spawned-at-ns", required_argument, NULL, OPTION_SPAWNED_AT_NS },
    { "beacon-fd", required_argument, NULL, OPTION_BEACON_FD },
    { "vectors", required_argument, NULL, OPTION_VECTORS },
    { "throttling", required_argument, NULL, OPTION_THROTTLING },
    { NULL, 0, NULL, 0 },
};

static const char usage[] =
    "usage: perfharness-worker describe --subject NAME=FILE... [--copybook FILE --data FILE]\n"
    "       perfharness-worker measure --subject NAME=FILE... --workload NAME [OPTION...]\n"
    "       perfharness-worker measure --subject NAME=FILE... --copybook FILE --data FILE "
    "[OPTION...]\n"
    "       perfharness-worker count --subject NAME=FILE... --workload NAME [OPTION...]\n"
    "       perfharness-worker vectors --subject NAME=FILE... --vectors FILE [OPTION...]\n"
    "options: --subject-options TEXT (of the subject before it) --limit NAME\n"
    "         --skip SUBJECT/LEVEL --ccsid N --record-format fixed|rdw --seed N --launch N\n"
    "         --input-bytes N --chunk-bytes N --cold --sample-ms N --block-us N "
    "--spawned-at-ns N\n         --beacon-fd N --throttling FILE (cpu.stat of a control group)\n"
    "Started by perfharness for each launch; prints one JSON object per line.\n";

static bool refuse(const char *what, const char *found)
{
    (void)fprintf(stderr, "perfharness-worker: %s: %s\n%s", what, found, usage);
    return false;
}

static bool parse_number(const char *option, const char *text, uint64_t *ret)
{
    char *end;

    errno = 0;
    *ret = strtoull(text, &end, 10);
    if (errno || end == text || *end || *text == '-')
        return refuse(option, "a whole number was expected");
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

static bool parse_record_format(ph_request *request, const char *name)
{
    if (strcmp(name, "fixed") == 0)
        request->record_format = PH_RECORD_FORMAT_FIXED;
    else if (strcmp(name, "rdw") == 0)
        request->record_format = PH_RECORD_FORMAT_RDW;
    else
        return refuse("--record-format: fixed or rdw was expected", name);
    return true;
}

static bool parse_numeric_option(ph_request *request, int option, const char *text)
{
    uint64_t number;

    if (!parse_number("a number on the command line", text, &number))
        return false;
    switch (option) {
    case OPTION_CCSID: request->ccsid = (uint32_t)number; break;
    case OPTION_SEED: request->seed = number; break;
    case OPTION_LAUNCH: request->launch = number; break;
    case OPTION_INPUT_BYTES: request->input_bytes = number; break;
    case OPTION_CHUNK_BYTES: request->chunk_bytes = number; break;
    case OPTION_SAMPLE_MS: request->sample_ms = number; break;
    case OPTION_BLOCK_US: request->block_us = number; break;
    case OPTION_SPAWNED_AT_NS: request->spawned_at_ns = number; break;
    case OPTION_BEACON_FD: request->beacon_descriptor = (int)number; break;
    default: return refuse("unknown option", text);
    }
    return true;
}

static bool parse_option(ph_request *request, int option, char *argument)
{
    switch (option) {
    case OPTION_SUBJECT: return add_subject(request, argument);
    case OPTION_SUBJECT_OPTIONS: return add_subject_options(request, argument);
    case OPTION_LIMIT: return add_limit(request, argument);
    case OPTION_SKIP: return add_skip(request, argument);
    case OPTION_THROTTLING: return add_throttling(request, argument);
    case OPTION_WORKLOAD: return parse_workload(request, argument);
    case OPTION_COPYBOOK: request->copybook = argument; return true;
    case OPTION_DATA: request->data = argument; return true;
    case OPTION_VECTORS: request->vectors = argument; return true;
    case OPTION_RECORD_FORMAT: return parse_record_format(request, argument);
    case OPTION_COLD: request->is_cold = true; return true;
    case '?':
    case ':': (void)fputs(usage, stderr); return false;
    default: return parse_numeric_option(request, option, argument);
    }
}

static bool check(const ph_request *request)
{
    if (request->subject_count == 0)
        return refuse("--subject", "at least one is needed");
    if ((request->copybook == NULL) != (request->data == NULL))
        return refuse("--copybook and --data", "each needs the other");
    if (request->is_vectors != (request->vectors != NULL))
        return refuse("--vectors", "belongs to the command vectors, which needs it");
    if (!request->is_describe && !request->is_vectors &&
        (request->workload == NULL) == (request->copybook == NULL))
        return refuse(request->is_count ? "count" : "measure",
                      "either --workload or --copybook and --data is needed");
    if (request->chunk_bytes == 0 || request->input_bytes == 0)
        return refuse("--chunk-bytes and --input-bytes", "must not be 0");
    return true;
}

bool ph_request_parse(int argc, char **argv, ph_request *ret)
{
    ph_request request = {
        .ccsid = 37,
        .record_format = PH_RECORD_FORMAT_FIXED,
        .seed = 1,
        .input_bytes = UINT64_C(256) * 1024,
        .chunk_bytes = UINT64_C(64) * 1024,
        .sample_ms = 200,
        .block_us = 300,
        .beacon_descriptor = -1,
    };
    int option;

    if (argc < 2)
        return refuse("command", "describe, measure, count or vectors was expected");
    request.is_describe = strcmp(argv[1], "describe") == 0;
    request.is_vectors = strcmp(argv[1], "vectors") == 0;
    request.is_count = strcmp(argv[1], "count") == 0;
    if (!request.is_describe && !request.is_vectors && !request.is_count &&
        strcmp(argv[1], "measure") != 0)
        return refuse("command", argv[1]);

    optind = 2;
    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
        if (!parse_option(&request, option, optarg))
            return false;
    if (optind < argc)
        return refuse("unexpected argument", argv[optind]);
    if (!check(&request))
        return false;
    *ret = request;
    return true;
}
