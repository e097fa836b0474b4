/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * In the place of perfharness-worker as a referee: keeps to its turns, but for what its first
 * argument says.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "protocol/turn.h"

enum { PAGE_BYTES = 4096, NOISE_BYTES = 1 << 20, WORK_MS = 5 };

static void send_message(const void *message, size_t length)
{
    if (write(PH_TURN_TALK_DESCRIPTOR, message, length) != (ssize_t)length)
        _exit(97);
}

/* All ways to write to a descriptor's memory; names those that are open. */
static const char *ways_to_write(int descriptor)
{
    static char ways[PH_TURN_NAME_MAX];
    char path[64];
    void *page = mmap(NULL, PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);

    if (page != MAP_FAILED)
        strcat(ways, " mmap");
    page = mmap(NULL, PAGE_BYTES, PROT_READ, MAP_SHARED, descriptor, 0);
    if (page == MAP_FAILED || mprotect(page, PAGE_BYTES, PROT_READ | PROT_WRITE) == 0)
        strcat(ways, " mprotect");
    if (pwrite(descriptor, "x", 1, 0) == 1)
        strcat(ways, " pwrite");
    (void)snprintf(path, sizeof(path), "/proc/self/fd/%d", descriptor);
    const int again = open(path, O_RDWR | O_CLOEXEC);
    page = mmap(NULL, PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, again, 0);
    if (pwrite(again, "x", 1, 0) == 1 || page != MAP_FAILED)
        strcat(ways, " open");
    if (ftruncate(descriptor, 0) == 0)
        strcat(ways, " ftruncate");
    if (fallocate(descriptor, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, PAGE_BYTES) == 0)
        strcat(ways, " fallocate");
    return *ways ? ways : " none";
}

/* One arm, whose name ends nowhere, or tells something. */
static void say_arms(const char *name, uint64_t count)
{
    ph_turn_arms arms = { .count = count };

    memset(arms.arms, 'x', sizeof(arms.arms));
    if (name)
        (void)snprintf(arms.arms[0].name, sizeof(arms.arms[0].name), "%s", name);
    send_message(&arms, sizeof(arms));
}

static void *work(void *unused)
{
    struct timespec now, begin;

    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begin);
    do
        (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    while ((now.tv_sec - begin.tv_sec) * 1000 + (now.tv_nsec - begin.tv_nsec) / 1000000 < WORK_MS);
    return unused;
}

static void *sleep_for_ever(void *unused)
{
    for (;;)
        (void)pause();
    return unused;
}

static void make_noise(int descriptor)
{
    static char noise[NOISE_BYTES];

    memset(noise, 'x', sizeof(noise));
    for (size_t written = 0; written < sizeof(noise);) {
        const ssize_t length = write(descriptor, noise + written, sizeof(noise) - written);

        if (length <= 0)
            _exit(96);
        written += (size_t)length;
    }
}

static bool is(const char *mode, const char *name)
{
    return strcmp(mode, name) == 0;
}

static void before_reply(const char *mode)
{
    if (is(mode, "ends"))
        _exit(3);
    if (is(mode, "crashes"))
        abort();
    if (is(mode, "hangs"))
        (void)sleep_for_ever(NULL);
    if (is(mode, "closes")) {
        (void)close(PH_TURN_TALK_DESCRIPTOR);
        (void)sleep_for_ever(NULL);
    }
    if (is(mode, "noisy")) {
        make_noise(STDOUT_FILENO);
        make_noise(STDERR_FILENO);
    }
    if (is(mode, "works"))
        (void)work(NULL);
}

static void reply(const char *mode, const ph_turn *turn)
{
    ph_turn_reply said = { .calls_done = turn->calls };

    memset(said.error_code, 'x', sizeof(said.error_code));
    memset(said.error_detail, 'x', sizeof(said.error_detail));
    send_message(&said, is(mode, "short") ? sizeof(said) - 1 : sizeof(said));
    if (is(mode, "twice"))
        send_message(&said, sizeof(said));
}

int main(int count, char **arguments)
{
    const char *mode = count > 1 ? arguments[1] : "";
    ph_turn turn;
    pthread_t thread;

    if (is(mode, "never-begins"))
        return 5;
    if (is(mode, "short-arms"))
        send_message(mode, strlen(mode));
    say_arms(is(mode, "writes") ? ways_to_write(PH_TURN_SLOTS_DESCRIPTOR) : NULL,
             is(mode, "many-arms") ? UINT64_MAX : 1);
    if (is(mode, "thread") && pthread_create(&thread, NULL, sleep_for_ever, NULL) != 0)
        return 95;
    while (read(PH_TURN_TALK_DESCRIPTOR, &turn, sizeof(turn)) == (ssize_t)sizeof(turn)) {
        before_reply(mode);
        reply(mode, &turn);
        if (is(mode, "works-between"))
            (void)work(NULL);
    }
    return 0;
}
