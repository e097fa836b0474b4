/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "model/noise_seen.h"

#include <math.h>
#include <string.h>

#include "perfharness/require.h"

const char *ph_noise_member(ph_noise_cause cause)
{
    PH_REQUIRE(cause < PH_NOISE_COUNT);

    static const char *const members[] = {
#define X(name, member, text) [PH_NOISE_##name] = (member),
        PH_NOISE_LIST(X)
#undef X
    };

    return members[cause];
}

ph_noise_cause ph_noise_find(const char *member)
{
    ph_noise_cause cause = 0;

    while (cause < PH_NOISE_COUNT && strcmp(ph_noise_member(cause), member) != 0)
        cause++;
    return cause;
}

static char *cause_text(ph_noise_cause cause, double total)
{
    switch (cause) {
#define X(name, member, text)                                                                      \
    case PH_NOISE_##name: return g_strdup_printf(text, total);
        PH_NOISE_LIST(X)
#undef X
    case PH_NOISE_COUNT: break;
    }
    return NULL;
}

char *ph_noise_text(ph_noise_cause cause, double total)
{
    PH_REQUIRE(cause < PH_NOISE_COUNT);

    g_autofree char *text = cause_text(cause, total);
    g_autoptr(GString) singular = g_string_new(text);

    /* Seconds have decimals, and so neither of these. */
    if (round(total) == 1.0) {
        (void)g_string_replace(singular, "1 times", "once", 1);
        (void)g_string_replace(singular, "1 periods", "1 period", 1);
    }
    return g_string_free(g_steal_pointer(&singular), FALSE);
}

void ph_noise_init(ph_noise *noise)
{
    *noise = (ph_noise){ 0 };
    for (ph_noise_cause cause = 0; cause < PH_NOISE_COUNT; cause++)
        noise->seen[cause].total = NAN;
}

static double sum(double a, double b)
{
    return isnan(a) ? b : isnan(b) ? a : a + b;
}

void ph_noise_merge(ph_noise *noise, const ph_noise *more)
{
    for (ph_noise_cause cause = 0; cause < PH_NOISE_COUNT; cause++) {
        ph_noise_seen *into = &noise->seen[cause];
        const ph_noise_seen *from = &more->seen[cause];

        into->total = sum(into->total, from->total);
        into->launches += from->launches;
        into->blocks_set_aside += from->blocks_set_aside;
        into->lost_s += from->lost_s;
    }
    noise->blocks += more->blocks;
}

void ph_noise_count(ph_noise *launch, ph_noise_cause cause, double amount)
{
    PH_REQUIRE(cause < PH_NOISE_COUNT);

    /* A counter may run backwards when a virtual machine moves to another host. */
    if (!(amount >= 0.0))
        return;
    launch->seen[cause].total = amount;
    launch->seen[cause].launches = amount > 0.0;
}

uint64_t ph_noise_blocks_set_aside(const ph_noise *noise)
{
    uint64_t blocks = 0;

    for (ph_noise_cause cause = 0; cause < PH_NOISE_COUNT; cause++)
        blocks += noise->seen[cause].blocks_set_aside;
    return blocks;
}

static gboolean is_before(const ph_noise *noise, ph_noise_cause a, ph_noise_cause b)
{
    if (a == PH_NOISE_UNKNOWN || b == PH_NOISE_UNKNOWN)
        return b == PH_NOISE_UNKNOWN;
    return noise->seen[a].lost_s > noise->seen[b].lost_s;
}

guint ph_noise_order(const ph_noise *noise, ph_noise_cause ret[PH_NOISE_COUNT])
{
    guint count = 0;

    /* Into place one by one, so that the deeper of equals stays first. */
    for (ph_noise_cause cause = 0; cause < PH_NOISE_COUNT; cause++) {
        const ph_noise_seen *seen = &noise->seen[cause];
        guint at = count;

        if (!(seen->total > 0.0) && seen->blocks_set_aside == 0)
            continue;
        for (; at > 0 && is_before(noise, cause, ret[at - 1]); at--)
            ret[at] = ret[at - 1];
        ret[at] = cause;
        count++;
    }
    return count;
}
