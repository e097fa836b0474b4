/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The headline figures that a badge may be of. */
#ifndef PH_HARNESS_COMMAND_HISTORY_BADGE_H
#define PH_HARNESS_COMMAND_HISTORY_BADGE_H

/* What `history badge --headline` takes, NULL-terminated. Free with g_strfreev(). */
char **ph_history_badge_headlines(void);

#endif /* PH_HARNESS_COMMAND_HISTORY_BADGE_H */
