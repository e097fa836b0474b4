/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/other_framing.h"

#include <string.h>

/* Zeros may be any number of RDW records without a byte: that is nothing anybody means. */
static bool fits_as_other(ph_record_file *file, ph_framing framing, uint64_t fixed_length)
{
    ph_framing_walk walk = { .file = file, .framing = framing };
    ph_framing_step step = PH_FRAMING_STEP_RECORD;
    ph_framed_record record = { .length = 1 };
    char reason[PH_REASON_MAX];
    uint64_t records;

    if (framing == PH_FRAMING_FIXED)
        return ph_framing_scan(file, framing, fixed_length, &records, reason) ==
               PH_FRAMING_STEP_END;
    while (step == PH_FRAMING_STEP_RECORD && record.length > 0)
        step = ph_framing_next(&walk, &record, reason);
    return step == PH_FRAMING_STEP_END && walk.records > 0;
}

ph_framing ph_other_framing_find(ph_record_file *file, ph_framing given, uint64_t fixed_length)
{
    static const ph_framing candidates[] = { PH_FRAMING_VB, PH_FRAMING_RDW, PH_FRAMING_RDW_PAYLOAD,
                                             PH_FRAMING_FIXED };

    for (size_t i = 0; i < sizeof(candidates) / sizeof(*candidates); i++)
        if (candidates[i] != given && fits_as_other(file, candidates[i], fixed_length))
            return candidates[i];
    return PH_FRAMING_COUNT;
}

bool ph_other_framing_refuse(ph_record_file *file, ph_framing given, uint64_t fixed_length,
                             char *reason)
{
    const ph_framing other = ph_other_framing_find(file, given, fixed_length);
    char clause[PH_REASON_MAX];

    memcpy(clause, reason, sizeof(clause));
    return ph_reason_give(reason, "data file %s is no file of %s (--record-format %s): %.200s%s%s",
                          file->path, ph_framing_holds(given), ph_framing_name(given), clause,
                          other < PH_FRAMING_COUNT ? "; it would be as --record-format " : "",
                          other < PH_FRAMING_COUNT ? ph_framing_name(other) : "");
}
