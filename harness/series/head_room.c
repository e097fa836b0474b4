/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "series/head_room.h"

#include <math.h>

static const double WEEKS_A_YEAR = 52.0;

/* A slope that is none or goes the other way never gets there. */
static double weeks_at(double room, double per_week)
{
    return per_week > 0.0 ? room / per_week : INFINITY;
}

ph_head_room ph_head_room_of(double level, double floor, const ph_trend_line *line)
{
    ph_head_room found = { floor - level, INFINITY, { INFINITY, INFINITY } };

    if (found.room <= 0.0) {
        found.weeks = 0.0;
        found.ci95 = (ph_interval){ 0.0, 0.0 };
    } else if (line->is_distinct) {
        found.weeks = weeks_at(found.room, line->per_week);
        found.ci95.low = weeks_at(found.room, line->ci95.high);
        found.ci95.high = weeks_at(found.room, line->ci95.low);
    }
    return found;
}

char *ph_head_room_text(const ph_head_room *head_room)
{
    const double percent = 100.0 * expm1(head_room->room);

    g_autofree char *above = percent < 100.0
                                 ? g_strdup_printf("%.3g %% above the floor", percent)
                                 : g_strdup_printf("%.3g times the floor", exp(head_room->room));

    if (head_room->room <= 0.0)
        return g_strdup("the floor is missed");
    if (isinf(head_room->weeks))
        return g_steal_pointer(&above);
    if (head_room->weeks > WEEKS_A_YEAR)
        return g_strdup_printf("%s; at this slope it is not reached within a year", above);
    return g_strdup_printf("%s; at this slope it is reached in %.0f weeks (%.0f … %.0f)", above,
                           ceil(head_room->weeks), floor(head_room->ci95.low),
                           ceil(head_room->ci95.high));
}
