/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/framing_walk.h"

#include <inttypes.h>

enum { SEGMENT_BITS = 3, EXTENDED_BIT = 0x80 };

const char *ph_framing_name(ph_framing framing)
{
    static const char *const names[] = {
#define X(id, name, separator, holds) [PH_FRAMING_##id] = (name),
        PH_FRAMING_LIST(X)
#undef X
    };

    return names[framing];
}

const char *ph_framing_holds(ph_framing framing)
{
    static const char *const texts[] = {
#define X(id, name, separator, holds) [PH_FRAMING_##id] = (holds),
        PH_FRAMING_LIST(X)
#undef X
    };

    return texts[framing];
}

/* "record 3, at byte 108, " and then what is wrong with it. */
static ph_framing_step misfit_record(const ph_framing_walk *walk, char *reason, const char *what)
{
    (void)ph_reason_give(reason, "record %" PRIu64 ", at byte %" PRIu64 ", %s", walk->records + 1,
                         walk->offset, what);
    return PH_FRAMING_STEP_MISFIT;
}

/* The unit, "record" or "block", begins in what is left of the file, and does not end there. */
static ph_framing_step misfit_end(const ph_framing_walk *walk, char *reason, const char *unit,
                                  uint64_t number)
{
    (void)ph_reason_give(reason,
                         "%s %" PRIu64 ", at byte %" PRIu64
                         ", does not fit into the file's %" PRIu64 " bytes",
                         unit, number, walk->offset, walk->file->length);
    return PH_FRAMING_STEP_MISFIT;
}

static ph_framing_step next_fixed(ph_framing_walk *walk, ph_framed_record *ret, char *reason)
{
    if (walk->record_length > walk->file->length - walk->offset)
        return misfit_end(walk, reason, "record", walk->records + 1);
    *ret = (ph_framed_record){ walk->offset, (size_t)walk->record_length };
    walk->offset += walk->record_length;
    return PH_FRAMING_STEP_RECORD;
}

/* The word may be extended: then its length has 31 bits instead of 15. */
static uint64_t block_length(const uint8_t *word)
{
    if (word[0] & EXTENDED_BIT)
        return (uint64_t)(word[0] & ~EXTENDED_BIT) << 24 | (uint64_t)word[1] << 16 |
               (uint64_t)word[2] << 8 | word[3];
    return (uint64_t)word[0] << 8 | word[1];
}

static ph_framing_step begin_block(ph_framing_walk *walk, char *reason)
{
    const uint64_t left = walk->file->length - walk->offset;
    uint8_t word[PH_RDW_BYTES];

    if (left < PH_RDW_BYTES)
        return misfit_end(walk, reason, "block", walk->blocks + 1);
    if (!ph_record_file_read(walk->file, walk->offset, word, sizeof(word), reason))
        return PH_FRAMING_STEP_FAILED;

    const uint64_t length = block_length(word);
    const bool is_extended = word[0] & EXTENDED_BIT;
    if (length < PH_RDW_BYTES || (!is_extended && (word[2] | word[3]) != 0)) {
        (void)ph_reason_give(reason,
                             "block %" PRIu64 ", at byte %" PRIu64
                             ", does not begin with a block descriptor word (BDW)",
                             walk->blocks + 1, walk->offset);
        return PH_FRAMING_STEP_MISFIT;
    }
    if (length > left)
        return misfit_end(walk, reason, "block", walk->blocks + 1);
    walk->block_end = walk->offset + length;
    walk->offset += PH_RDW_BYTES;
    walk->blocks++;
    return PH_FRAMING_STEP_RECORD;
}

/* The last two bytes of a record's descriptor word: the segment's place in its record, and nothing.
 * NULL, or what is wrong with them. */
static const char *check_word(ph_framing framing, const uint8_t *word)
{
    if (framing != PH_FRAMING_RDW_PAYLOAD && word[3] == 0 && word[2] != 0 &&
        (word[2] & ~SEGMENT_BITS) == 0)
        return "is a segment of a spanned record (VBS): spanned records are not read";
    return word[2] | word[3] ? "does not begin with a record descriptor word (RDW): its last two "
                               "bytes are not 0"
                             : NULL;
}

