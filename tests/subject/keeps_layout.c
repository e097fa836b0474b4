/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The first subject of the library that its options name, which never reads a second copybook: each
 * layout is the first one, whatever it is given.
 */
#include "base_subject.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

static const ph_subject *inner;
static void *first_layout;
static uint64_t first_record_length;

static int32_t open_inner(const char *options, void **ret_state, ph_subject_outcome *outcome)
{
    void *library = dlopen(options, RTLD_NOW | RTLD_LOCAL);
    void *symbol = library ? dlsym(library, PH_SUBJECT_ENTRY_SYMBOL) : NULL;
    ph_subject_entry_fn *entry;

    memcpy(&entry, &symbol, sizeof(entry)); /* POSIX has it that these are alike. */
    inner = entry ? entry(0) : NULL;
    return inner ? inner->open("", ret_state, outcome) : PH_SUBJECT_FAILED;
}

static int32_t open_layout(void *state, const ph_subject_layout *layout, void **ret_layout,
                           uint64_t *ret_record_length, ph_subject_outcome *outcome)
{
    if (!first_layout && inner->open_layout(state, layout, &first_layout, &first_record_length,
                                            outcome) != PH_SUBJECT_OK)
        return PH_SUBJECT_FAILED;
    *ret_layout = first_layout;
    *ret_record_length = first_record_length;
    return PH_SUBJECT_OK;
}

static void close_layout(void *state, void *layout)
{
    (void)state, (void)layout;
}

static int32_t decode_records(void *state, void *layout, const ph_subject_records *records,
                              ph_subject_outcome *outcome)
{
    return inner->decode_records(state, layout, records, outcome);
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static ph_subject subject;

    subject = base_subject("keeps-layout");
    subject.operations = PH_OPERATION_DECODE_RECORDS | PH_OPERATION_DECODE_FILE;
    subject.open = open_inner;
    subject.decode_column = NULL;
    subject.encode_column = NULL;
    subject.open_layout = open_layout;
    subject.close_layout = close_layout;
    subject.decode_records = decode_records;
    return index == 0 ? &subject : NULL;
}
