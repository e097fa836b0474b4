/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "verdict/verdict.h"

#include "perfharness/require.h"

const char *ph_verdict_word(ph_verdict verdict)
{
    PH_REQUIRE(verdict <= PH_VERDICT_FAIL);

    static const char *const words[] = {
        [PH_VERDICT_NEUTRAL] = "NEUTRAL",   [PH_VERDICT_UNCHANGED] = "UNCHANGED",
        [PH_VERDICT_IMPROVED] = "IMPROVED", [PH_VERDICT_PASS] = "PASS",
        [PH_VERDICT_WARN] = "WARN",         [PH_VERDICT_INCONCLUSIVE] = "INCONCLUSIVE",
        [PH_VERDICT_FAIL] = "FAIL",
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
