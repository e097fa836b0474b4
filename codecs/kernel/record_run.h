/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From record to record: what is the same for all sets of kernels. */
#ifndef PH_CODECS_KERNEL_RECORD_RUN_H
#define PH_CODECS_KERNEL_RECORD_RUN_H

#include "kernel/prefetch.h"
#include "kernel/record_copies.h"
#include "kernel/record_number.h"

/* What lines are made by. */
typedef struct ph_line_maker {
    const ph_line_program *program;
    ph_record_number number;
    ph_line_bases at;                  /* Of the record whose line is written. */
    uint8_t *marks[PH_LINE_MARKS_MAX]; /* Set before they are used. */
    ph_line_copies copies[2];          /* Of the line before, and of this one, by turns. */
} ph_line_maker;

/*
 * Writes the line of one record; returns what is behind it. @param set  What a set of kernels has
 * made itself. @param bad  Receives what is not good; it is 0.
 */
typedef uint8_t *ph_line_put(const void *set, ph_line_maker *maker, ph_line_copies *copies,
                             uint8_t *out, ph_line_bad *bad);

/* The next record, and its length; NULL: there is too little behind it. */
static inline const uint8_t *ph_line_next_record(const ph_line_work *work, size_t *ret_length)
{
    const uint8_t *const header = work->records;
    const size_t length = work->length > 0 ? work->length : (size_t)header[0] << 8 | header[1];

    *ret_length = length;
    return work->size < work->header + length + PH_LINE_SLACK ? NULL : header + work->header;
}

static inline bool ph_line_find_record(ph_line_maker *maker, const uint8_t *record, size_t length)
{
    maker->at.bases[0] = record;
    return maker->program->table_count == 0
               ? length == maker->program->length
               : ph_line_find_bases(maker->program, record, length, &maker->at);
}

/* Streamed records are asked for ahead. */
static inline void ph_line_prefetch(const uint8_t *bytes, size_t size)
{
    enum { LINE = 64, AHEAD = 8192 };

    for (size_t i = 0; i < size; i += LINE)
        ph_prefetch_at(bytes, i + AHEAD);
}

static inline __attribute__((always_inline)) ph_line_done
ph_line_run_records(const ph_line_program *program, ph_line_work work, ph_line_put *put_line,
                    const void *set)
{
    ph_line_done done = { 0, 0, work.out };
    ph_line_maker maker;
    size_t length;

    maker.program = program;
    maker.number = ph_record_number_of(work.number);
    maker.copies[0].count = maker.copies[1].count = 0;
    while (done.lines < work.count && (size_t)(work.end - done.out) >= program->line_room) {
        const uint8_t *const record = ph_line_next_record(&work, &length);
        ph_line_bad bad = 0;

        if (!record || !ph_line_find_record(&maker, record, length))
            break;
        uint8_t *const behind =
            put_line(set, &maker, &maker.copies[done.lines % 2], done.out, &bad);

        if (bad)
            break;
        ph_line_copies_take(&maker.copies[(done.lines + 1) % 2]);
        ph_line_prefetch(work.records, work.header + length);
        done.out = behind;
        done.lines++;
        done.read += work.header + length;
        work.records += work.header + length;
        work.size -= work.header + length;
        ph_record_number_next(&maker.number);
    }
    ph_line_copies_take(&maker.copies[(done.lines + 1) % 2]);
    return done;
}

#endif /* PH_CODECS_KERNEL_RECORD_RUN_H */
