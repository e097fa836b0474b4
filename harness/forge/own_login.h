/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who a token is. */
#ifndef PH_HARNESS_FORGE_OWN_LOGIN_H
#define PH_HARNESS_FORGE_OWN_LOGIN_H

#include "forge/client.h"

/* The login that comments with this token are by; NULL and error. The caller frees it. */
char *ph_own_login(ph_forge *forge, GError **error);

#endif /* PH_HARNESS_FORGE_OWN_LOGIN_H */
