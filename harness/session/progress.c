/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "session/progress.h"

#include <math.h>
#include <unistd.h>

#include "columns.h"
#include "terminal.h"

enum { BAR_WIDTH = 30, SECONDS_A_MINUTE = 60 };

static char *format_left(double seconds)
{
    const int whole = (int)ceil(seconds);

    if (seconds < 0.0)
        return g_strdup("");
    return g_strdup_printf("%d:%02d left", whole / SECONDS_A_MINUTE, whole % SECONDS_A_MINUTE);
}

static void draw_bar(gpointer data, const ph_benchmark *benchmark, guint done, guint total,
                     double seconds_left)
{
    g_autofree char *left = format_left(seconds_left);
    g_autofree char *full = g_strnfill(done * BAR_WIDTH / total, '#');
    g_autofree char *bar =
        g_strdup_printf("[%-*s] %3u %% %s  ", BAR_WIDTH, full, done * 100 / total, left);
    g_autofree char *name =
        ph_columns_shorten(benchmark->name, PH_COLUMNS - 1 - ph_columns_of(bar));

    (void)data;
    (void)fprintf(stderr, "\r\033[K%s%s", bar, name);
    (void)fflush(stderr);
}

/* "about 40 s", "about 3 min". */
static char *format_about(double seconds)
{
    const int tens = 10 * (int)ceil(seconds / 10.0);

    if (tens < SECONDS_A_MINUTE)
        return g_strdup_printf("about %d s", tens);
    return g_strdup_printf("about %.0f min", fmax(round(seconds / SECONDS_A_MINUTE), 1.0));
}

static char *format_bytes(double bytes)
{
    return bytes < 1e9 ? g_strdup_printf("%.0f MB", bytes / 1e6)
                       : g_strdup_printf("%.1f GB", bytes / 1e9);
}

static void say_checking(const ph_benchmark *benchmark, double bytes, double seconds_left)
{
    g_autofree char *about = format_about(seconds_left);
    g_autofree char *size = format_bytes(bytes);
    g_autofree char *what = g_strdup_printf(": checking %s, %s", size, about);
    /* The last column stays free: a terminal may wrap behind it. */
    g_autofree char *name =
        ph_columns_shorten(benchmark->name, PH_COLUMNS - 1 - ph_columns_of(what));

    (void)fprintf(stderr, "%s%s", name, what);
    (void)fflush(stderr);
}

static void draw_checking(gpointer data, const ph_benchmark *benchmark, double bytes,
                          double seconds_left)
{
    (void)data;
    (void)fputs("\r\033[K", stderr);
    say_checking(benchmark, bytes, seconds_left);
}

static void print_checking(gpointer data, const ph_benchmark *benchmark, double bytes,
                           double seconds_left)
{
    (void)data;
    say_checking(benchmark, bytes, seconds_left);
    (void)fputc('\n', stderr);
}

static void print_line(gpointer data, const ph_measurement *measurement,
                       const ph_benchmark *benchmark)
{
    (void)data;
    ph_terminal_benchmark(stderr, measurement, benchmark->name);
}

gboolean ph_progress_has_bar(void)
{
    return isatty(STDERR_FILENO) != 0;
}

ph_run_observer ph_progress_observer(void)
{
    if (ph_progress_has_bar())
        return (ph_run_observer){ .launch = draw_bar, .checking = draw_checking };
    return (ph_run_observer){ .benchmark = print_line, .checking = print_checking };
}

void ph_progress_clear(void)
{
    (void)fputs("\r\033[K", stderr);
}
