/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A function as what is measured is compiled in a release: its contract is not looked at. */
#define PH_NO_REQUIRE
#include "without_require.h"

#include "perfharness/require.h"

void ph_test_left_out(bool (*is_kept)(void))
{
    PH_REQUIRE(is_kept());
}
