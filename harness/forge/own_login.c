/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "forge/own_login.h"

#include "document/json_member.h"
#include "error/error.h"
#include "forge/forge_kind.h"

char *ph_own_login(ph_forge *forge, GError **error)
{
    const ph_forge_kind *kind = ph_forge_kind_of(forge);
    const ph_forge_request request = { .method = "GET",
                                       .path = "/user",
                                       .purpose = "asking who the token is (or say "
                                                  "--comment-author)",
                                       .permission = kind->permissions.user,
                                       .is_repeatable = TRUE };
    g_auto(ph_forge_reply) reply = { 0 };
    const char *login;

    if (ph_forge_call(forge, &request, &reply, error) != PH_FORGE_DONE)
        return NULL;
    login = ph_json_text(reply.json, kind->comments.login);
    if (login && *login)
        return g_strdup(login);
    (void)ph_refuse(error, PH_ERROR_NETWORK, "%s: %s's answer to /user names nobody",
                    request.purpose, kind->title);
    return NULL;
}
