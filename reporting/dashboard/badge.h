/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A badge for a README: a flat SVG of a label and what there is to say. Any thread; no state. */
#ifndef PH_REPORTING_DASHBOARD_BADGE_H
#define PH_REPORTING_DASHBOARD_BADGE_H

#include <glib.h>

/* How it stands: identifier, and the colour of what is said; white on it has a contrast of 5 and
 * more. */
#define PH_BADGE_TONE_LIST(X)                                                                      \
    X(STEADY, "#1a6e41")                                                                           \
    X(FASTER, "#1d5fa8")                                                                           \
    X(SLOWER, "#b3261e")                                                                           \
    X(UNSURE, "#7a5200")                                                                           \
    X(UNKNOWN, "#5b626c")

typedef enum ph_badge_tone {
#define X(identifier, colour) PH_BADGE_##identifier,
    PH_BADGE_TONE_LIST(X)
#undef X
        PH_BADGE_TONE_COUNT,
} ph_badge_tone;

/*
 * The picture, which loads nothing and is read out as "LABEL: SAID".
 *
 * @param label, said  One line each, of anybody's; what is too long is cut.
 * @return The caller frees it.
 */
char *ph_badge_svg(const char *label, const char *said, ph_badge_tone tone);

#endif /* PH_REPORTING_DASHBOARD_BADGE_H */
