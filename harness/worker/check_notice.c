/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/check_notice.h"

/* Long enough to know the pace; and short enough to wait for without a word. */
#define PACE_NS        500000000.0
#define SECONDS_SILENT 3.0

ph_check_notice ph_check_notice_begin(uint64_t bytes, uint64_t now_ns)
{
    return (ph_check_notice){ .bytes = bytes, .start_ns = now_ns };
}

bool ph_check_notice_is_due(ph_check_notice *notice, uint64_t bytes, uint64_t now_ns,
                            double *ret_seconds_left)
{
    const double ns = (double)(now_ns - notice->start_ns);

    notice->bytes_checked += bytes;
    if (notice->is_over || ns < PACE_NS || notice->bytes_checked >= notice->bytes)
        return false;
    notice->is_over = true;
    *ret_seconds_left =
        ns / 1e9 * (double)(notice->bytes - notice->bytes_checked) / (double)notice->bytes_checked;
    return *ret_seconds_left > SECONDS_SILENT;
}
