/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The native subject: a copybook read, and its decoder made. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "failure.h"
#include "layout.h"

/* What a host asks for; what an older one does not know of is 0. */
static ph_subject_layout as_known_here(const ph_subject_layout *layout)
{
    ph_subject_layout known = { .struct_size = 0 };
    const size_t size = layout->struct_size;

    memcpy(&known, layout, size < sizeof(known) ? size : sizeof(known));
    return known;
}

/* A choice: its number in subject.h, and what it is to the decoder. The first is the usual. */
typedef struct choice {
    uint32_t asked;
    int value;
} choice;

static const choice shapes[] = {
    { PH_LINES_PLAIN, PH_LINE_SHAPE_PLAIN },
    { PH_LINES_COPYBOOK_RS, PH_LINE_SHAPE_COPYBOOK_RS },
};
static const choice controls[] = {
    { PH_CONTROLS_ERROR, PH_CONTROL_ERROR },
    { PH_CONTROLS_REPLACE, PH_CONTROL_REPLACE },
    { PH_CONTROLS_PASS, PH_CONTROL_PASS },
};
static const choice redefines[] = {
    { PH_REDEFINES_ALL, PH_LINE_REDEFINES_ALL },
    { PH_REDEFINES_FIRST, PH_LINE_REDEFINES_FIRST },
    { PH_REDEFINES_VALID, PH_LINE_REDEFINES_VALID },
};
static const choice floats[] = {
    { PH_FLOAT_HEXADECIMAL, PH_LINE_FLOAT_HFP },
    { PH_FLOAT_IEEE, PH_LINE_FLOAT_IEEE },
};
static const choice source_formats[] = {
    { 0, PH_SOURCE_FORMAT_AUTO },
    { PH_COPYBOOK_LINES_FIXED, PH_SOURCE_FORMAT_FIXED },
    { PH_COPYBOOK_LINES_FREE, PH_SOURCE_FORMAT_FREE },
};
static const choice record_formats[] = {
    { PH_RECORD_FORMAT_FIXED, false },
    { PH_RECORD_FORMAT_RDW, true },
};

/* The value of what is asked for: -1 after saying in the outcome that there is none. */
static int choose(const choice *choices, size_t count, uint32_t asked, const char *what,
                  ph_subject_outcome *outcome)
{
    if (asked == 0)
        return choices[0].value;
    for (size_t i = 0; i < count; i++)
        if (choices[i].asked == asked)
            return choices[i].value;
    (void)ph_native_fail(outcome, PH_SUBJECT_ERROR_UNSUPPORTED, "No %s %" PRIu32 ".", what, asked);
    return -1;
}

#define CHOOSE(choices, asked, what, outcome)                                                      \
    choose(choices, sizeof(choices) / sizeof(*(choices)), asked, what, outcome)

/* PH_SUBJECT_FAILED after saying why. ret->page_name is the caller's. */
static int32_t read_options(const ph_subject_layout *asked, ph_line_options *ret,
                            ph_subject_outcome *outcome)
{
    const int shape = CHOOSE(shapes, asked->shape, "shape of lines", outcome);
    const int policy = CHOOSE(controls, asked->controls, "policy for control characters", outcome);
    const int views = CHOOSE(redefines, asked->redefines, "choice of redefinitions", outcome);
    const int format = CHOOSE(floats, asked->float_format, "float format", outcome);
    const int is_variable = CHOOSE(record_formats, asked->record_format, "record format", outcome);

    if (shape < 0 || policy < 0 || views < 0 || format < 0 || is_variable < 0)
        return PH_SUBJECT_FAILED;
    ret->page = ph_code_page_find(asked->ccsid);
    if (!ret->page)
        return ph_native_fail(outcome, PH_SUBJECT_ERROR_UNSUPPORTED,
                              "No code page with CCSID %" PRIu32 ".", asked->ccsid);
    ret->shape = (ph_line_shape)shape;
    ret->controls = (ph_control_policy)policy;
    ret->redefines = (ph_line_redefines)views;
    ret->floats = (ph_line_float)format;
    ret->is_variable = is_variable;
    return PH_SUBJECT_OK;
}

static int32_t fail_copybook(ph_subject_outcome *outcome, const ph_copybook_error *error)
{
    char code[sizeof(outcome->error_code)];

    ph_native_code(ph_copybook_error_name(error->kind), code, sizeof(code));
    if (error->line == 0)
        return ph_native_fail(outcome, code, "%s", error->message);
    return ph_native_fail(outcome, code, "line %" PRIu32 ", column %" PRIu32 ": %s", error->line,
                          error->column, error->message);
}

