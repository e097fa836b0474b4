/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/own_layout.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "answer/layout_difference.h"
#include "worker/layout_description.h"

/* What was said first is the cause; the rest is counted. */
static void append(char *text, const char *more)
{
    const size_t length = strlen(text);

    (void)snprintf(text + length, PH_REASON_MAX - length, "%s", more);
}

/* ", and 3 differences more" */
static void append_count(char *text, const ph_layout_differences *found)
{
    const size_t others = found->count - 1 + found->more;
    char more[64];

    (void)snprintf(more, sizeof(more), "; and %zu %s more", others,
                   others == 1 ? "difference" : "differences");
    if (others > 0)
        append(text, more);
}

/* "the copybook's record is 26 bytes, copybook-rs' 24" */
static void append_lengths(char *text, const char *name, const ph_layout_differences *found)
{
    const bool ends_in_s = name[strlen(name) - 1] == 's';
    char lengths[2 * PH_SUBJECT_NAME_MAX + 128];

    if (found->found_length == 0 || found->found_length == found->expected_length)
        return;
    (void)snprintf(
        lengths, sizeof(lengths), "%sthe copybook's record is %" PRIu64 " byte%s, %s'%s %" PRIu64,
        *text ? "; " : "", found->expected_length, found->expected_length == 1 ? "" : "s", name,
        ends_in_s ? "" : "s", found->found_length);
    append(text, lengths);
}

static void describe(const char *name, const ph_layout_differences *found, char *text)
{
    char first[PH_REASON_MAX / 2];

    *text = '\0';
    if (found->count > 0 && found->all[0].kind != PH_LAYOUT_DIFFERENCE_LENGTH) {
        (void)ph_layout_difference_text(&found->all[0], first, sizeof(first));
        (void)ph_reason_give(text, "%s %s", name, first);
        append_count(text, found);
    }
    append_lengths(text, name, found);
}

/* Without a text of its own it says nothing of its layout. */
static void compare(const ph_own_copybook *own, const ph_arm *arm,
                    const ph_layout_description *said, ph_own_layout *ret)
{
    const ph_layout_truth truth = { &own->copybook, own->record, own->source, own->length };
    ph_layout_differences found;
    char reason[PH_REASON_MAX];

    if (!ph_layout_compare(&truth, said->text, said->length, arm->fixed_length, &found, reason)) {
        (void)ph_reason_give(ret->difference, "what %s says of its layout is none: %.300s",
                             arm->name, reason);
        return;
    }
    describe(arm->name, &found, ret->difference);
    ph_layout_differences_free(&found);
}

void ph_own_layout_compare(const ph_own_copybook *own, const ph_arm *arm, ph_own_layout *ret)
{
    ph_layout_description said = { NULL, 0 };
    ph_subject_outcome outcome;

    *ret = (ph_own_layout){ .compared = PH_LAYOUT_COMPARED_NOTHING };
    if (!own->record)
        return;
    if (!ph_layout_describe(arm->subject, arm->state, arm->layout, &said, &outcome)) {
        ret->compared = PH_LAYOUT_COMPARED_ITEMS;
        (void)ph_reason_give(ret->difference,
                             "%s cannot say how it lays out records: %.63s: %.255s", arm->name,
                             outcome.error_code, outcome.error_detail);
        return;
    }
    if (said.text)
        ret->compared = PH_LAYOUT_COMPARED_ITEMS;
    else if (arm->fixed_length > 0)
        ret->compared = PH_LAYOUT_COMPARED_LENGTH;
    compare(own, arm, &said, ret);
    ph_layout_description_free(&said);
}
