/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "subject/operation.h"

#include "perfharness/require.h"
#include "protocol/level_name.h"

uint32_t ph_needed_operations(const ph_workload *workload, unsigned threads)
{
    static const struct {
        uint32_t decode, encode;
    } operations[] = {
        [PH_FIELD_TEXT] = { PH_OPERATION_DECODE_TEXT, PH_OPERATION_ENCODE_TEXT },
        [PH_FIELD_ZONED] = { PH_OPERATION_DECODE_ZONED, PH_OPERATION_ENCODE_ZONED },
        [PH_FIELD_PACKED] = { PH_OPERATION_DECODE_PACKED, PH_OPERATION_ENCODE_PACKED },
    };

    if (workload && workload->is_stored)
        return ph_stream_operation(workload);
    if (workload && workload->reads_copybook)
        return PH_OPERATION_DECODE_FILE;
    if (workload && workload->level == PH_LEVEL_RECORD && workload->is_encoding)
        return PH_OPERATIONS_LINES;
    if (!workload || workload->level == PH_LEVEL_RECORD)
        return threads ? PH_OPERATION_DECODE_FILE_THREADS : PH_OPERATIONS_RECORD;

    const ph_field_kind kind = workload->fields[0].kind;
    return workload->is_encoding ? operations[kind].encode : operations[kind].decode;
}

uint32_t ph_stream_operation(const ph_workload *workload)
{
    return workload && workload->is_encoding ? PH_OPERATION_ENCODE_DESCRIPTOR
                                             : PH_OPERATION_DECODE_DESCRIPTOR;
}

const char *ph_operation_level(const ph_workload *workload, uint32_t operation)
{
    PH_REQUIRE(operation != 0 && (operation & (operation - 1)) == 0);

    if (workload && workload->reads_copybook)
        return PH_LEVEL_NAME_COPYBOOK;

    switch (operation) {
    case PH_OPERATION_DECODE_RECORDS:
    case PH_OPERATION_ENCODE_RECORDS: return "record";
    case PH_OPERATION_DECODE_FILE:
    case PH_OPERATION_DECODE_FILE_THREADS:
    case PH_OPERATION_ENCODE_FILE: return "file";
    case PH_OPERATION_DECODE_DESCRIPTOR:
    case PH_OPERATION_ENCODE_DESCRIPTOR: return "disk";
    default: return "kernel";
    }
}

const char *ph_operation_name(unsigned bit)
{
    static const char *const names[] = { "text",
                                         "zoned",
                                         "comp3",
                                         "records",
                                         "files",
                                         "encode text",
                                         "encode zoned",
                                         "encode comp3",
                                         "files by threads",
                                         "from disk to disk",
                                         "encode from disk to disk",
                                         "encode records",
                                         "encode files" };

    return bit < sizeof(names) / sizeof(*names) ? names[bit] : NULL;
}
