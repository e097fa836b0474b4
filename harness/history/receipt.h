/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The receipts of a history: one for all that is added to it or taken from it, each with the digest
 * of the one before, so that none can be changed, left out or put in between unseen.
 *
 * The text of a receipt is, with a line end between the parts and none at the end,
 *
 *     perfharness-receipt-1
 *     its number: 1, 2, 3 …, without a gap
 *     its kind
 *     the digest of what it is for, 64 hexadecimal digits
 *     its time, Unix microseconds
 *     its note, "" or one printable line
 *     the SHA-256 of the receipt before; of the first, 64 zeros
 *
 * and its own SHA-256 is that of this text. The text's form has its version in the first line;
 * receipts are never written again.
 *
 * One thread at a time for each object; no state.
 */
#ifndef PH_HARNESS_HISTORY_RECEIPT_H
#define PH_HARNESS_HISTORY_RECEIPT_H

#include <glib.h>

/*
 * Identifier, its word, how often it is told, and what its digest is of. Append only.
 *
 * ONCE: of what has the same digest, one receipt is enough. CHANGES: there is one whenever it is
 * another than the newest of its host and name, so that what comes back is told again. EACH: as
 * often as it is done.
 */
#define PH_RECEIPT_KIND_LIST(X)                                                                    \
    X(RUN, "run", ONCE, "the document that was added; its note: event, commit and position")       \
    X(DELETE, "delete", EACH, "the document of the run that is deleted, or whose document is")     \
    X(LEVEL, "level", EACH, "the canonical text of a level")                                       \
    X(CASE, "case", EACH, "the canonical text of a case")                                          \
    X(EVENT, "event", EACH, "the canonical text of an event of a case")                            \
    X(PROMOTION, "promotion", ONCE,                                                                \
      "the canonical text of a fact: an entry of a baseline's history")                            \
    X(SETTINGS, "settings", CHANGES, "likewise: a settings file")                                  \
    X(PROGRAM, "program", CHANGES, "likewise: the perfharness that measured")                      \
    X(SUBJECT, "subject", CHANGES, "likewise: the library that was measured")                      \
    X(FINDING, "finding", CHANGES, "likewise: what doctor found on a host")                        \
    X(KERNEL, "kernel", CHANGES, "likewise: the release of a host's kernel")                       \
    X(MICROCODE, "microcode", CHANGES, "likewise: the revision of a host's microcode")             \
    X(WITNESS, "witness", EACH, "the results of all runs since the last one, once a month")        \
    X(MIGRATE, "migrate", EACH, "the schema that the store was brought to")                        \
    X(ALERT, "alert", EACH, "the canonical text of an alert")                                      \
    X(STAMP, "stamp", ONCE,                                                                        \
      "the canonical text of a fact: a manifest of all chains' ends, and the time stamp of it")    \
    X(COUNTERSIGN, "countersign", ONCE, "likewise: such a manifest, and somebody's signature")

typedef enum ph_receipt_kind {
#define X(identifier, word, often, meaning) PH_RECEIPT_##identifier,
    PH_RECEIPT_KIND_LIST(X)
#undef X
        PH_RECEIPT_KIND_COUNT,
} ph_receipt_kind;

typedef enum ph_receipt_often {
    PH_RECEIPT_ONCE,
    PH_RECEIPT_CHANGES,
    PH_RECEIPT_EACH,
} ph_receipt_often;

/* Texts are owned. */
typedef struct ph_receipt {
    gint64 id;
    ph_receipt_kind kind;
    char *digest; /* 64 hexadecimal digits, as the next two. */
    gint64 at_us;
    char *note; /* Never NULL. */
    char *previous;
    char *sha256; /* As it is stored: ph_receipt_sha256() says what it ought to be. */
} ph_receipt;

/* So many digits of a SHA-256 are shown of a receipt or a run. */
#define PH_DIGEST_DIGITS_SHOWN 12

#define PH_RECEIPT_NO_PREVIOUS "0000000000000000000000000000000000000000000000000000000000000000"

const char *ph_receipt_kind_word(ph_receipt_kind kind);
const char *ph_receipt_kind_meaning(ph_receipt_kind kind);
ph_receipt_often ph_receipt_kind_often(ph_receipt_kind kind);

/* PH_RECEIPT_KIND_COUNT: none has that word. */
ph_receipt_kind ph_receipt_kind_of(const char *word);

/* The text above, and the SHA-256 that follows from it. The caller frees them. */
char *ph_receipt_text(const ph_receipt *receipt);
char *ph_receipt_sha256(const ph_receipt *receipt);

/*
 * Make the receipt that follows another: id, previous and sha256 are set from the rest. The one
 * before may be NULL: it is the first.
 */
void ph_receipt_follow(ph_receipt *receipt, const ph_receipt *before);

/*
 * The line that a chain is witnessed by, "N SHA256 TIME": number and SHA-256 of its newest receipt,
 * and that one's time, RFC 3339 in UTC with microseconds. The caller frees it.
 */
char *ph_receipt_witness(const ph_receipt *receipt);

/* Read such a line: id, sha256 and at_us of the receipt are set, and nothing else. */
gboolean ph_receipt_witness_read(const char *line, ph_receipt *ret);

void ph_receipt_copy(ph_receipt *to, const ph_receipt *from);
void ph_receipt_clear(ph_receipt *receipt);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ph_receipt, ph_receipt_clear)

#endif /* PH_HARNESS_HISTORY_RECEIPT_H */
