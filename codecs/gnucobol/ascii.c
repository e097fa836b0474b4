/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ascii.h"

#include <iconv.h>
#include <stddef.h>

bool gnucobol_ascii_init(gnucobol_ascii *ret)
{
    char ebcdic[256];
    char *from = ebcdic, *to = (char *)ret->from_ebcdic;
    size_t from_left = sizeof(ebcdic), to_left = sizeof(ret->from_ebcdic);
    iconv_t conversion = iconv_open("ISO-8859-1", "IBM037");

    /* NOLINTNEXTLINE(performance-no-int-to-ptr): this is how POSIX spells the failure. */
    if (conversion == (iconv_t)-1)
        return false;
    for (unsigned i = 0; i < sizeof(ebcdic); i++)
        ebcdic[i] = (char)i;

    const size_t inexact = iconv(conversion, &from, &from_left, &to, &to_left);
    (void)iconv_close(conversion);
    if (inexact != 0 || from_left != 0 || to_left != 0)
        return false;
    for (unsigned i = 0; i < sizeof(ebcdic); i++)
        ret->to_ebcdic[ret->from_ebcdic[i]] = (uint8_t)i;
    return true;
}
