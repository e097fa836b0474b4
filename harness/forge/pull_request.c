/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "forge/pull_request.h"

void ph_pull_request_clear(ph_pull_request *pull)
{
    g_free(pull->head_sha);
    *pull = (ph_pull_request){ 0 };
}
