/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/layout_description.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FIRST_CAPACITY = 1 << 20,
    CAPACITY_MAX = 32 << 20, /* 65,535 items of 500 bytes each. */
    GUARD_BYTES = 256,
    GUARD = 0xa5,
};

static bool break_off(ph_subject_outcome *outcome, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static bool break_off(ph_subject_outcome *outcome, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(outcome->error_detail, sizeof(outcome->error_detail), format, arguments);
    va_end(arguments);
    (void)snprintf(outcome->error_code, sizeof(outcome->error_code), "%s",
                   PH_LAYOUT_DESCRIPTION_BROKEN);
    return false;
}

static bool is_full(const ph_subject_outcome *outcome)
{
    return strncmp(outcome->error_code, PH_SUBJECT_ERROR_OUTPUT_FULL,
                   sizeof(outcome->error_code)) == 0;
}

/* How long the first character is; 0: the bytes are not UTF-8, or end in it. */
static size_t character_length(const uint8_t *text, size_t length)
{
    static const struct {
        uint8_t mask, lead;
        uint32_t least; /* What is less has a shorter form. */
    } forms[] = {
        { 0x80, 0x00, 0 }, { 0xe0, 0xc0, 0x80 }, { 0xf0, 0xe0, 0x800 }, { 0xf8, 0xf0, 0x10000 }
    };

    for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
        uint32_t value = *text & (uint8_t)~forms[i].mask;

        if ((*text & forms[i].mask) != forms[i].lead)
            continue;
        if (i >= length)
            return 0;
        for (size_t k = 1; k <= i; k++) {
            if ((text[k] & 0xc0) != 0x80)
                return 0;
            value = value << 6 | (text[k] & 0x3f);
        }
        const bool is_surrogate = value >= 0xd800 && value <= 0xdfff;
        return value < forms[i].least || value > 0x10ffff || is_surrogate ? 0 : i + 1;
    }
    return 0;
}

/* What is no text cannot be said on, and is no JSON. */
static bool check_text(const uint8_t *text, size_t length, ph_subject_outcome *outcome)
{
    if (length == 0)
        return break_off(outcome, "its description is empty");
    for (size_t at = 0; at < length;) {
        const size_t step = text[at] ? character_length(text + at, length - at) : 0;

        if (step == 0)
            return break_off(outcome, "byte %zu of its description is not UTF-8 text", at);
        at += step;
    }
    return true;
}

static bool check_written(const uint8_t *output, uint64_t capacity, ph_subject_outcome *outcome)
{
    for (size_t i = 0; i < GUARD_BYTES; i++)
        if (output[capacity + i] != GUARD)
            return break_off(outcome, "it wrote behind the %" PRIu64 " bytes that it was given",
                             capacity);
    if (outcome->output_length > capacity)
        return break_off(outcome, "it claims to have written %" PRIu64 " bytes into %" PRIu64,
                         outcome->output_length, capacity);
    return true;
}

/* Into so much memory. False with is_full() when it takes more. */
static bool describe_into(const ph_subject *subject, void *state, void *layout, uint64_t capacity,
                          ph_layout_description *ret, ph_subject_outcome *outcome)
{
    uint8_t *output = malloc(capacity + GUARD_BYTES);

    *outcome = (ph_subject_outcome){ .struct_size = sizeof(*outcome) };
    if (!output)
        return break_off(outcome, "no memory for its description");
    memset(output + capacity, GUARD, GUARD_BYTES);
    const bool is_described =
        subject->describe_layout(state, layout, output, capacity, outcome) == PH_SUBJECT_OK;
    if (!check_written(output, capacity, outcome) || !is_described ||
        !check_text(output, (size_t)outcome->output_length, outcome)) {
        free(output);
        return false;
    }
    ret->length = (size_t)outcome->output_length;
    output[ret->length] = '\0'; /* Where it is full, the guard's first. */
    ret->text = (char *)output;
    return true;
}

bool ph_layout_describe(const ph_subject *subject, void *state, void *layout,
                        ph_layout_description *ret, ph_subject_outcome *outcome)
{
    *ret = (ph_layout_description){ NULL, 0 };
    if (!PH_SUBJECT_HAS(subject, describe_layout))
        return true;
    for (uint64_t capacity = FIRST_CAPACITY; capacity <= CAPACITY_MAX; capacity *= 2) {
        if (describe_into(subject, state, layout, capacity, ret, outcome))
            return true;
        if (!is_full(outcome))
            return false;
    }
    return break_off(outcome, "its description takes more than %d bytes", CAPACITY_MAX);
}

void ph_layout_description_free(ph_layout_description *description)
{
    free(description->text);
    *description = (ph_layout_description){ NULL, 0 };
}
