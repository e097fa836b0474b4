/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A contract that is left out. */
#ifndef PH_TESTS_CONTRACTS_WITHOUT_REQUIRE_H
#define PH_TESTS_CONTRACTS_WITHOUT_REQUIRE_H

#include <stdbool.h>

/* Has the contract that is_kept() says true. */
void ph_test_left_out(bool (*is_kept)(void));

#endif /* PH_TESTS_CONTRACTS_WITHOUT_REQUIRE_H */
