/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "platform/nameless.h"

#include <errno.h>

int ph_nameless_in(const char *folder)
{
    (void)folder;
    errno = EOPNOTSUPP;
    return -1;
}

int ph_nameless_again(int descriptor, int flags)
{
    (void)descriptor;
    (void)flags;
    errno = ENOTSUP;
    return -1;
}
