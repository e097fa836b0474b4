/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "system/cpu_caches.h"

enum { LEVELS = 3 };
#define KIB       G_GUINT64_CONSTANT(1024)
#define BYTES_MIN (8 * KIB)
#define BYTES_MAX (KIB * KIB * KIB)

/* The factor behind a number; 0 when what stands there is none. */
static guint64 factor_of(const char *suffix)
{
    static const struct {
        const char *suffix;
        guint64 factor;
    } factors[] = { { "", 1 }, { "K", KIB }, { "M", KIB * KIB }, { "G", KIB * KIB * KIB } };

    for (gsize i = 0; i < G_N_ELEMENTS(factors); i++)
        if (g_strcmp0(factors[i].suffix, suffix) == 0)
            return factors[i].factor;
    return 0;
}

/* A size above the one before; or 0, which is above none and under any. */
static gboolean read_size(const char *text, guint64 *before, guint64 *ret)
{
    char *end = NULL;
    const guint64 number = g_ascii_strtoull(text, &end, 10);
    const guint64 factor = factor_of(end);

    /* It would take a sign or a space as well. */
    if (!g_ascii_isdigit(*text) || factor == 0 || number > BYTES_MAX / factor)
        return FALSE;
    *ret = number * factor;
    if (*ret == 0)
        return TRUE;
    if (*ret < BYTES_MIN || *ret <= *before)
        return FALSE;
    *before = *ret;
    return TRUE;
}

gboolean ph_cpu_caches_read(const char *text, ph_cpu_caches *ret)
{
    g_auto(GStrv) sizes = g_strsplit(text, ",", 0);
    guint64 bytes[LEVELS], before = 0;

    if (g_strv_length(sizes) != LEVELS)
        return FALSE;
    for (gsize i = 0; i < LEVELS; i++)
        if (!read_size(sizes[i], &before, &bytes[i]))
            return FALSE;
    *ret = (ph_cpu_caches){ bytes[0], bytes[1], bytes[2] };
    return TRUE;
}

char *ph_cpu_caches_text(ph_cpu_caches caches)
{
    return g_strdup_printf("%" G_GUINT64_FORMAT ",%" G_GUINT64_FORMAT ",%" G_GUINT64_FORMAT,
                           caches.l1d_bytes, caches.l2_bytes, caches.l3_bytes);
}
