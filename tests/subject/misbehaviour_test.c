/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Each test subject does what its file says, and only after as many calls. Every subject runs in a
 * process of its own, which says by its exit status what became of the calls.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "perfharness/subject.h"
#include "perfharness/workload.h"

enum { RECORDS = 8, CELLS = 10 * RECORDS, CELL_MAX = 50, GUARD = 4 };

/* Exit statuses of the process a subject runs in; 0 is a subject's own exit(0). */
enum {
    RIGHT = 40,
    WRONG,
    FAILED,
    STRAYED,
    NOT_LOADED,
    NO_SYMBOL,
    WRONG_ABI,
    NO_FUNCTION,
    BAD_NAME,
};

/* Ends that are a signal. */
enum { BY_SIGNAL = 100, KILLED_ONLY = BY_SIGNAL + SIGKILL, TERMINATED = BY_SIGNAL + SIGTERM };

typedef struct operation_case {
    uint32_t code;
    const char *workload;
} operation_case;

static const operation_case operations[] = {
    { PH_OPERATION_DECODE_TEXT, "display-text" },  { PH_OPERATION_DECODE_ZONED, "display-zoned" },
    { PH_OPERATION_DECODE_PACKED, "comp3" },       { PH_OPERATION_ENCODE_TEXT, "encode-text" },
    { PH_OPERATION_ENCODE_ZONED, "encode-zoned" }, { PH_OPERATION_ENCODE_PACKED, "encode-comp3" },
};

enum { OPERATION_COUNT = sizeof(operations) / sizeof(*operations), DECODE_OPERATION_COUNT = 3 };

typedef struct trial_case {
    const char *name;
    int calls;
    int is_changing; /* New bytes at the same address for every call. */
    int end;
    int is_decoder_only; /* What it does when it encodes is as the base does it. */
} trial_case;

/* Cells and what is in them; then where a subject writes what it makes of the one or the other. */
typedef struct workbench {
    uint8_t cells[CELLS * CELL_MAX];
    int64_t true_values[CELLS];
    uint8_t true_text[PH_TRUTH_UTF8_PER_BYTE * CELLS * CELL_MAX];
    uint32_t true_ends[CELLS];
    int64_t values[CELLS + GUARD];
    uint32_t ends[CELLS + GUARD];
    uint8_t text[3 * CELLS * CELL_MAX];
    uint8_t encoded[CELLS * CELL_MAX + GUARD];
} workbench;

static void prepare(workbench *bench, const operation_case *operation, uint64_t chunk)
{
    const ph_truth truth = { bench->true_values, bench->true_text, bench->true_ends };

    ph_workload_generate(ph_workload_find(operation->workload), 1, chunk, RECORDS, bench->cells,
                         &truth);
    memset(bench->encoded, 0x5a, sizeof(bench->encoded));
    memset(bench->values, 0x5a, sizeof(bench->values));
    memset(bench->ends, 0x5a, sizeof(bench->ends));
    memset(bench->text, 0x5a, sizeof(bench->text));
}

static int has_strayed(const workbench *bench, size_t width)
{
    for (size_t i = CELLS * width; i < CELLS * width + GUARD; i++)
        if (bench->encoded[i] != 0x5a)
            return 1;
    for (size_t i = CELLS; i < CELLS + GUARD; i++)
        if (bench->values[i] != INT64_C(0x5a5a5a5a5a5a5a5a) || bench->ends[i] != 0x5a5a5a5au)
            return 1;
    return 0;
}

static int is_encoding(const operation_case *operation)
{
    return operation >= operations + DECODE_OPERATION_COUNT;
}

