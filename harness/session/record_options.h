/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How a user's records are written, and what of them is read, on the command line. */
#ifndef PH_HARNESS_SESSION_RECORD_OPTIONS_H
#define PH_HARNESS_SESSION_RECORD_OPTIONS_H

#include "measure/plan.h"

/* Option tables that commands share: --codepage, --record-format, --float, and for those that
 * decode records --controls, --redefines. */
extern const GOptionEntry ph_record_entries[];
extern const GOptionEntry ph_record_line_entries[];

/* What their options take, as ph_command.values has it; NULL for another's. */
char **ph_record_values(const char *option);

/* Whether any of them was given. */
gboolean ph_record_option_is_given(void);

/* What --codepage names; "cp037" where it is not given. */
const char *ph_record_options_code_page(void);

/*
 * What the tables were parsed into: the ccsid, record_format, float_format, controls and redefines
 * of ret.
 *
 * @param controls  What it is where --controls is not given: one of ph_controls.
 * @return FALSE and error (PH_ERROR_USAGE) for a word that is none of the option's.
 */
gboolean ph_record_options_read(const char *controls, ph_own_data *ret, GError **error);

#endif /* PH_HARNESS_SESSION_RECORD_OPTIONS_H */
