/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who was told of a case. */
#ifndef PH_HARNESS_COMMAND_HISTORY_CASE_TOLD_H
#define PH_HARNESS_COMMAND_HISTORY_CASE_TOLD_H

#include "command/history_view.h"

/*
 * "told on slack on 2026-11-12; not on email: it is given up: …", each channel as it was last;
 * NULL: it is to be told nowhere. The caller frees it.
 */
char *ph_history_case_told(const ph_history_view *view, const ph_case_entry *entry);

#endif /* PH_HARNESS_COMMAND_HISTORY_CASE_TOLD_H */
