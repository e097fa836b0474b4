/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How far a speed is above its floor, and when it would be at it, as it goes now.
 *
 * Any thread; no state.
 */
#ifndef PH_HARNESS_SERIES_HEAD_ROOM_H
#define PH_HARNESS_SERIES_HEAD_ROOM_H

#include <glib.h>

#include "series/trend_line.h"

typedef struct ph_head_room {
    double room;      /* Logarithm of speed by floor; below 0: it is missed. */
    double weeks;     /* Until it is none; INFINITY: it is not getting less, or cannot be told to;
                         0 where it is missed. */
    ph_interval ci95; /* Of the weeks; its high end INFINITY where the slope may be nearly none. */
} ph_head_room;

/*
 * @param level  Of the time: logarithm, as its series has it.
 * @param floor  The time at the floor's speed: logarithm likewise.
 * @param line   Of the time, or of its ratio to the anchor, which is steadier.
 */
ph_head_room ph_head_room_of(double level, double floor, const ph_trend_line *line);

/*
 * "12 % above the floor; at this slope it is reached in 31 weeks (24 … 45)", "... not within a
 * year", or "12 % above the floor", where no slope is distinguishable; from twice the floor on "2.3
 * times the floor"; "the floor is missed". The caller frees it.
 */
char *ph_head_room_text(const ph_head_room *head_room);

#endif /* PH_HARNESS_SERIES_HEAD_ROOM_H */
