/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Text to Latin-1: a byte for a byte, so cells back to back are one string. */
#include "kernel/text_avx2.h"

/* What a page comes to. */
typedef struct latin1_page {
    const ph_code_page *page;
    text_cover cover;
    text_tables tables;
} latin1_page;

static const text_tables *tables_of(latin1_page *page)
{
    if (!page->tables.are_made)
        make_tables(page->page, PH_CONTROL_PASS, &page->tables);
    return &page->tables;
}

/* Returns 0 when some of a vector is not taken. */
static int put_vector(latin1_page *page, const uint8_t *codes, uint8_t *out)
{
    const text_shuffles shuffles = load_shuffles(&page->cover);
    const __m256i loaded = ph_avx2_load(codes);
    __m256i sets, latin1 = to_ascii(loaded, &shuffles, &sets);

    if (zeros_of(sets) != 0) {
        latin1 = to_latin1(loaded, tables_of(page), 0);
        if (untaken_of(latin1, &page->tables) != 0)
            return 0;
    }
    ph_avx2_store(out, latin1);
    return 1;
}

/* ...of a run, of which nothing is then written. */
PH_AVX2_INLINE int put_run(const text_tables *tables, const uint8_t *restrict codes,
                           int is_printable, uint8_t *restrict out)
{
    __m256i latin1[RUN / VECTOR];
    uint32_t untaken = 0;

    for (size_t i = 0; i < RUN / VECTOR; i++) {
        latin1[i] = to_latin1(ph_avx2_load(codes + i * VECTOR), tables, is_printable);
        untaken |= untaken_of(latin1[i], tables);
    }
    if (untaken != 0)
        return 0;
    for (size_t i = 0; i < RUN / VECTOR; i++)
        ph_avx2_store(out + i * VECTOR, latin1[i]);
    return 1;
}

/* Decodes whole runs; returns how many bytes come before the first that has some not taken. */
static size_t decode_runs(latin1_page *page, const uint8_t *restrict codes, size_t length,
                          uint8_t *restrict out)
{
    size_t done = 0;

    while (length - done >= RUN) {
        done += decode_covered(codes + done, length - done, &page->cover, out + done);
        if (length - done < RUN)
            break;

        const text_tables *const tables = tables_of(page);
        const uint8_t *const run = codes + done;

        ph_avx2_prefetch_text(run);
        ph_avx2_prefetch_text(run + RUN / 2);
        if (!(is_printable_run(run) ? put_run(tables, run, 1, out + done)
                                    : put_run(tables, run, 0, out + done)))
            break;
        done += RUN;
    }
    return done;
}

/* A string shorter than a vector. */
static int put_short(latin1_page *page, const uint8_t *codes, size_t length, uint8_t *out)
{
    uint8_t copy[VECTOR], put[VECTOR];

    /* Whatever the rest is filled with, it is taken if the string is. */
    memset(copy, codes[0], sizeof(copy));
    memcpy(copy, codes, length);
    if (!put_vector(page, copy, put))
        return 0;
    memcpy(out, put, length);
    return 1;
}

/* Returns how many bytes come before the first vector with one that is not taken. */
static size_t decode_string(latin1_page *page, const uint8_t *codes, size_t length, uint8_t *out)
{
    size_t done = decode_runs(page, codes, length, out);

    if (length < VECTOR)
        return put_short(page, codes, length, out) ? length : 0;
    for (; length - done >= VECTOR; done += VECTOR)
        if (!put_vector(page, codes + done, out + done))
            return done;
    if (done < length && put_vector(page, codes + length - VECTOR, out + length - VECTOR))
        return length;
    return done;
}

ph_decode_result ph_latin1_decode_avx2(ph_column column, const ph_code_page *page,
                                       uint8_t *restrict out, size_t *ret_redone)
{
    const size_t cells_a_string = column.stride == column.width ? column.count : 1;
    const size_t length = cells_a_string * column.width;
    latin1_page found = { .page = page };

    *ret_redone = 0;
    find_page_cover(page, PH_CONTROL_PASS, &found.cover);
    for (size_t first = 0; first < column.count; first += cells_a_string) {
        const uint8_t *const codes = column.cells + first * column.stride;
        const size_t done = decode_string(&found, codes, length, out + first * column.width);

        ph_avx2_prefetch_text(codes);
        if (done == length)
            continue;

        /* There is a bad cell: the scalar kernel finds it. */
        const size_t good = first + done / column.width;
        const ph_column rest = { column.cells + good * column.stride, column.stride, column.width,
                                 column.count - good };
        ph_decode_result result =
            ph_latin1_decode_scalar(rest, page, out + good * column.width, ret_redone);

        result.record += good;
        *ret_redone = rest.count;
        return result;
    }
    return (ph_decode_result){ PH_CODEC_OK, column.count, 0 };
}
