/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "measure/proven_sums.h"

#include <errno.h>
#include <unistd.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "error/error.h"

enum {
    READ_BYTES = 1 << 20,
    READS_A_LOOK = 16, /* Between looks whether the user gave up. */
};

struct ph_proven_sums {
    guint64 seed;
    GHashTable *proven; /* gint64. */
};

ph_proven_sums *ph_proven_sums_new(void)
{
    ph_proven_sums *sums = g_new0(ph_proven_sums, 1);

    sums->seed = (guint64)g_random_int() << 32 | g_random_int();
    sums->proven = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    return sums;
}

void ph_proven_sums_free(ph_proven_sums *sums)
{
    g_hash_table_unref(sums->proven);
    g_free(sums);
}

gboolean ph_proven_sums_of(const ph_proven_sums *sums, const ph_worker_host *host, int descriptor,
                           gint64 *ret, GError **error)
{
    g_autofree guint8 *bytes = g_malloc(READ_BYTES);
    XXH3_state_t *state = XXH3_createState();
    ssize_t count = 1;
    guint64 at = 0, reads = 0;
    gboolean is_read = TRUE;

    (void)XXH3_64bits_reset_withSeed(state, sums->seed);
    while (is_read && count != 0) {
        is_read = reads++ % READS_A_LOOK != 0 || ph_worker_goes_on(host, error);
        count = is_read ? pread(descriptor, bytes, READ_BYTES, (off_t)at) : 0;
        if (count < 0 && errno != EINTR)
            is_read = ph_refuse(error, PH_ERROR_STORAGE, "%s", g_strerror(errno));
        if (count > 0)
            (void)XXH3_64bits_update(state, bytes, (size_t)count);
        at += (guint64)MAX(count, 0);
    }
    *ret = (gint64)XXH3_64bits_digest(state);
    (void)XXH3_freeState(state);
    return is_read;
}

gboolean ph_proven_sums_has(const ph_proven_sums *sums, gint64 sum)
{
    return g_hash_table_contains(sums->proven, &sum);
}

void ph_proven_sums_add(ph_proven_sums *sums, gint64 sum)
{
    (void)g_hash_table_add(sums->proven, g_memdup2(&sum, sizeof(sum)));
}
