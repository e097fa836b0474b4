/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "peer_lines.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "perfharness/subject.h"

enum { OUTPUT_MAX = 1 << 22, INPUT_MAX = 1 << 20, RDW = 4 };

static const ph_subject *subject;
static void *subject_state;

bool peer_lines_open(const char *library)
{
    void *loaded = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    void *symbol = loaded ? dlsym(loaded, PH_SUBJECT_ENTRY_SYMBOL) : NULL;
    ph_subject_outcome outcome = { .struct_size = sizeof(outcome) };
    ph_subject_entry_fn *entry;

    if (!symbol) {
        printf("%s was not built here.\n", library);
        return false;
    }
    memcpy(&entry, &symbol, sizeof(entry)); /* ISO C has no cast from object to function pointer. */
    subject = entry(0);
    return subject->open("", &subject_state, &outcome) == PH_SUBJECT_OK;
}

/* The records as a file has them. Returns its length. */
static size_t frame(uint8_t *file, const ph_line_options *options, const uint8_t *records,
                    size_t record_length, size_t count)
{
    uint8_t *at = file;

    for (size_t i = 0; i < count; i++, records += record_length) {
        if (options->is_variable) {
            memcpy(at,
                   (const uint8_t[]){ (uint8_t)(record_length >> 8), (uint8_t)record_length, 0, 0 },
                   RDW);
            at += RDW;
        }
        memcpy(at, records, record_length);
        at += record_length;
    }
    return (size_t)(at - file);
}

static uint32_t ccsid_of(const ph_line_options *options)
{
    return (uint32_t)strtoul(options->page_name + strlen("cp"), NULL, 10);
}

const char *peer_lines_decode(const char *copybook, size_t copybook_length,
                              const ph_line_options *options, const uint8_t *records,
                              size_t record_length, size_t count)
{
    static uint8_t file[INPUT_MAX];
    static char output[OUTPUT_MAX];
    const ph_subject_layout asked = {
        .struct_size = sizeof(asked),
        .record_format = options->is_variable ? PH_RECORD_FORMAT_RDW : PH_RECORD_FORMAT_FIXED,
        .ccsid = ccsid_of(options),
        .float_format = options->floats == PH_LINE_FLOAT_HFP ? PH_FLOAT_HEXADECIMAL : PH_FLOAT_IEEE,
        .copybook = copybook,
        .copybook_length = copybook_length,
    };
    const ph_subject_records asked_records = {
        .struct_size = sizeof(asked_records),
        .operation = PH_OPERATION_DECODE_FILE,
        .bytes = file,
        .length = frame(file, options, records, record_length, count),
        .count = count,
        .output = (uint8_t *)output,
        .output_capacity = sizeof(output) - 1,
    };
    ph_subject_outcome outcome = { .struct_size = sizeof(outcome) };
    uint64_t length = 0;
    void *layout;

    if (subject->open_layout(subject_state, &asked, &layout, &length, &outcome) != PH_SUBJECT_OK) {
        (void)snprintf(output, sizeof(output), "! %s\n", outcome.error_code);
        return output;
    }
    outcome = (ph_subject_outcome){ .struct_size = sizeof(outcome) };
    const int32_t status = subject->decode_records(subject_state, layout, &asked_records, &outcome);

    output[outcome.output_length] = '\0';
    if (status != PH_SUBJECT_OK)
        (void)snprintf(output, sizeof(output), "! %s\n", outcome.error_code);
    subject->close_layout(subject_state, layout);
    return output;
}