static int32_t read_copybook(const ph_subject_layout *asked, ph_native_layout *layout,
                             ph_subject_outcome *outcome)
{
    const int format = CHOOSE(source_formats, asked->source_format, "format of lines", outcome);
    const ph_copybook_options options = { .format = (ph_source_format)format,
                                          .pointer_bytes = asked->pointer_bytes };
    ph_copybook_error error;

    if (format < 0)
        return PH_SUBJECT_FAILED;
    if (!ph_copybook_read(asked->copybook, (size_t)asked->copybook_length, &options,
                          layout->reader_memory, PH_COPYBOOK_MEMORY_MAX, &layout->copybook, &error))
        return fail_copybook(outcome, &error);
    layout->record = ph_copybook_find_record(&layout->copybook, NULL);
    if (!layout->record)
        return ph_native_fail(outcome, PH_SUBJECT_ERROR_UNSUPPORTED,
                              "The copybook describes %" PRIu32 " records; a layout is of one.",
                              layout->copybook.record_count);
    return PH_SUBJECT_OK;
}

/* From where a cache line begins. */
static void *allocate_lines(size_t size)
{
    enum { LINE_BYTES = 64 };

    return aligned_alloc(LINE_BYTES, (size + LINE_BYTES - 1) / LINE_BYTES * LINE_BYTES);
}

bool ph_native_hand_make(const ph_native_layout *layout, ph_native_hand *ret)
{
    *ret = (ph_native_hand){ .decoder_memory =
                                 malloc(ph_line_decoder_size(&layout->copybook, layout->record)) };
    if (!ret->decoder_memory)
        return false;
    ret->decoder = ph_line_decoder_make(&layout->copybook, layout->record, &layout->options,
                                        ret->decoder_memory);
    ret->batch_memory = allocate_lines(ph_line_batch_size(ret->decoder));
    if (!ret->batch_memory)
        return false;
    ret->batch = ph_line_batch_make(ret->decoder, layout->codec, ret->batch_memory);
    return true;
}

void ph_native_hand_free(ph_native_hand *hand)
{
    free(hand->lines);
    free(hand->batch_memory);
    free(hand->decoder_memory);
}

static int32_t fill(const ph_codec *codec, ph_native_layout *layout, const ph_subject_layout *asked,
                    ph_subject_outcome *outcome)
{
    layout->codec = codec;
    layout->options = (ph_line_options){ .page_name = layout->page_name };
    (void)snprintf(layout->page_name, sizeof(layout->page_name), "cp%03" PRIu32, asked->ccsid);
    if (read_options(asked, &layout->options, outcome) != PH_SUBJECT_OK)
        return PH_SUBJECT_FAILED;
    /* Only as much of it is ever touched as the copybook takes. */
    layout->reader_memory = malloc(PH_COPYBOOK_MEMORY_MAX);
    if (!layout->reader_memory)
        return ph_native_fail(outcome, "NO_MEMORY", "No memory for the copybook's reader.");
    if (read_copybook(asked, layout, outcome) != PH_SUBJECT_OK)
        return PH_SUBJECT_FAILED;
    if (!ph_native_hand_make(layout, &layout->hand))
        return ph_native_fail(outcome, "NO_MEMORY", "No memory for the decoder.");
    layout->fixed_length = layout->options.is_variable ? 0 : layout->record->length_max;
    return PH_SUBJECT_OK;
}

void ph_native_close_layout(void *state, void *layout)
{
    ph_native_layout *native = layout;

    (void)state;
    if (!native)
        return;
    for (uint32_t i = 0; i < native->helper_count; i++)
        ph_native_hand_free(&native->helpers[i]);
    free(native->helpers);
    free(native->line);
    free(native->encode_plan_memory);
    free(native->encoder_memory);
    ph_native_hand_free(&native->hand);
    free(native->reader_memory);
    free(native);
}

int32_t ph_native_open_layout(void *state, const ph_subject_layout *layout, void **ret_layout,
                              uint64_t *ret_record_length, ph_subject_outcome *outcome)
{
    const ph_subject_layout asked = as_known_here(layout);
    ph_native_layout *native = calloc(1, sizeof(*native));

    if (!native)
        return ph_native_fail(outcome, "NO_MEMORY", "No memory for a layout.");
    if (fill(state, native, &asked, outcome) != PH_SUBJECT_OK) {
        ph_native_close_layout(state, native);
        return PH_SUBJECT_FAILED;
    }
    *ret_layout = native;
    *ret_record_length = native->fixed_length;
    return PH_SUBJECT_OK;
}
