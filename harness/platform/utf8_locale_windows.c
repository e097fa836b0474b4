/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "platform/utf8_locale.h"

#include <stddef.h>

/* The program's code page is UTF-8: windows/perfharness.manifest. */
ph_utf8_locale *ph_utf8_locale_begin(void)
{
    return NULL;
}

void ph_utf8_locale_end(ph_utf8_locale *before)
{
    (void)before;
}
