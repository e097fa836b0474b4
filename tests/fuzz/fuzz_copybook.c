/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Any bytes as a copybook, in every format: refused with a sentence and a place, or read, and then
 * all is kept that is promised of a copybook, and reading it once more gives the same.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "copybook_promises.h"
#include "copybook_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static uint8_t memory[PH_COPYBOOK_MEMORY_MAX + 1];

static uint32_t count_lines(const char *source, size_t length)
{
    uint32_t count = 1;

    for (size_t i = 0; i < length; i++)
        count += source[i] == '\n' || source[i] == '\r';
    return count;
}

/* As text, or NULL when it is refused; at a place that is aligned otherwise, it is the same. */
static char *read_at(void *place, const char *source, size_t length,
                     const ph_copybook_options *options)
{
    ph_copybook copybook;
    ph_copybook_error error;
    uint32_t item;

    if (!ph_copybook_read(source, length, options, place, PH_COPYBOOK_MEMORY_MAX, &copybook,
                          &error)) {
        if (copybook_broken_refusal(&error, count_lines(source, length)))
            abort();
        return NULL;
    }
    if (copybook_broken_promise(&copybook, place, PH_COPYBOOK_MEMORY_MAX, &item))
        abort();
    return copybook_text_new(&copybook, source, true);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    const ph_copybook_replacement replacements[] = { { "TAG", "WS" }, { "T", "" } };
    const char *source = (const char *)bytes;

    for (unsigned format = PH_SOURCE_FORMAT_AUTO; format <= PH_SOURCE_FORMAT_FREE; format++) {
        const ph_copybook_options options = { .format = (ph_source_format)format,
                                              .pointer_bytes = length % 2 ? 8 : 0,
                                              .replacements = replacements,
                                              .replacement_count = 2 };
        char *first = read_at(memory, source, length, &options);
        char *again = read_at(memory + 1, source, length, &options);

        if (first ? !again || strcmp(first, again) != 0 : again != NULL)
            abort();
        free(first);
        free(again);
    }
    return 0;
}
