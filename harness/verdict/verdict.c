/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "verdict/verdict.h"

#include "perfharness/require.h"

const char *ph_verdict_word(ph_verdict verdict)
{
    PH_REQUIRE(verdict <= PH_VERDICT_FAIL);

    static const char *const words[] = {
#define X(name) [PH_VERDICT_##name] = #name,
        PH_VERDICT_LIST(X)
#undef X
    };

    return words[verdict];
}

const char *ph_exit_meaning(ph_exit status)
{
    PH_REQUIRE(status < PH_EXIT_COUNT);

    static const char *const meanings[] = {
#define X(name, meaning) meaning,
        PH_EXIT_LIST(X)
#undef X
    };

    return meanings[status];
}
