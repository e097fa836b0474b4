/* SPDX-License-Identifier: AGPL-3.0-or-later */
#define _GNU_SOURCE /* locale_t */
#include "platform/utf8_locale.h"

#include <locale.h>
#include <stddef.h>

/* macOS knows the first since version 15 only. */
static const char *const names[] = { "C.UTF-8", "en_US.UTF-8" };

ph_utf8_locale *ph_utf8_locale_begin(void)
{
    locale_t utf8 = (locale_t)0;

    for (size_t i = 0; !utf8 && i < sizeof(names) / sizeof(*names); i++)
        utf8 = newlocale(LC_CTYPE_MASK, names[i], (locale_t)0);
    return (ph_utf8_locale *)(utf8 ? uselocale(utf8) : (locale_t)0);
}

void ph_utf8_locale_end(ph_utf8_locale *before)
{
    if (before)
        freelocale(uselocale((locale_t)before));
}
