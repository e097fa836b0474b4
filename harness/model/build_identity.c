/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/build_identity.h"

ph_build_identity *ph_build_identity_new(void)
{
    ph_build_identity *identity = g_new0(ph_build_identity, 1);

    identity->build_s = -1.0;
    return identity;
}

gboolean ph_build_identity_is_known(const ph_build_identity *identity)
{
#define X(name)                                                                                    \
    if (identity->name)                                                                            \
        return TRUE;
    PH_BUILD_TEXT_LIST(X)
#undef X
    return identity->is_dirty != PH_NOT_KNOWN || identity->library_bytes > 0 ||
           identity->build_s >= 0.0;
}

ph_build_identity *ph_build_identity_copy(const ph_build_identity *identity)
{
    ph_build_identity *copy = g_memdup2(identity, sizeof *identity);

#define X(name) copy->name = g_strdup(identity->name);
    PH_BUILD_TEXT_LIST(X)
#undef X
    return copy;
}

void ph_build_identity_free(ph_build_identity *identity)
{
#define X(name) g_free(identity->name);
    PH_BUILD_TEXT_LIST(X)
#undef X
    g_free(identity);
}
