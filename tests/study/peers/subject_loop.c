/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "subject_loop.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "perfharness/workload.h"
#include "subject/subject_library.h"

#define CHUNK_BYTES 65536u
#define SEED        1u

struct subject_loop {
    ph_subject_library library;
    const ph_subject *subject;
    void *state;
    ph_subject_column column;
    uint8_t *cells;  /* Owned. */
    int64_t *values; /* Owned. */
    int64_t *truth;  /* Owned. */
};

static const struct operation {
    const char *name;
    const char *workload;
    uint32_t bit;
} operations[] = {
    { "packed", "comp3", PH_OPERATION_DECODE_PACKED },
    { "zoned", "display-zoned", PH_OPERATION_DECODE_ZONED },
};

static _Noreturn void fail(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    (void)vfprintf(stderr, format, arguments);
    va_end(arguments);
    (void)fputc('\n', stderr);
    exit(EXIT_FAILURE);
}

static void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count, size);

    if (!memory)
        fail("There is no memory for %zu bytes.", count * size);
    return memory;
}

static const struct operation *find_operation(const char *name)
{
    for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++)
        if (strcmp(operations[i].name, name) == 0)
            return &operations[i];
    fail("Operation %s is neither packed nor zoned.", name);
}

static void open_subject(subject_loop *loop, const char *operand, uint32_t bit)
{
    const char *const mark = strrchr(operand, '?');
    const size_t path_length = mark ? (size_t)(mark - operand) : strlen(operand);
    char *const path = allocate(path_length + 1, 1);
    char reason[1024];
    ph_subject_outcome outcome = { .struct_size = sizeof(outcome) };

    memcpy(path, operand, path_length);
    if (!ph_subject_library_open(path, &loop->library, reason, sizeof(reason)))
        fail("%s", reason);
    loop->subject = loop->library.variants[0];
    if (!(loop->subject->operations & bit))
        fail("%s cannot do this operation.", path);
    if (loop->subject->open(mark ? mark + 1 : "", &loop->state, &outcome) != PH_SUBJECT_OK)
        fail("%s does not open: %s", operand, outcome.error_detail);
    free(path);
}

/* All fields of a kernel workload are alike, so its records are one contiguous column. */
static void build_column(subject_loop *loop, const struct operation *operation)
{
    const ph_workload *const workload = ph_workload_find(operation->workload);
    const ph_field *const field = &workload->fields[0];
    const size_t record_length = ph_workload_record_length(workload);
    const size_t records = CHUNK_BYTES / record_length;
    const size_t count = records * workload->field_count;

    loop->cells = allocate(records, record_length);
    loop->values = allocate(count, sizeof(*loop->values));
    loop->truth = allocate(count, sizeof(*loop->truth));
    ph_workload_generate(workload, SEED, 0, records, loop->cells,
                         &(ph_truth){ .values = loop->truth });
    loop->column = (ph_subject_column){
        .struct_size = sizeof(loop->column),
        .operation = operation->bit,
        .flags = field->is_signed ? PH_COLUMN_SIGNED : 0,
        .ccsid = workload->ccsid,
        .digits = field->digits,
        .scale = (int32_t)field->scale,
        .cells = loop->cells,
        .stride = field->width,
        .width = field->width,
        .count = count,
        .values = loop->values,
    };
}

subject_loop *subject_loop_open(const char *operation_name, const char *operand)
{
    const struct operation *const operation = find_operation(operation_name);
    subject_loop *const loop = allocate(1, sizeof(*loop));

    open_subject(loop, operand, operation->bit);
    build_column(loop, operation);
    subject_loop_run(loop);
    if (memcmp(loop->values, loop->truth, loop->column.count * sizeof(*loop->values)) != 0)
        fail("%s decodes to wrong values.", operand);
    return loop;
}

void subject_loop_run(subject_loop *loop)
{
    ph_subject_outcome outcome = { .struct_size = sizeof(outcome) };

    if (loop->subject->decode_column(loop->state, &loop->column, &outcome) != PH_SUBJECT_OK)
        fail("The subject fails: %s", outcome.error_detail);
}

void subject_loop_close(subject_loop *loop)
{
    loop->subject->close(loop->state);
    ph_subject_library_close(&loop->library);
    free(loop->cells);
    free(loop->values);
    free(loop->truth);
    free(loop);
}
