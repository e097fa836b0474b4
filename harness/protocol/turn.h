/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A referee's turns. The harness puts fresh data into slots of memory that the referee can only
 * read, and asks for calls, each from a slot into a window of its own; the referee makes them,
 * answers, and sleeps. Nothing it says is believed: the harness compares what stands in the
 * windows, and the time is the kernel's; only of a user's own data, which it reads itself, it says
 * how much a call was of. Uses the C library only.
 */
#ifndef PH_HARNESS_PROTOCOL_TURN_H
#define PH_HARNESS_PROTOCOL_TURN_H

#include <stdint.h>

/* Slots, and windows: a turn has so many calls at most. */
#define PH_TURN_CALLS_MAX 16

/* A referee's descriptors. */
enum {
    PH_TURN_SLOTS_DESCRIPTOR = 4,   /* Memory: a page with ph_turn_memory, then the slots. */
    PH_TURN_WINDOWS_DESCRIPTOR = 5, /* Memory: the windows. */
    /* A socket that keeps messages apart. From the referee: ph_turn_arms once, then ph_turn_reply
     * for each ph_turn that it gets. At the end of those it ends. */
    PH_TURN_TALK_DESCRIPTOR = 6,
};

#define PH_TURN_PAGE_BYTES 4096

/* How the memory is divided: PH_TURN_CALLS_MAX slots, and as many windows. */
typedef struct ph_turn_memory {
    uint64_t slot_bytes;   /* Of each slot. As all that follows, a multiple of a line of cache. */
    uint64_t window_cells; /* In each window room for so many values, then so many ends of texts, */
    uint64_t window_bytes; /* then so many bytes of text, JSON lines or cells. */
    uint64_t slots_shift;  /* The first slot is so far behind the page, */
    uint64_t windows_shift; /* and the first window behind the start: less than a page. */
} ph_turn_memory;

/* What can be asked for, by index. */
#define PH_TURN_ARMS_MAX 16
#define PH_TURN_NAME_MAX 128

typedef struct ph_turn_arm {
    char name[PH_TURN_NAME_MAX]; /* Of the subject with its variant. */
    char level[16];
} ph_turn_arm;

typedef struct ph_turn_arms {
    uint64_t count;
    uint64_t chunk_count; /* Of the user's own data: in memory. */
    ph_turn_arm arms[PH_TURN_ARMS_MAX];
} ph_turn_arms;

/* An arm that is none: in place of each call, what its slot holds is copied to its window. */
#define PH_TURN_COPY UINT64_MAX

/* And one that says in the reply what such a copy takes where nothing else is done for long. */
#define PH_TURN_COPY_ON (UINT64_MAX - 1)

/* And one for which slot and window are only looked at. */
#define PH_TURN_LOOK (UINT64_MAX - 2)

typedef struct ph_turn {
    uint64_t arm;
    uint64_t first_slot; /* The calls are of this slot and the next, each into its own window. */
    uint64_t calls;
    uint64_t record_count; /* In each slot. */
    /* Of what each call reads and writes: so many bytes of its slot, and of the parts of its
     * window. */
    uint64_t slot_bytes;
    uint64_t values_bytes;
    uint64_t text_ends_bytes;
    uint64_t bytes;
    uint64_t looks; /* 1: they are looked at before the call, as another process wrote them. */
    uint64_t next_windows; /* Windows behind its own that the next turn writes lines to, and... */
    uint64_t next_bytes;   /* ...how much of each: pages that were found once cost it nothing. */
    /* Of the user's own data, which are in no slot: the chunk that each call is of. */
    uint64_t chunks[PH_TURN_CALLS_MAX];
    /* Of lines that are encoded: how many bytes of them each call's slot holds. */
    uint64_t line_bytes[PH_TURN_CALLS_MAX];
} ph_turn;

typedef struct ph_turn_reply {
    uint64_t calls_done; /* Without a failure. */
    uint64_t output_bytes[PH_TURN_CALLS_MAX];
    /* Of the user's own data: what each call was of. */
    uint64_t input_bytes[PH_TURN_CALLS_MAX];
    uint64_t records[PH_TURN_CALLS_MAX];
    double copy_ns; /* PH_TURN_COPY_ON: of one call. */
    /* Of the call that failed. */
    uint64_t first_failed;
    char error_code[64];
    char error_detail[256]; /* May quote the data. */
} ph_turn_reply;

#endif /* PH_HARNESS_PROTOCOL_TURN_H */
