/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * decode_loop OPERATION SUBJECT TIMES: decodes so many times and exits. For programs that time
 * whole processes.
 */
#include <stdio.h>
#include <stdlib.h>

#include "subject_loop.h"

int main(int argc, char **argv)
{
    if (argc != 4) {
        (void)fprintf(stderr, "usage: decode_loop OPERATION SUBJECT TIMES\n");
        return 2;
    }

    const unsigned long times = strtoul(argv[3], NULL, 10);
    subject_loop *const loop = subject_loop_open(argv[1], argv[2]);

    for (unsigned long i = 0; i < times; i++)
        subject_loop_run(loop);
    subject_loop_close(loop);
    return 0;
}
