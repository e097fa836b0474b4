/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The copybook of a user's own records: as the reader of perfharness/record.h has it, and what
 * subjects are given of it. */
#ifndef PH_HARNESS_WORKER_OWN_COPYBOOK_H
#define PH_HARNESS_WORKER_OWN_COPYBOOK_H

#include "answer/reason.h"
#include "perfharness/record.h"
#include "worker/request.h"

typedef struct ph_own_copybook {
    char *source; /* As it stands in the file. Owned, as all that follows. */
    size_t length;
    char *given; /* To subjects: with --record, blanks in place of all that is not of that one. */
    size_t given_length;
    void *memory;            /* The reader's. */
    ph_copybook copybook;    /* Where there is a record. */
    const ph_record *record; /* The one that is meant; NULL: the reader refuses the copybook. */
    char why[PH_REASON_MAX]; /* Then a sentence that begins with the place: "F.cpy:5:12: ...". */
    bool has_floats;         /* What subjects are given has COMP-1 or COMP-2, or may have. */
} ph_own_copybook;

/*
 * Read the request's.
 *
 * @param ret  Free with ph_own_copybook_free(); written on success only. A copybook that the reader
 *             refuses is a success where the request lets layouts differ.
 * @return false after filling in reason (PH_REASON_MAX): the copybook cannot be read, or has not
 *         the one record that is meant.
 */
bool ph_own_copybook_read(const ph_request *request, ph_own_copybook *ret, char *reason);

/* How the lines of what subjects are given are read: as the reader had them, or was told to. */
ph_source_format ph_own_copybook_format(const ph_request *request, const ph_own_copybook *own);

void ph_own_copybook_free(ph_own_copybook *own);

#endif /* PH_HARNESS_WORKER_OWN_COPYBOOK_H */
