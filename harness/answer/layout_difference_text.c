/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Differences of layouts in words. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "answer/layout_difference.h"

/* Without the record's name, which all begin with. */
static const char *name_of(const ph_layout_difference *difference)
{
    const char *period = strchr(difference->path, '.');

    return period ? period + 1 : difference->path;
}

static int put_what(const ph_layout_difference *d, char *text, size_t size)
{
    const char *name = name_of(d);

    switch (d->kind) {
    case PH_LAYOUT_DIFFERENCE_MISSING: return snprintf(text, size, "has no %s", name);
    case PH_LAYOUT_DIFFERENCE_EXTRA:
        return snprintf(text, size, "lays out %s at %" PRIu64, name, d->found_offset);
    case PH_LAYOUT_DIFFERENCE_NAME: return snprintf(text, size, "calls %s %s", name, d->found);
    case PH_LAYOUT_DIFFERENCE_KIND:
    case PH_LAYOUT_DIFFERENCE_SIGN:
        return snprintf(text, size, "reads %s as %s, not as %s", name, d->found, d->expected);
    case PH_LAYOUT_DIFFERENCE_DIGITS:
        return snprintf(text, size, "reads %s with %s digits, not %s", name, d->found, d->expected);
    case PH_LAYOUT_DIFFERENCE_SCALE:
        return snprintf(text, size, "reads %s with scale %s, not %s", name, d->found, d->expected);
    case PH_LAYOUT_DIFFERENCE_OCCURS:
        return snprintf(text, size, "lays out %s %s times, not %s", name, d->found, d->expected);
    case PH_LAYOUT_DIFFERENCE_SIZE:
        return snprintf(text, size, "lays out %s in %s bytes, not %s", name, d->found, d->expected);
    case PH_LAYOUT_DIFFERENCE_OFFSET:
        return snprintf(text, size, "lays out %s at %s, not at %s", name, d->found, d->expected);
    case PH_LAYOUT_DIFFERENCE_VARYING:
        return snprintf(text, size, "lays out %s at a %s place, not a %s one", name, d->found,
                        d->expected);
    case PH_LAYOUT_DIFFERENCE_LENGTH:
        return snprintf(text, size, "has records of %s bytes, not of %s", d->found, d->expected);
    }
    return 0;
}

size_t ph_layout_difference_text(const ph_layout_difference *difference, char *text, size_t size)
{
    char what[PH_LAYOUT_PATH_MAX + 2 * PH_LAYOUT_SAID_MAX + 64];

    (void)put_what(difference, what, sizeof(what));
    return (size_t)snprintf(text, size, "%s%s%s", what, *difference->rule ? ": " : "",
                            difference->rule);
}