/* @param end  Of the file, or of the block. */
static ph_framing_step next_described(ph_framing_walk *walk, uint64_t end, ph_framed_record *ret,
                                      char *reason)
{
    const uint64_t left = end - walk->offset;
    const size_t counted = walk->framing == PH_FRAMING_RDW_PAYLOAD ? 0 : PH_RDW_BYTES;
    uint8_t word[PH_RDW_BYTES];

    if (left < PH_RDW_BYTES)
        return end < walk->file->length ? misfit_record(walk, reason, "does not fit into its block")
                                        : misfit_end(walk, reason, "record", walk->records + 1);
    if (!ph_record_file_read(walk->file, walk->offset, word, sizeof(word), reason))
        return PH_FRAMING_STEP_FAILED;

    const size_t length = (size_t)word[0] << 8 | word[1];
    const char *wrong = check_word(walk->framing, word);
    if (wrong)
        return misfit_record(walk, reason, wrong);
    if (length < counted)
        return misfit_record(walk, reason, "has a length that does not count its own 4 bytes");
    if (length - counted > left - PH_RDW_BYTES)
        return end < walk->file->length ? misfit_record(walk, reason, "does not fit into its block")
                                        : misfit_end(walk, reason, "record", walk->records + 1);
    *ret = (ph_framed_record){ walk->offset + PH_RDW_BYTES, length - counted };
    walk->offset += PH_RDW_BYTES + length - counted;
    return PH_FRAMING_STEP_RECORD;
}

ph_framing_step ph_framing_next(ph_framing_walk *walk, ph_framed_record *ret_record, char *reason)
{
    const uint64_t length = walk->file->length;
    ph_framing_step step = PH_FRAMING_STEP_RECORD;

    /* A block may hold no record at all. */
    while (walk->framing == PH_FRAMING_VB && walk->offset == walk->block_end &&
           walk->offset < length && step == PH_FRAMING_STEP_RECORD)
        step = begin_block(walk, reason);
    if (step != PH_FRAMING_STEP_RECORD)
        return step;
    if (walk->offset == length)
        return PH_FRAMING_STEP_END;
    step = walk->framing == PH_FRAMING_FIXED
               ? next_fixed(walk, ret_record, reason)
               : next_described(walk, walk->framing == PH_FRAMING_VB ? walk->block_end : length,
                                ret_record, reason);
    walk->records += step == PH_FRAMING_STEP_RECORD;
    return step;
}

/* The length of the file tells all. */
static ph_framing_step scan_fixed(const ph_record_file *file, uint64_t record_length,
                                  uint64_t *ret_records, char *reason)
{
    if (record_length == 0) {
        (void)ph_reason_give(reason, "the copybook has no fixed record length");
        return PH_FRAMING_STEP_MISFIT;
    }
    if (file->length % record_length) {
        (void)ph_reason_give(reason,
                             "its %" PRIu64 " bytes are not a multiple of the record "
                             "length of %" PRIu64 ": %" PRIu64
                             " bytes are left over after record %" PRIu64,
                             file->length, record_length, file->length % record_length,
                             file->length / record_length);
        return PH_FRAMING_STEP_MISFIT;
    }
    *ret_records = file->length / record_length;
    return PH_FRAMING_STEP_END;
}

ph_framing_step ph_framing_scan(ph_record_file *file, ph_framing framing, uint64_t record_length,
                                uint64_t *ret_records, char *reason)
{
    ph_framing_walk walk = { .file = file, .framing = framing, .record_length = record_length };
    ph_framing_step step = PH_FRAMING_STEP_RECORD;
    ph_framed_record record;

    if (framing == PH_FRAMING_FIXED)
        return scan_fixed(file, record_length, ret_records, reason);
    while (step == PH_FRAMING_STEP_RECORD)
        step = ph_framing_next(&walk, &record, reason);
    if (step == PH_FRAMING_STEP_END && walk.records == 0) {
        (void)ph_reason_give(reason, "it holds no record");
        return PH_FRAMING_STEP_MISFIT;
    }
    *ret_records = walk.records;
    return step;
}
