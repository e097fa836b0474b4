/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "answer/name_alignment.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "answer/name_index.h"

/* Of the table of lengths: what is in the middle of longer lists is paired as it comes. */
enum { CELLS_MAX = 1 << 20 };

/* What lies between the names that both begin with, and those that both end with. */
typedef struct middle {
    const char *const *left, *const *right;
    size_t left_count, right_count;
    size_t *partners;   /* Of the left ones. */
    size_t first_right; /* Index of the first right one in its list. */
} middle;

static bool is_same(const char *a, const char *b)
{
    return a && b && strcasecmp(a, b) == 0;
}

static bool pair_as_they_come(const middle *m)
{
    ph_name_index index = { .names = NULL };
    bool has_memory = true;
    uint32_t next = 0;

    for (size_t k = 0; k < m->right_count && has_memory; k++)
        if (m->right[k])
            has_memory = ph_name_index_add(&index, m->right[k], strlen(m->right[k]), (uint32_t)k);
    ph_name_index_sort(&index);
    for (size_t i = 0; i < m->left_count && has_memory; i++) {
        const uint32_t k = ph_name_index_find(&index, m->left[i], next);

        if (k == PH_NO_PLACE)
            continue;
        m->partners[i] = m->first_right + k;
        next = k + 1;
    }
    ph_name_index_free(&index);
    return has_memory;
}

/* lengths[i][k]: how many pairs the names from i and k on can have, at most. */
static void follow_longest(const middle *m, const uint32_t *lengths)
{
    const size_t width = m->right_count + 1;

    for (size_t i = 0, k = 0; i < m->left_count && k < m->right_count;) {
        const uint32_t here = lengths[i * width + k];

        if (is_same(m->left[i], m->right[k]) && here == lengths[(i + 1) * width + k + 1] + 1) {
            m->partners[i++] = m->first_right + k++;
        } else if (lengths[(i + 1) * width + k] == here) {
            i++;
        } else {
            k++;
        }
    }
}

static bool pair_most(const middle *m)
{
    const size_t width = m->right_count + 1;
    uint32_t *lengths = calloc((m->left_count + 1) * width, sizeof(*lengths));

    if (!lengths)
        return false;
    for (size_t i = m->left_count; i-- > 0;)
        for (size_t k = m->right_count; k-- > 0;) {
            const uint32_t down = lengths[(i + 1) * width + k], right = lengths[i * width + k + 1];
            const uint32_t most = down > right ? down : right;
            const uint32_t paired = lengths[(i + 1) * width + k + 1] + 1;

            lengths[i * width + k] =
                is_same(m->left[i], m->right[k]) && paired > most ? paired : most;
        }
    follow_longest(m, lengths);
    free(lengths);
    return true;
}

bool ph_align_names(const char *const *left, size_t left_count, const char *const *right,
                    size_t right_count, size_t *ret_partners)
{
    const size_t shorter = left_count < right_count ? left_count : right_count;
    size_t head = 0, tail = 0;

    for (size_t i = 0; i < left_count; i++)
        ret_partners[i] = PH_NO_NAME;
    for (; head < shorter && is_same(left[head], right[head]); head++)
        ret_partners[head] = head;
    for (; tail < shorter - head &&
           is_same(left[left_count - tail - 1], right[right_count - tail - 1]);
         tail++)
        ret_partners[left_count - tail - 1] = right_count - tail - 1;

    const middle m = { .left = left + head,
                       .right = right + head,
                       .left_count = left_count - head - tail,
                       .right_count = right_count - head - tail,
                       .partners = ret_partners + head,
                       .first_right = head };
    if (m.left_count == 0 || m.right_count == 0)
        return true;
    return m.left_count + 1 > CELLS_MAX / (m.right_count + 1) ? pair_as_they_come(&m)
                                                              : pair_most(&m);
}
