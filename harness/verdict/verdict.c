/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "verdict/verdict.h"

const char *ph_verdict_word(ph_verdict verdict)
{
    static const char *const words[] = { "NEUTRAL", "PASS", "WARN", "INCONCLUSIVE", "FAIL" };

    return words[verdict];
}

const char *ph_exit_meaning(ph_exit status)
{
    static const char *const meanings[] = {
#define X(name, meaning) meaning,
        PH_EXIT_LIST(X)
#undef X
    };

    return meanings[status];
}