static int is_right(const workbench *bench, const operation_case *operation,
                    const ph_subject_outcome *outcome, size_t width)
{
    if (is_encoding(operation))
        return memcmp(bench->encoded, bench->cells, CELLS * width) == 0;
    if (operation->code != PH_OPERATION_DECODE_TEXT)
        return memcmp(bench->values, bench->true_values, sizeof(bench->true_values)) == 0;
    return outcome->output_length == bench->true_ends[CELLS - 1] &&
           memcmp(bench->ends, bench->true_ends, sizeof(bench->true_ends)) == 0 &&
           memcmp(bench->text, bench->true_text, bench->true_ends[CELLS - 1]) == 0;
}

static int judge(const workbench *bench, const operation_case *operation,
                 const ph_subject_outcome *outcome, size_t width)
{
    if (has_strayed(bench, width))
        return STRAYED;
    return is_right(bench, operation, outcome, width) && outcome->items_done == CELLS &&
                   outcome->items_failed == 0
               ? RIGHT
               : WRONG;
}

static int32_t encode(const ph_subject *subject, void *state, workbench *bench,
                      const operation_case *operation, ph_subject_outcome *outcome)
{
    const ph_field *const field = &ph_workload_find(operation->workload)->fields[0];
    const int is_text = operation->code == PH_OPERATION_ENCODE_TEXT;
    const ph_subject_encode_column column = {
        .struct_size = sizeof(column),
        .operation = operation->code,
        .flags = field->is_signed ? PH_COLUMN_SIGNED : 0,
        .ccsid = 37,
        .digits = field->digits,
        .scale = (int32_t)field->scale,
        .width = field->width,
        .count = CELLS,
        .cells = bench->encoded,
        .values = is_text ? NULL : bench->true_values,
        .text = is_text ? bench->true_text : NULL,
        .text_ends = is_text ? bench->true_ends : NULL,
    };

    return subject->encode_column(state, &column, outcome);
}

static int32_t decode(const ph_subject *subject, void *state, workbench *bench,
                      const operation_case *operation, ph_subject_outcome *outcome)
{
    const ph_field *const field = &ph_workload_find(operation->workload)->fields[0];
    const int is_text = operation->code == PH_OPERATION_DECODE_TEXT;
    const ph_subject_column column = {
        .struct_size = sizeof(column),
        .operation = operation->code,
        .flags = field->is_signed ? PH_COLUMN_SIGNED : 0,
        .ccsid = 37,
        .digits = field->digits,
        .scale = (int32_t)field->scale,
        .cells = bench->cells,
        .stride = field->width,
        .width = field->width,
        .count = CELLS,
        .values = is_text ? NULL : bench->values,
        .text = is_text ? bench->text : NULL,
        .text_capacity = is_text ? sizeof(bench->text) : 0,
        .text_ends = is_text ? bench->ends : NULL,
    };

    return subject->decode_column(state, &column, outcome);
}

static int call_once(const ph_subject *subject, void *state, workbench *bench,
                     const operation_case *operation)
{
    const ph_field *const field = &ph_workload_find(operation->workload)->fields[0];
    ph_subject_outcome outcome = { .struct_size = sizeof(outcome) };
    const int32_t status = is_encoding(operation)
                               ? encode(subject, state, bench, operation, &outcome)
                               : decode(subject, state, bench, operation, &outcome);

    if (status != PH_SUBJECT_OK)
        return outcome.items_failed == 1 || strcmp(outcome.error_code, "PANIC") == 0 ? FAILED
                                                                                     : WRONG;
    return judge(bench, operation, &outcome, field->width);
}

static int call_many(const ph_subject *subject, const trial_case *trial,
                     const operation_case *operation)
{
    static workbench bench;
    ph_subject_outcome outcome = { .struct_size = sizeof(outcome) };
    void *state = NULL;
    int end = RIGHT;

    if (subject->open("", &state, &outcome) != PH_SUBJECT_OK)
        return FAILED;
    for (int call = 1; call <= trial->calls && end == RIGHT; call++) {
        prepare(&bench, operation, trial->is_changing ? (uint64_t)call : 0);
        end = call_once(subject, state, &bench, operation);
        /* A deviation before the last call is not the one that was asked for. */
        if (end != RIGHT && call < trial->calls)
            return NOT_LOADED;
    }
    subject->close(state);
    return end;
}

