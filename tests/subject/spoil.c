/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "spoil.h"

void spoil_last_cell(const ph_subject_column *column, const ph_subject_outcome *outcome)
{
    if (column->values && column->count > 0)
        column->values[column->count - 1] ^= 1;
    if (column->text && outcome->output_length > 0)
        column->text[outcome->output_length - 1] ^= 1;
}
