/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "platform/program_path.h"

char *ph_program_path(void)
{
    return g_file_read_link("/proc/self/exe", NULL);
}