static int load_and_call(const trial_case *trial, const operation_case *operation)
{
    char path[4096];

    snprintf(path, sizeof(path), "%s/%s.so", PH_TEST_SUBJECT_FOLDER, trial->name);
    void *const library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library)
        return NOT_LOADED;
    /* POSIX has no other way from dlsym()'s object pointer to a function. */
    ph_subject_entry_fn *entry = NULL;
    *(void **)&entry = dlsym(library, PH_SUBJECT_ENTRY_SYMBOL);
    if (!entry)
        return NO_SYMBOL;
    const ph_subject *const subject = entry(0);
    if (!subject || entry(1))
        return NOT_LOADED;
    if (subject->abi_major != PH_SUBJECT_ABI_MAJOR)
        return WRONG_ABI;
    if (subject->operations && !subject->decode_column)
        return NO_FUNCTION;
    if (strspn(subject->name, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen(subject->name))
        return BAD_NAME;
    if (strcmp(subject->name, trial->name) != 0)
        return NOT_LOADED;
    return call_many(subject, trial, operation);
}

/* What the kernel says of the child's signals. */
static int blocks_sigterm(pid_t child)
{
    char path[64], line[256];
    unsigned long long blocked = 0;

    snprintf(path, sizeof(path), "/proc/%d/status", (int)child);
    FILE *const status = fopen(path, "r");
    if (!status)
        return 0;
    while (fgets(line, sizeof(line), status))
        if (sscanf(line, "SigBlk: %llx", &blocked) == 1)
            break;
    fclose(status);
    return blocked >> (SIGTERM - 1) & 1;
}

/* Neither a busy nor a slow machine takes so long; and so long nothing is to happen. */
enum { PATIENCE_MS = 60000, HANGING_MS = 300 };

/* How long to wait for the end before the next of wait_for()'s words. */
static int patience_ms(const trial_case *trial, int word)
{
    const int is_hanging = trial->end == TERMINATED || trial->end == KILLED_ONLY;

    if (word == 0 && is_hanging)
        return HANGING_MS;
    return word == SIGTERM && trial->end == KILLED_ONLY ? HANGING_MS : PATIENCE_MS;
}

/* Wait; a child that is not done in time is told to end, and if that is ignored, killed. */
static int wait_for(pid_t child, const trial_case *trial)
{
    static const int words[] = { 0, SIGTERM, SIGKILL };
    const struct timespec tick = { .tv_nsec = 1000000 };
    int status;

    /* It must have come as far as its call. */
    for (int ms = 0; trial->end == KILLED_ONLY && !blocks_sigterm(child) && ms < PATIENCE_MS; ms++)
        nanosleep(&tick, NULL);
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
        kill(child, words[i]);
        for (int ms = 0; ms < patience_ms(trial, words[i]); ms++) {
            if (waitpid(child, &status, WNOHANG) == child)
                return WIFSIGNALED(status) ? BY_SIGNAL + WTERMSIG(status) : WEXITSTATUS(status);
            nanosleep(&tick, NULL);
        }
    }
    fail_msg("process %d cannot be ended", (int)child);
    return NOT_LOADED;
}

/* Standard output of the subject's process goes to this file. */
static int run(const trial_case *trial, const operation_case *operation, FILE *output)
{
    fflush(NULL);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        /* cmocka catches them, and a child inherits that. */
        signal(SIGSEGV, SIG_DFL);
        signal(SIGABRT, SIG_DFL);
        dup2(fileno(output), STDOUT_FILENO);
        const int end = load_and_call(trial, operation);
        fflush(NULL);
        _exit(end);
    }
    return wait_for(child, trial);
}

