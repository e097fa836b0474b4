/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "error/error.h"

static const struct {
    const char *id;
    const char *meaning;
} codes[PH_ERROR_COUNT] = {
#define X(name, id, meaning) [PH_ERROR_##name] = { id, meaning },
    PH_ERROR_LIST(X)
#undef X
};

G_DEFINE_QUARK(ph - error, ph_error)

const char *ph_error_code_id(ph_error code)
{
    return codes[code].id;
}

const char *ph_error_code_meaning(ph_error code)
{
    return codes[code].meaning;
}

const char *ph_error_id(const GError *error)
{
    if (error->domain != PH_ERROR || error->code < 0 || error->code >= PH_ERROR_COUNT)
        return "";
    return codes[error->code].id;
}
