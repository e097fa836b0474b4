/* SPDX-License-Identifier: AGPL-3.0-or-later */
#define _GNU_SOURCE /* pipe2 */
#include "measure/worker_program.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "error/error.h"
#include "system/kernel_file.h"

#define KERNEL_ARCHITECTURE_PATH "/proc/sys/kernel/arch"

enum { MACHINE_AT = 18, HEADER_BYTES = 20 }; /* The same in ELF's two classes. */

/* EM_NONE: it is no program in ELF, or cannot be read. */
static guint read_machine(const char *path)
{
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    unsigned char header[HEADER_BYTES];
    ssize_t length = -1;

    if (descriptor >= 0) {
        length = pread(descriptor, header, sizeof(header), 0);
        (void)close(descriptor);
    }
    if (length != HEADER_BYTES || memcmp(header, ELFMAG, SELFMAG) != 0)
        return EM_NONE;
    return header[EI_DATA] == ELFDATA2MSB ? (guint)header[MACHINE_AT] << 8 | header[MACHINE_AT + 1]
                                          : (guint)header[MACHINE_AT + 1] << 8 | header[MACHINE_AT];
}

/* The caller frees it. */
static char *machine_name(guint machine)
{
    static const struct {
        guint machine;
        const char *name;
    } names[] = {
        { EM_X86_64, "x86-64" },  { EM_386, "32-bit x86" },      { EM_AARCH64, "64-bit ARM" },
        { EM_ARM, "32-bit ARM" }, { EM_RISCV, "RISC-V" },        { EM_PPC64, "64-bit PowerPC" },
        { EM_S390, "IBM Z" },     { EM_LOONGARCH, "LoongArch" },
    };

    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        if (names[i].machine == machine)
            return g_strdup(names[i].name);
    return g_strdup_printf("machine %u of ELF", machine);
}

/* An emulator of one program lets it see itself as its machine, but not in the kernel's files. Not
 * seen by kernels before 6.1, which have no such file. */
static gboolean is_emulated(void)
{
    g_autofree char *real = ph_kernel_file_value("", KERNEL_ARCHITECTURE_PATH, NULL);
    struct utsname seen;

    return real && uname(&seen) == 0 && strcmp(real, seen.machine) != 0;
}

/* In the child: what comes of starting it, said through the pipe when that is nothing. */
static void start_or_tell(const char *path, int to)
{
    char *const arguments[] = { (char *)path, NULL };
    const int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
    int why;

    for (int standard = 0; standard <= STDERR_FILENO; standard++)
        (void)dup2(nowhere, standard);
    (void)execv(path, arguments);
    why = errno;
    (void)!write(to, &why, sizeof(why));
    _exit(1);
}

/* Whether the kernel knows its format; it ends at once, as it is asked for nothing. */
static gboolean is_known_to_kernel(const char *path)
{
    int pipe_ends[2], why = 0;
    pid_t child;

    if (pipe2(pipe_ends, O_CLOEXEC) != 0)
        return TRUE;
    child = fork();
    if (child == 0)
        start_or_tell(path, pipe_ends[1]);
    (void)close(pipe_ends[1]);
    if (child > 0) {
        if (read(pipe_ends[0], &why, sizeof(why)) != (ssize_t)sizeof(why))
            why = 0;
        (void)waitpid(child, NULL, 0);
    }
    (void)close(pipe_ends[0]);
    return why != ENOEXEC;
}

gboolean ph_worker_program_check(const char *path, GError **error)
{
    const guint machine = read_machine(path), own = read_machine("/proc/self/exe");
    g_autofree char *name = machine_name(machine);
    g_autofree char *own_name = machine_name(own);
    g_autofree char *shown = ph_error_printable(path);

    if (machine == EM_NONE || own == EM_NONE)
        return TRUE;
    if (machine != own)
        return ph_refuse(error, PH_ERROR_ENVIRONMENT,
                         "starting a worker: %s is a program for %s, and perfharness is one for "
                         "%s; install or build perfharness again",
                         shown, name, own_name);
    if (is_emulated() && !is_known_to_kernel(path))
        return ph_refuse(
            error, PH_ERROR_ENVIRONMENT,
            "starting a worker: the kernel does not start %s, a program for %s; "
            "name the emulator that perfharness runs under in " PH_WORKER_EMULATOR_VARIABLE,
            shown, name);
    return TRUE;
}

gboolean ph_worker_emulator_find(char **ret, GError **error)
{
    const char *named = g_getenv(PH_WORKER_EMULATOR_VARIABLE);

    *ret = named && *named ? g_find_program_in_path(named) : NULL;
    if (*ret || !named || !*named)
        return TRUE;

    g_autofree char *shown = ph_error_printable(named);
    return ph_refuse(error, PH_ERROR_ENVIRONMENT,
                     "starting a worker: no program %s is there, which " PH_WORKER_EMULATOR_VARIABLE
                     " names",
                     shown);
}