static const trial_case trials[] = {
    { "well-behaved", 6000, 1, RIGHT, 0 },
    { "crash-on-call", 1, 0, BY_SIGNAL + SIGSEGV, 1 },
    { "crash-in-constructor", 0, 0, BY_SIGNAL + SIGSEGV, 0 },
    { "abort-on-call", 1, 0, BY_SIGNAL + SIGABRT, 1 },
    { "exit-on-call", 1, 0, 0, 1 },
    { "hang", 1, 0, TERMINATED, 1 },
    { "hang-in-open", 0, 0, TERMINATED, 0 },
    { "ignores-sigterm", 1, 0, KILLED_ONLY, 1 },
    { "panics", 1, 0, FAILED, 1 },
    { "wrong-abi", 0, 0, WRONG_ABI, 0 },
    { "no-symbol", 0, 0, NO_SYMBOL, 0 },
    { "null-operations", 0, 0, NO_FUNCTION, 0 },
    { "bad-name", 0, 0, BAD_NAME, 0 },
    { "right-only-when-checked", 1, 0, RIGHT, 0 },
    { "right-only-when-checked", 2, 0, WRONG, 0 },
    { "remembers-by-pointer", 3, 0, RIGHT, 0 },
    { "remembers-by-pointer", 2, 1, WRONG, 0 },
    { "last-value-wrong", 1, 1, WRONG, 0 },
    { "last-value-wrong-rarely", 99, 1, RIGHT, 1 },
    { "last-value-wrong-rarely", 100, 1, WRONG, 1 },
    { "writes-past-end", 1, 1, STRAYED, 0 },
    /* Where nobody listens at that descriptor; and before it has made as many calls. */
    { "floods-events", 10, 1, RIGHT, 0 },
    { "leaves-processes", 99, 1, RIGHT, 1 },
    { "noisy-stdout", 10, 1, RIGHT, 1 },
    { "slow", 10, 1, RIGHT, 1 },
    { "planted", 10, 1, RIGHT, 1 },
    { "allocates", 10, 1, RIGHT, 1 },
    { "own-allocator", 10, 1, RIGHT, 1 },
    { "resets-counts", 10, 1, RIGHT, 1 },
    { "crash-late", 1000, 1, RIGHT, 1 },
    { "crash-late", 1001, 1, BY_SIGNAL + SIGSEGV, 1 },
    { "fails-some", 9, 1, RIGHT, 0 },
    { "fails-some", 10, 1, FAILED, 0 },
};

static void assert_end(const trial_case *trial, const operation_case *operation)
{
    FILE *const output = tmpfile();

    assert_non_null(output);
    const int end = run(trial, operation, output);
    if (end != trial->end)
        fail_msg("%s, %s, %d calls: ended with %d, not %d", trial->name, operation->workload,
                 trial->calls, end, trial->end);
    fseek(output, 0, SEEK_END);
    assert_int_equal(ftell(output) > 0, strcmp(trial->name, "noisy-stdout") == 0);
    fclose(output);
}

static void subjects_end_as_they_say(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(trials) / sizeof(*trials); i++)
        for (size_t j = 0; j < OPERATION_COUNT; j++) {
            if (trials[i].is_decoder_only && is_encoding(&operations[j]))
                continue;
            assert_end(&trials[i], &operations[j]);
        }
}

static double seconds_of(const trial_case *trial)
{
    struct timespec begin, end;

    clock_gettime(CLOCK_MONOTONIC, &begin);
    assert_end(trial, &operations[0]);
    clock_gettime(CLOCK_MONOTONIC, &end);
    return (double)(end.tv_sec - begin.tv_sec) + 1e-9 * (double)(end.tv_nsec - begin.tv_nsec);
}

static void slow_takes_its_time(void **state)
{
    static const trial_case trial = { "slow", 1000, 0, RIGHT, 1 };

    (void)state;
    assert_true(seconds_of(&trial) >= 1000 * 50e-6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(subjects_end_as_they_say),
        cmocka_unit_test(slow_takes_its_time),
    };

    return cmocka_run_group_tests_name("misbehaviour", tests, NULL, NULL);
}
