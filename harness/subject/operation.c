/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "subject/operation.h"

uint32_t ph_needed_operations(const ph_workload *workload)
{
    if (!workload || workload->level == PH_LEVEL_RECORD)
        return PH_OPERATIONS_RECORD;
    switch (workload->fields[0].kind) {
    case PH_FIELD_TEXT: return PH_OPERATION_DECODE_TEXT;
    case PH_FIELD_ZONED: return PH_OPERATION_DECODE_ZONED;
    default: return PH_OPERATION_DECODE_PACKED;
    }
}

const char *ph_operation_level(uint32_t operation)
{
    switch (operation) {
    case PH_OPERATION_DECODE_RECORDS: return "record";
    case PH_OPERATION_DECODE_FILE: return "file";
    default: return "kernel";
    }
}

const char *ph_operation_name(unsigned bit)
{
    static const char *const names[] = { "text",  "zoned",       "comp3",        "records",
                                         "files", "encode text", "encode zoned", "encode comp3" };

    return bit < sizeof(names) / sizeof(*names) ? names[bit] : NULL;
}
