/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "history/receipt.h"

#include <string.h>

#include "history/history_clock.h"
#include "perfharness/require.h"

#define TEXT_VERSION "perfharness-receipt-1"

static const struct {
    const char *word;
    ph_receipt_often often;
    const char *meaning;
} kinds[] = {
#define X(identifier, word, often, meaning) { word, PH_RECEIPT_##often, meaning },
    PH_RECEIPT_KIND_LIST(X)
#undef X
};

const char *ph_receipt_kind_word(ph_receipt_kind kind)
{
    PH_REQUIRE(kind < PH_RECEIPT_KIND_COUNT);
    return kinds[kind].word;
}

const char *ph_receipt_kind_meaning(ph_receipt_kind kind)
{
    PH_REQUIRE(kind < PH_RECEIPT_KIND_COUNT);
    return kinds[kind].meaning;
}

ph_receipt_often ph_receipt_kind_often(ph_receipt_kind kind)
{
    PH_REQUIRE(kind < PH_RECEIPT_KIND_COUNT);
    return kinds[kind].often;
}

ph_receipt_kind ph_receipt_kind_of(const char *word)
{
    guint kind = 0;

    while (kind < PH_RECEIPT_KIND_COUNT && g_strcmp0(word, kinds[kind].word) != 0)
        kind++;
    return (ph_receipt_kind)kind;
}

/* A kind that is not known makes another text than the one that was meant: it is not whole. */
char *ph_receipt_text(const ph_receipt *receipt)
{
    const char *kind =
        receipt->kind < PH_RECEIPT_KIND_COUNT ? ph_receipt_kind_word(receipt->kind) : "";

    return g_strdup_printf(
        TEXT_VERSION "\n%" G_GINT64_FORMAT "\n%s\n%s\n%" G_GINT64_FORMAT "\n%s\n%s", receipt->id,
        kind, receipt->digest, receipt->at_us, receipt->note, receipt->previous);
}

char *ph_receipt_sha256(const ph_receipt *receipt)
{
    g_autofree char *text = ph_receipt_text(receipt);

    return g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
}

void ph_receipt_follow(ph_receipt *receipt, const ph_receipt *before)
{
    g_free(receipt->previous);
    g_free(receipt->sha256);
    receipt->id = before ? before->id + 1 : 1;
    receipt->previous = g_strdup(before ? before->sha256 : PH_RECEIPT_NO_PREVIOUS);
    receipt->sha256 = ph_receipt_sha256(receipt);
}

char *ph_receipt_witness(const ph_receipt *receipt)
{
    g_autofree char *time = ph_history_time_text(receipt->at_us);

    return g_strdup_printf("%" G_GINT64_FORMAT " %s %s", receipt->id, receipt->sha256, time);
}

static gboolean is_digest(const char *text)
{
    return strlen(text) == 64 && strspn(text, "0123456789abcdef") == 64;
}

gboolean ph_receipt_witness_read(const char *line, ph_receipt *ret)
{
    g_auto(GStrv) words = g_strsplit(line, " ", 4);
    gint64 at_us = 0;
    guint64 id = 0;

    if (g_strv_length(words) != 3 || !is_digest(words[1]) ||
        !g_ascii_string_to_unsigned(words[0], 10, 1, G_MAXINT64, &id, NULL) ||
        !ph_history_time_read(words[2], &at_us))
        return FALSE;
    g_free(ret->sha256);
    ret->id = (gint64)id;
    ret->sha256 = g_strdup(words[1]);
    ret->at_us = at_us;
    return TRUE;
}

void ph_receipt_copy(ph_receipt *to, const ph_receipt *from)
{
    *to = (ph_receipt){
        .id = from->id,
        .kind = from->kind,
        .digest = g_strdup(from->digest),
        .at_us = from->at_us,
        .note = g_strdup(from->note),
        .previous = g_strdup(from->previous),
        .sha256 = g_strdup(from->sha256),
    };
}

void ph_receipt_clear(ph_receipt *receipt)
{
    g_free(receipt->digest);
    g_free(receipt->note);
    g_free(receipt->previous);
    g_free(receipt->sha256);
    *receipt = (ph_receipt){ 0 };
}
