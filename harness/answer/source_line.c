/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "answer/source_line.h"

const char *ph_source_line_end(const char *line, const char *source_end)
{
    while (line < source_end && *line != '\n' && *line != '\r')
        line++;
    return line;
}

const char *ph_source_next_line(const char *line_end, const char *source_end)
{
    if (line_end == source_end)
        return source_end;
    return *line_end == '\r' && line_end + 1 < source_end && line_end[1] == '\n' ? line_end + 2
                                                                                 : line_end + 1;
}
