/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The native reference as a subject. Options: "" or "isa=NAME". */
#include <string.h>

#include "column.h"
#include "failure.h"
#include "layout.h"

__attribute__((visibility("default"))) ph_subject_entry_fn ph_subject_entry;

static int32_t native_open(const char *options, void **ret_state, ph_subject_outcome *outcome)
{
    static const char isa_option[] = "isa=";
    const char *isa = NULL;

    if (strncmp(options, isa_option, strlen(isa_option)) == 0)
        isa = options + strlen(isa_option);
    else if (options[0] != '\0')
        return ph_native_fail(outcome, "UNKNOWN_OPTION",
                              "Unknown option \"%s\"; the only one is isa=NAME.", options);

    const ph_codec *codec = ph_codec_choose(isa);
    if (!codec)
        return ph_native_fail(outcome, "UNKNOWN_ISA",
                              "This build or CPU has no kernels for instruction set \"%s\".",
                              isa ? isa : "");
    *ret_state = (void *)codec; /* Never written through: every use is a const ph_codec. */
    return PH_SUBJECT_OK;
}

static const char *native_chosen(void *state)
{
    return ph_codec_isa(state);
}

static void native_close(void *state)
{
    (void)state; /* Static. */
}

const ph_subject *ph_subject_entry(uint32_t index)
{
    static const ph_subject subject = {
        .struct_size = sizeof(subject),
        .abi_major = PH_SUBJECT_ABI_MAJOR,
        .abi_minor = PH_SUBJECT_ABI_MINOR,
        .operations =
            PH_OPERATION_DECODE_TEXT | PH_OPERATION_DECODE_ZONED | PH_OPERATION_DECODE_PACKED |
            PH_OPERATION_ENCODE_TEXT | PH_OPERATION_ENCODE_ZONED | PH_OPERATION_ENCODE_PACKED |
            PH_OPERATION_DECODE_RECORDS | PH_OPERATION_DECODE_FILE |
            PH_OPERATION_DECODE_FILE_THREADS | PH_OPERATION_DECODE_DESCRIPTOR |
            PH_OPERATION_ENCODE_DESCRIPTOR | PH_OPERATION_ENCODE_RECORDS | PH_OPERATION_ENCODE_FILE,
        .name = "native",
        .variant = "",
        .version = PH_NATIVE_VERSION,
        .build = PH_NATIVE_BUILD,
        .open = native_open,
        .close = native_close,
        .decode_column = ph_native_decode_column,
        .encode_column = ph_native_encode_column,
        .open_layout = ph_native_open_layout,
        .close_layout = ph_native_close_layout,
        .decode_records = ph_native_decode_records,
        .chosen = native_chosen,
        .describe_layout = ph_native_describe_layout,
        .stream = ph_native_stream,
        .encode_records = ph_native_encode_records,
    };

    return index == 0 ? &subject : NULL;
}
