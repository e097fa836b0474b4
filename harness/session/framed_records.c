/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "session/framed_records.h"

#include "perfharness/require.h"

enum {
    WORD_BYTES = 4, /* Of a descriptor, whether it counts them or not. */
    DESCRIBED_MAX = G_MAXUINT16,
    BATCH_BYTES = 4096,  /* What a pipe takes at once. */
    BLOCK_MAX = 32760,   /* As z/OS has it. */
    EXTENDED_BIT = 0x80, /* Of a block whose length has 31 bits: one long record. */
    PLAIN_BLOCK_MAX = G_MAXINT16,
};

struct ph_framed_records {
    ph_framing framing;
    ph_output_stream *stream;
    GByteArray *batch; /* Whole records; of blocks room for the word of one, and its records. */
};

ph_framed_records *ph_framed_records_new(ph_framing framing, ph_output_stream *stream)
{
    ph_framed_records *records = g_new0(ph_framed_records, 1);

    records->framing = framing;
    records->stream = stream;
    records->batch = g_byte_array_new();
    return records;
}

gsize ph_framed_record_max(ph_framing framing)
{
    return framing == PH_FRAMING_FIXED         ? G_MAXSIZE
           : framing == PH_FRAMING_RDW_PAYLOAD ? DESCRIBED_MAX
                                               : DESCRIBED_MAX - WORD_BYTES;
}

static void put_length(guint8 *word, gsize length)
{
    word[0] = (guint8)(length >> 8);
    word[1] = (guint8)length;
}

static void put_block_word(guint8 *word, gsize length)
{
    if (length <= PLAIN_BLOCK_MAX) {
        put_length(word, length);
        return;
    }
    put_length(word, length >> 16);
    put_length(word + 2, length);
    word[0] |= EXTENDED_BIT;
}

static gboolean flush(ph_framed_records *records, GError **error)
{
    gboolean is_written;

    if (records->batch->len == 0)
        return TRUE;
    if (records->framing == PH_FRAMING_VB)
        put_block_word(records->batch->data, records->batch->len);
    is_written = ph_output_stream_write_whole(records->stream, records->batch->data,
                                              records->batch->len, error);
    g_byte_array_set_size(records->batch, 0);
    return is_written;
}

/* What is before a record. */
static void put_word(ph_framed_records *records, gsize length)
{
    guint8 word[WORD_BYTES] = { 0 };

    if (records->framing == PH_FRAMING_VB && records->batch->len == 0)
        g_byte_array_append(records->batch, word, sizeof(word)); /* Its block's comes later. */
    if (records->framing == PH_FRAMING_FIXED)
        return;
    put_length(word, length + (records->framing == PH_FRAMING_RDW_PAYLOAD ? 0 : WORD_BYTES));
    g_byte_array_append(records->batch, word, sizeof(word));
}

gboolean ph_framed_records_add(ph_framed_records *records, const void *record, gsize length,
                               GError **error)
{
    const gsize most = records->framing == PH_FRAMING_VB ? BLOCK_MAX : BATCH_BYTES;

    PH_REQUIRE(length <= ph_framed_record_max(records->framing));

    if (records->batch->len + WORD_BYTES + length > most && !flush(records, error))
        return FALSE;
    put_word(records, length);
    g_byte_array_append(records->batch, record, (guint)length);
    return TRUE;
}

gboolean ph_framed_records_end(ph_framed_records *records, GError **error)
{
    return flush(records, error);
}

void ph_framed_records_free(ph_framed_records *records)
{
    g_byte_array_unref(records->batch);
    g_free(records);
}
