/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The native subject: JSON lines to records. A call by records and one by files do the same. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "encode_lines.h"
#include "failure.h"

/* Where a line is copied to: encoding writes to it. */
static int32_t make_room(ph_native_layout *layout, ph_subject_outcome *outcome)
{
    if (ph_native_encoder(layout, outcome) != PH_SUBJECT_OK)
        return PH_SUBJECT_FAILED;
    if (!layout->line)
        layout->line = malloc(ph_record_encoder_line_max(layout->encoder));
    return layout->line ? PH_SUBJECT_OK
                        : ph_native_fail(outcome, "NO_MEMORY", "No memory for a line.");
}

static bool has_room(const ph_native_layout *layout, const ph_subject_lines *lines,
                     const ph_subject_outcome *outcome)
{
    return lines->output_capacity - outcome->output_length >= ph_native_record_max(layout);
}

/* False when the record does not fit. */
static bool encode_line(ph_native_layout *layout, const uint8_t *line, size_t length,
                        const ph_subject_lines *lines, ph_subject_outcome *outcome)
{
    if (!has_room(layout, lines, outcome))
        return false;
    if (length > ph_record_encoder_line_max(layout->encoder)) {
        ph_native_fail_too_long(outcome, "The line");
        return true;
    }
    memcpy(layout->line, line, length);
    outcome->output_length += ph_native_encode_line(
        layout, layout->line, length, lines->output + outcome->output_length, outcome);
    return true;
}

/* Lines that are as they are written, up to the first that is another. Returns where that begins.
 */
static const uint8_t *encode_planned(ph_native_layout *layout, const uint8_t *line,
                                     const ph_subject_lines *lines, ph_subject_outcome *outcome)
{
    const uint8_t *const end = lines->text + lines->length;
    size_t length, taken = 1;

    while (taken > 0 && line < end && has_room(layout, lines, outcome)) {
        taken = ph_native_encode_planned(layout, (const char *)line, (size_t)(end - line),
                                         lines->output + outcome->output_length, &length, outcome);
        outcome->output_length += length;
        line += taken;
    }
    return line;
}

int32_t ph_native_encode_records(void *state, void *layout, const ph_subject_lines *lines,
                                 ph_subject_outcome *outcome)
{
    const uint8_t *line = lines->text, *const end = lines->text + lines->length;

    (void)state;
    if (lines->operation != PH_OPERATION_ENCODE_RECORDS &&
        lines->operation != PH_OPERATION_ENCODE_FILE)
        return ph_native_fail(outcome, PH_SUBJECT_ERROR_UNSUPPORTED,
                              "No operation %" PRIu32 " on lines.", lines->operation);
    if (make_room(layout, outcome) != PH_SUBJECT_OK)
        return PH_SUBJECT_FAILED;
    while ((line = encode_planned(layout, line, lines, outcome)) < end) {
        const uint8_t *feed = memchr(line, '\n', (size_t)(end - line));
        const size_t length = (size_t)((feed ? feed : end) - line);

        if (!ph_native_is_blank((const char *)line, length) &&
            !encode_line(layout, line, length, lines, outcome))
            return ph_native_fail(outcome, PH_SUBJECT_ERROR_OUTPUT_FULL,
                                  "The output does not fit into %" PRIu64 " bytes.",
                                  lines->output_capacity);
        line += length + (feed ? 1 : 0);
    }
    return outcome->items_failed == 0 ? PH_SUBJECT_OK : PH_SUBJECT_FAILED;
}
