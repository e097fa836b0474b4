/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * copybook_cost ITEMS...: how long copybooks of so many items take to be read, and how much of the
 * lent memory. Prints a line each: items, bytes of source, the median of some readings and the
 * slowest in milliseconds of CPU time, and the least memory that is enough, in MiB.
 */
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "perfharness/record.h"

enum { READINGS = 21, GROUP_ITEMS = 12 };

/* An entry as copybooks have them: groups of a dozen, some tables, views and counters. */
static void append_entry(GString *source, unsigned number)
{
    static const char *const clauses[] = { "PIC X(30).",
                                           "PIC S9(7)V99 COMP-3.",
                                           "PIC 9(8).",
                                           "PIC S9(4) COMP.",
                                           "PIC X.",
                                           "PIC S9(9)V99.",
                                           "PIC ZZ,ZZ9.99-.",
                                           "PIC X(8) OCCURS 3.",
                                           "PIC S9(5) COMP-3 VALUE ZERO.",
                                           "PIC X(12) VALUE ' '." };

    if (number % GROUP_ITEMS == 0)
        g_string_append_printf(source, "%06u     05  CUSTOMER-GROUP-%u.\n", number, number);
    else if (number % GROUP_ITEMS == GROUP_ITEMS - 1)
        g_string_append_printf(source,
                               "%06u         10  CUSTOMER-VIEW-%u REDEFINES CUSTOMER-FIELD-%u\n"
                               "                                           PIC X(12).\n",
                               number, number, number - 1);
    else
        g_string_append_printf(source, "%06u         10  CUSTOMER-FIELD-%u %s\n", number, number,
                               clauses[number % GROUP_ITEMS - 1]);
}

/* Of so many items, its 01 among them. The last group is one of two items at least. */
static char *make_copybook(unsigned items)
{
    GString *source = g_string_new("       01  CUSTOMER-RECORD.\n");

    for (unsigned i = 0; i + 1 < items; i++)
        if (i + 2 == items && i % GROUP_ITEMS == 0)
            g_string_append(source, "           05  CUSTOMER-END PIC X.\n");
        else
            append_entry(source, i);
    return g_string_free(source, FALSE);
}

static bool read_copybook(const char *source, void *memory, size_t memory_size)
{
    const ph_copybook_options options = { .format = PH_SOURCE_FORMAT_AUTO };
    ph_copybook copybook;
    ph_copybook_error error;

    if (ph_copybook_read(source, strlen(source), &options, memory, memory_size, &copybook, &error))
        return true;
    if (memory_size == PH_COPYBOOK_MEMORY_MAX)
        (void)fprintf(stderr, "%u:%u: %s\n", error.line, error.column, error.message);
    return false;
}

/* Of the CPU, whatever else runs on it. */
static double now_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static double read_ms(const char *source, void *memory)
{
    const double start_ms = now_ms();

    if (!read_copybook(source, memory, PH_COPYBOOK_MEMORY_MAX))
        exit(EXIT_FAILURE);
    return now_ms() - start_ms;
}

/* The least that is enough, to 1 KiB. */
static size_t least_memory(const char *source, void *memory)
{
    size_t enough = PH_COPYBOOK_MEMORY_MAX, too_little = 0;

    while (enough - too_little > 1024) {
        const size_t middle = too_little + (enough - too_little) / 2;

        if (read_copybook(source, memory, middle))
            enough = middle;
        else
            too_little = middle;
    }
    return enough;
}

static int compare(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

static void print_cost(unsigned items, void *memory)
{
    g_autofree char *source = make_copybook(items);
    double times_ms[READINGS];

    for (int i = 0; i < READINGS; i++)
        times_ms[i] = read_ms(source, memory);
    qsort(times_ms, READINGS, sizeof(*times_ms), compare);
    (void)printf("%u %zu %.3f %.3f %.2f\n", items, strlen(source), times_ms[READINGS / 2],
                 times_ms[READINGS - 1], (double)least_memory(source, memory) / (double)(1 << 20));
}

int main(int argc, char **argv)
{
    g_autofree void *memory = g_malloc0(PH_COPYBOOK_MEMORY_MAX);

    for (int i = 1; i < argc; i++)
        print_cost((unsigned)strtoul(argv[i], NULL, 10), memory);
    return 0;
}
