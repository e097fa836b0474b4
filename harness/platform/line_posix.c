/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "platform/line.h"

#include <sys/types.h>

gssize ph_line_read(char **line, size_t *size, FILE *from)
{
    return getline(line, size, from);
}
