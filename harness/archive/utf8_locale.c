/* SPDX-License-Identifier: AGPL-3.0-or-later */
#define _GNU_SOURCE /* locale_t */
#include "archive/utf8_locale.h"

locale_t ph_utf8_locale_begin(void)
{
    const locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);

    return utf8 ? uselocale(utf8) : (locale_t)0;
}

void ph_utf8_locale_end(locale_t before)
{
    if (before)
        freelocale(uselocale(before));
}
