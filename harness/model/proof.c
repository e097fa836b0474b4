/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/proof.h"

typedef struct proof_kind {
    const char *name;
    const char *lacks;
} proof_kind;

static const proof_kind kinds[] = {
#define X(id, name, text) [PH_PROOF_##id] = { name, text },
    PH_PROOF_LIST(X)
#undef X
};

const char *ph_proof_name(ph_proof_kind kind)
{
    return kinds[kind].name;
}

ph_proof_kind ph_proof_find(const char *name)
{
    for (guint i = PH_PROOF_UNKNOWN + 1; i < G_N_ELEMENTS(kinds); i++)
        if (g_strcmp0(kinds[i].name, name) == 0)
            return (ph_proof_kind)i;
    return PH_PROOF_UNKNOWN;
}

const char *ph_proof_lacks(ph_proof_kind kind)
{
    return kinds[kind].lacks;
}
