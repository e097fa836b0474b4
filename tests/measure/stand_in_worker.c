/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * In the place of perfharness-worker: plays back a script, and measures nothing. It looks for what
 * it needs in the folder of its own name (argv[0], as a test's link to this program):
 *
 *   arguments   receives a line for each start: what it was given, apart by tabs
 *   N           the script of the N-th start, 1 being the first; where there is none...
 *   describe    ...that of its mode, which is its first argument
 *
 * A script is a word and its value a line. A line in a script that is no such word ends it with
 * status 99, and no script at all with 98: a test that has one by mistake sees it. Before all else
 * it says that it is ready, and which process it is, as workers do; unless the first word is
 * "not-ready".
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <libgen.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "protocol/beacon.h"

static volatile ph_beacon *beacon;

static void say(const char *text)
{
    (void)printf("%s\n", text);
}

/* Without an end of the line. */
static void begin_line(const char *text)
{
    (void)fputs(text, stdout);
}

static void complain(const char *text)
{
    (void)fprintf(stderr, "%s\n", text);
}

/* Bytes in hexadecimal. */
static void write_hex(FILE *stream, const char *digits)
{
    for (; digits[0] && digits[1]; digits += 2) {
        const char pair[] = { digits[0], digits[1], '\0' };

        (void)fputc((int)strtol(pair, NULL, 16), stream);
    }
}

static void say_bytes(const char *digits)
{
    write_hex(stdout, digits);
}

static void complain_bytes(const char *digits)
{
    write_hex(stderr, digits);
}

static void write_many(FILE *stream, const char *bytes)
{
    for (long left = strtol(bytes, NULL, 10); left > 0; left--)
        (void)fputc('x', stream);
}

/* A line, or a complaint, of so many bytes that does not end. */
static void say_many(const char *bytes)
{
    write_many(stdout, bytes);
}

static void complain_many(const char *bytes)
{
    write_many(stderr, bytes);
}

/* "PHASE ARM ROW": what it says it is doing. */
static void set_beacon(const char *values)
{
    char *end;

    beacon->phase = (uint32_t)strtoul(values, &end, 10);
    beacon->arm = (uint32_t)strtoul(end, &end, 10);
    beacon->row = strtoull(end, NULL, 10);
    beacon->heartbeat++;
}

static int64_t read_ms(clockid_t clock)
{
    struct timespec now;

    (void)clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int64_t now_ms(void)
{
    return read_ms(CLOCK_MONOTONIC);
}

/* Use so many milliseconds of the CPU, however long that takes. */
static void work(const char *milliseconds)
{
    const int64_t end_ms = read_ms(CLOCK_PROCESS_CPUTIME_ID) + strtol(milliseconds, NULL, 10);

    while (read_ms(CLOCK_PROCESS_CPUTIME_ID) < end_ms) {
    }
}

/* Call after call for so many milliseconds, each of which returns. */
static void beat(const char *milliseconds)
{
    const int64_t end_ms = now_ms() + strtol(milliseconds, NULL, 10);

    while (now_ms() < end_ms)
        beacon->heartbeat++;
}

static void wait_ms(const char *milliseconds)
{
    const int64_t end_ms = now_ms() + strtol(milliseconds, NULL, 10);
    const struct timespec tick = { .tv_nsec = 1000000 };

    while (now_ms() < end_ms)
        (void)nanosleep(&tick, NULL);
}

/* In one piece, where wait_ms() looks at the clock every millisecond. */
static void sleep_ms(const char *milliseconds)
{
    const long ms = strtol(milliseconds, NULL, 10);
    const struct timespec pause = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };

    (void)nanosleep(&pause, NULL);
}

static void hang(const char *value)
{
    (void)value;
    for (;;)
        (void)pause();
}

/* Nothing but SIGKILL ends it. */
static void block_signals(const char *value)
{
    sigset_t all;

    (void)value;
    (void)sigfillset(&all);
    (void)sigprocmask(SIG_SETMASK, &all, NULL);
}

static void end_by_signal(const char *number)
{
    (void)fflush(NULL);
    (void)raise((int)strtol(number, NULL, 10));
}

static void end_with_status(const char *status)
{
    (void)fflush(NULL);
    _exit((int)strtol(status, NULL, 10));
}

static void close_output(const char *value)
{
    (void)value;
    (void)fflush(stdout);
    (void)close(STDOUT_FILENO);
}

/* A process of its own, which holds the pipes open for longer than any test may take. */
static void leave_child(const char *value)
{
    pid_t child;

    (void)value;
    (void)fflush(NULL);
    child = fork();
    if (child == 0) {
        (void)alarm(600);
        hang(NULL);
    }
    (void)printf("{\"event\":\"subject\",\"name\":\"child\",\"pid\":%d}\n", (int)child);
}

/* One that is in no group of its, nor below it any more, and has a child in turn. */
static void leave_daemon(const char *value)
{
    (void)value;
    (void)fflush(NULL);
    if (fork() == 0) {
        (void)setsid();
        if (fork() == 0)
            leave_child(NULL);
        else
            _exit(0);
        (void)printf("{\"event\":\"subject\",\"name\":\"daemon\",\"pid\":%d}\n", (int)getpid());
        (void)fflush(NULL);
        (void)alarm(600);
        hang(NULL);
    }
    wait_ms("100");
}

/* One that has ended, and was not waited for. */
static void leave_dead_child(const char *value)
{
    (void)value;
    (void)fflush(NULL);
    if (fork() == 0)
        _exit(0);
    wait_ms("50");
}

/* As workers do. */
static void lead_group(const char *value)
{
    (void)value;
    (void)setpgid(0, 0);
}

static void say_variable(const char *name)
{
    const char *value = getenv(name);

    (void)printf("{\"event\":\"subject\",\"name\":\"%s\",\"is_set\":%s,\"value\":\"%s\"}\n", name,
                 value ? "true" : "false", value ? value : "");
}

/* Whether it may run on one CPU, and on no other. */
static void say_cpus(const char *value)
{
    cpu_set_t set;

    (void)value;
    CPU_ZERO(&set);
    (void)sched_getaffinity(0, sizeof(set), &set);
    (void)printf("{\"event\":\"subject\",\"count\":%d,\"runs_on\":%d}\n", CPU_COUNT(&set),
                 sched_getcpu());
}

static FILE *open_in(const char *folder, const char *name, const char *mode)
{
    char path[4096];

    (void)snprintf(path, sizeof(path), "%s/%s", folder, name);
    return fopen(path, mode);
}

static const char *own_folder;

/* Make a file of that name in its folder: so far it has come. */
static void note(const char *name)
{
    FILE *file = open_in(own_folder, name, "we");

    if (file)
        (void)fclose(file);
}

static const struct {
    const char *name;
    void (*play)(const char *value);
} words[] = {
    { "say", say },
    { "begin-line", begin_line },
    { "complain", complain },
    { "say-bytes", say_bytes },
    { "complain-bytes", complain_bytes },
    { "say-many", say_many },
    { "complain-many", complain_many },
    { "beacon", set_beacon },
    { "beat", beat },
    { "wait", wait_ms },
    { "sleep", sleep_ms },
    { "work", work },
    { "hang", hang },
    { "block-signals", block_signals },
    { "end-by-signal", end_by_signal },
    { "end-with-status", end_with_status },
    { "close-output", close_output },
    { "leave-child", leave_child },
    { "leave-daemon", leave_daemon },
    { "leave-dead-child", leave_dead_child },
    { "lead-group", lead_group },
    { "say-variable", say_variable },
    { "say-cpus", say_cpus },
    { "note", note },
};

static bool play(char *line)
{
    const size_t word_length = strcspn(line, " \n");
    char *value = line + word_length + (line[word_length] == ' ');

    line[strcspn(line, "\n")] = '\0';
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
        if (strlen(words[i].name) == word_length &&
            strncmp(line, words[i].name, word_length) == 0) {
            words[i].play(value);
            (void)fflush(NULL);
            return true;
        }
    return false;
}

/* Tell what it was given; returns how many times it was started, this one included. */
static int note_arguments(char **arguments)
{
    FILE *file = open_in(own_folder, "arguments", "a+e");
    int starts = 0, byte;

    for (; *arguments; arguments++)
        (void)fprintf(file, "%s%c", *arguments, arguments[1] ? '\t' : '\n');
    (void)fflush(file);
    rewind(file);
    while ((byte = fgetc(file)) != EOF)
        starts += byte == '\n';
    (void)fclose(file);
    return starts;
}

/* Its page of the beacon, as it is told where to find it. */
static void map_beacon(char **arguments)
{
    static ph_beacon nowhere;

    beacon = &nowhere;
    for (; *arguments && arguments[1]; arguments++)
        if (strcmp(*arguments, "--beacon-fd") == 0) {
            void *page = mmap(NULL, sizeof(ph_beacon), PROT_READ | PROT_WRITE, MAP_SHARED,
                              (int)strtol(arguments[1], NULL, 10), 0);

            if (page != MAP_FAILED)
                beacon = page;
        }
}

/* Unless it is not to: then that word is read. */
static void say_ready(FILE *script)
{
    char first[16];

    if (fgets(first, sizeof(first), script) && strcmp(first, "not-ready\n") == 0)
        return;
    rewind(script);
    (void)printf("{\"event\":\"ready\",\"pid\":%d}\n", (int)getpid());
    (void)fflush(stdout);
}

int main(int count, char **arguments)
{
    char number[16], line[65536];
    FILE *script;
    int starts;

    own_folder = dirname(strdup(arguments[0]));
    starts = note_arguments(arguments + 1);
    map_beacon(arguments + 1);
    (void)snprintf(number, sizeof(number), "%d", starts);
    script = open_in(own_folder, number, "re");
    if (!script && count > 1)
        script = open_in(own_folder, arguments[1], "re");
    if (!script)
        return 98;
    say_ready(script);
    while (fgets(line, sizeof(line), script))
        if (!play(line))
            return 99;
    (void)fclose(script);
    return 0;
}
