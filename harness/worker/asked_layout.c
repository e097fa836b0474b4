/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/asked_layout.h"

/* The versions of the interface that first said how floats are written, and what lines hold. */
enum { FLOAT_FORMAT_ABI_MINOR = 2, LINES_ABI_MINOR = 3 };

static uint32_t abi_source_format(ph_source_format format)
{
    switch (format) {
    case PH_SOURCE_FORMAT_FIXED: return PH_COPYBOOK_LINES_FIXED;
    case PH_SOURCE_FORMAT_FREE: return PH_COPYBOOK_LINES_FREE;
    case PH_SOURCE_FORMAT_AUTO: break;
    }
    return 0;
}

ph_subject_layout ph_asked_layout(const ph_request *request, const ph_subject *subject,
                                  ph_source_format format, const char *copybook, size_t length)
{
    return (ph_subject_layout){
        .struct_size = sizeof(ph_subject_layout),
        .record_format = PH_RECORD_FORMAT_FIXED,
        .ccsid = request->workload ? request->workload->ccsid : request->ccsid,
        /* Reserved before that, and 0. */
        .float_format = subject->abi_minor < FLOAT_FORMAT_ABI_MINOR ? 0 : request->float_format,
        .copybook = copybook,
        .copybook_length = length,
        .shape = request->shape,
        .controls = request->controls,
        .redefines = request->redefines,
        .pointer_bytes = (uint32_t)request->pointer_bytes,
        .source_format = abi_source_format(format),
    };
}

const char *ph_asked_layout_unknown(const ph_request *request, const ph_subject *subject,
                                    bool has_floats)
{
    if (has_floats && subject->abi_minor < FLOAT_FORMAT_ABI_MINOR)
        return "does not say how COMP-1 and COMP-2, which are in it, are written";
    if (request->shape == PH_LINES_PLAIN && subject->abi_minor < LINES_ABI_MINOR)
        return "does not say what lines look like";
    if (request->controls != PH_CONTROLS_ERROR && subject->abi_minor < LINES_ABI_MINOR)
        return "does not say that control characters are no errors";
    if (request->redefines != PH_REDEFINES_ALL && subject->abi_minor < LINES_ABI_MINOR)
        return "does not say that not every view of what is redefined is to be written";
    return NULL;
}
