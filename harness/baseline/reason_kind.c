/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "baseline/reason_kind.h"

static const char *const words[] = { NULL,
#define X(constant, word, meaning) word,
                                     PH_REASON_KIND_LIST(X)
#undef X
};

const char *ph_reason_kind_word(ph_reason_kind kind)
{
    return words[kind];
}

ph_reason_kind ph_reason_kind_of(const char *word)
{
    for (gsize i = 1; word && i < G_N_ELEMENTS(words); i++)
        if (g_strcmp0(words[i], word) == 0)
            return (ph_reason_kind)i;
    return PH_REASON_KIND_NONE;
}
