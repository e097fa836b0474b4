/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "pdf/pdf_colours.h"

#include <lcms2.h>

#include "perfharness/require.h"

/* Where a profile says when it was made: six numbers of two bytes, the higher first. */
enum { DATE_AT = 24, DATE_NUMBERS = 6 };

static void put_date(guint8 *profile, const char *made_at)
{
    for (guint i = 0; i < DATE_NUMBERS; i++) {
        char *end;
        const guint64 number = g_ascii_strtoull(made_at, &end, 10);

        profile[DATE_AT + 2 * i] = (guint8)(number >> 8);
        profile[DATE_AT + 2 * i + 1] = (guint8)number;
        made_at = *end ? end + 1 : end;
    }
}

GBytes *ph_pdf_colours_srgb(const char *made_at)
{
    cmsHPROFILE profile = cmsCreate_sRGBProfile();
    cmsUInt32Number length = 0;
    guint8 *bytes;
    gboolean is_made;

    PH_REQUIRE(profile != NULL);
    is_made = cmsSaveProfileToMem(profile, NULL, &length) != 0;
    bytes = g_malloc0(length);
    is_made = is_made && cmsSaveProfileToMem(profile, bytes, &length) != 0;
    (void)cmsCloseProfile(profile);
    PH_REQUIRE(is_made && length > DATE_AT + 2 * DATE_NUMBERS);
    put_date(bytes, made_at);
    return g_bytes_new_take(bytes, length);
}
