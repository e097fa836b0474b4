/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/layouts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "perfharness/require.h"
#include "subject/operation.h"
#include "worker/asked_layout.h"
#include "worker/beacon.h"
#include "worker/copybook_file.h"
#include "worker/events.h"
#include "worker/layout_description.h"
#include "worker/own_copybook.h"

/* In JSON a byte may take six. */
enum { PIECE_BYTES = PH_EVENT_LINE_BYTES_MAX / 8 };

/* One subject that is asked, and what it says. */
typedef struct asked {
    const ph_subject *subject;
    const char *options;
    char name[2 * PH_SUBJECT_NAME_MAX];
    size_t copybook; /* Its index in the request. */
    ph_subject_layout layout;
    bool is_started;
    bool is_open; /* It took the copybook. */
    uint64_t record_length;
    ph_layout_description description;
    ph_subject_outcome outcome;
} asked;

static void send_layout(const asked *a, bool is_ok)
{
    cJSON *event = ph_event_new(PH_EVENT_LAYOUT);
    char code[sizeof(a->outcome.error_code)], reason[sizeof(a->outcome.error_detail)];

    cJSON_AddStringToObject(event, "name", a->name);
    cJSON_AddNumberToObject(event, "copybook", (double)a->copybook);
    if (a->is_open) {
        cJSON_AddNumberToObject(event, "record_length", (double)a->record_length);
        cJSON_AddNumberToObject(event, "described_bytes", (double)a->description.length);
    }
    if (!is_ok) {
        (void)snprintf(code, sizeof(code), "%.63s", a->outcome.error_code);
        (void)snprintf(reason, sizeof(reason), "%.255s", a->outcome.error_detail);
        cJSON_AddStringToObject(event, "code", code);
        cJSON_AddStringToObject(event, "reason", reason);
    }
    ph_event_send(event);
}

/* A piece ends where a character does. */
static size_t piece_length(const char *text, size_t length)
{
    size_t piece = length < PIECE_BYTES ? length : PIECE_BYTES;

    while (piece < length && ((uint8_t)text[piece] & 0xc0) == 0x80)
        piece--;
    return piece;
}

static void send_description(const asked *a)
{
    char piece[PIECE_BYTES + 1];

    for (size_t at = 0; at < a->description.length;) {
        cJSON *event = ph_event_new(PH_EVENT_DESCRIPTION);
        const char *text = a->description.text + at;
        const size_t length = piece_length(text, a->description.length - at);

        memcpy(piece, text, length);
        piece[length] = '\0';
        cJSON_AddStringToObject(event, "name", a->name);
        cJSON_AddStringToObject(event, "text", piece);
        ph_event_send(event);
        at += length;
    }
}

/* All calls into the subject. False when one of them failed: outcome says why. */
static bool call(asked *a)
{
    const ph_subject *subject = a->subject;
    void *state = NULL, *layout = NULL;

    a->is_started = subject->open(a->options, &state, &a->outcome) == PH_SUBJECT_OK;
    if (!a->is_started)
        return false;
    a->outcome = (ph_subject_outcome){ .struct_size = sizeof(a->outcome) };
    a->is_open = subject->open_layout(state, &a->layout, &layout, &a->record_length, &a->outcome) ==
                 PH_SUBJECT_OK;
    bool is_ok = a->is_open;
    if (is_ok) {
        is_ok = ph_layout_describe(subject, state, layout, &a->description, &a->outcome);
        subject->close_layout(state, layout);
    }
    subject->close(state);
    return is_ok;
}

/* A copybook, which of the request's it is, and its text. */
typedef struct copybook {
    size_t index;
    char *text;
    size_t length;
} copybook;

static void ask(const ph_request *request, size_t index, const ph_subject *subject,
                const copybook *of)
{
    asked a = {
        .subject = subject,
        .options = request->subjects[index].options,
        .copybook = of->index,
        .layout = ph_asked_layout(request, subject, request->source_format, of->text, of->length),
        .outcome = { .struct_size = sizeof(a.outcome) },
    };

    (void)snprintf(a.name, sizeof(a.name), "%s%s%s", request->subjects[index].name,
                   *subject->variant ? "-" : "", subject->variant);
    ph_beacon_enter((uint32_t)index);
    const bool is_ok = call(&a);
    ph_beacon_leave();
    if (a.is_started) { /* Else it was said when it was loaded. */
        send_layout(&a, is_ok);
        send_description(&a);
    }
    ph_layout_description_free(&a.description);
}

/* As subjects are given it: the file; where one record is meant, or tags are replaced, what that
 * makes of it. NULL after filling in reason. */
static char *read_given(const ph_request *request, const char *path, size_t *ret_length,
                        char *reason)
{
    ph_own_copybook own;
    char *given;

    if (!request->record && request->replacement_count == 0)
        return ph_copybook_file_read(path, ret_length, reason);
    if (!ph_own_copybook_read(request, &own, reason))
        return NULL;
    given = own.given;
    *ret_length = own.given_length;
    own.given = NULL;
    ph_own_copybook_free(&own);
    return given;
}

static void ask_all(const ph_bench *bench, const copybook *of)
{
    const ph_request *request = bench->request;

    ph_beacon_row(of->index);
    for (size_t i = 0; i < request->subject_count; i++) {
        const ph_subject_library *library = &bench->libraries[i];

        for (uint32_t k = 0; k < library->variant_count; k++)
            if (library->variants[k]->operations & PH_OPERATIONS_RECORD)
                ask(request, i, library->variants[k], of);
    }
}

bool ph_layouts_describe(ph_bench *bench)
{
    const ph_request *request = bench->request;
    char reason[PH_REASON_MAX];

    PH_REQUIRE(request->command == PH_WORKER_COMMAND_LAYOUT && request->copybook);

    ph_beacon_phase(PH_PHASE_LAYOUT);
    for (size_t i = 0; i < request->copybook_count; i++) {
        copybook of = { .index = i };

        of.text = read_given(request, request->copybooks[i], &of.length, reason);
        if (!of.text) {
            ph_event_send_refused("data", reason);
            return false;
        }
        ask_all(bench, &of);
        free(of.text);
    }
    return true;
}
