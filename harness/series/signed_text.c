/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "series/signed_text.h"

#include <string.h>

#define MINUS_SIGN "−"

static gboolean is_nothing(const char *digits)
{
    return digits[strspn(digits, "0.")] == '\0';
}

char *ph_signed_text(char *printed)
{
    g_autofree char *owned = printed;
    const gboolean has_sign = *printed == '-' || *printed == '+';

    if (!has_sign)
        return g_steal_pointer(&owned);
    if (is_nothing(printed + 1))
        return g_strdup(printed + 1);
    return *printed == '-' ? g_strconcat(MINUS_SIGN, printed + 1, NULL) : g_steal_pointer(&owned);
}

char *ph_percent_text(double share, int decimals)
{
    return ph_signed_text(g_strdup_printf("%+.*f", decimals, 100.0 * share));
}

char *ph_percent_bound_text(double share, int decimals)
{
    return ph_signed_text(g_strdup_printf("%.*f", decimals, 100.0 * share));
}
