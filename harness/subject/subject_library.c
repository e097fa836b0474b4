/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "subject/subject_library.h"

#include <dlfcn.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "perfharness/require.h"
#include "subject/operation.h"

/* What decode_records() does. */
#define OPERATIONS_OF_RECORDS (PH_OPERATIONS_RECORD | PH_OPERATION_DECODE_FILE_THREADS)

bool ph_subject_name_is_valid(const char *name)
{
    const size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-");

    return length > 0 && length < PH_SUBJECT_NAME_MAX && name[length] == '\0';
}

/* "" when the subject keeps the contract, else what is wrong with it. */
static const char *find_fault(const ph_subject *subject)
{
    if (!PH_SUBJECT_HAS(subject, name) || !ph_subject_name_is_valid(subject->name))
        return "its name is not made of a-z, 0-9 and -";
    if (!PH_SUBJECT_HAS(subject, variant) ||
        (*subject->variant && !ph_subject_name_is_valid(subject->variant)))
        return "its variant is not made of a-z, 0-9 and -";
    if (!PH_SUBJECT_HAS(subject, version) || !PH_SUBJECT_HAS(subject, build))
        return "it names no version or no build";
    if (!PH_SUBJECT_HAS(subject, open) || !PH_SUBJECT_HAS(subject, close))
        return "it has no open() or no close()";
    if (!(subject->operations & (PH_OPERATIONS_KERNEL | OPERATIONS_OF_RECORDS |
                                 PH_OPERATIONS_LINES | PH_OPERATIONS_DESCRIPTOR)))
        return "it offers no operation";
    if ((subject->operations & PH_OPERATIONS_COLUMN) && !PH_SUBJECT_HAS(subject, decode_column))
        return "it offers column operations but has no decode_column()";
    if ((subject->operations & PH_OPERATIONS_ENCODE) && !PH_SUBJECT_HAS(subject, encode_column))
        return "it offers encoding operations but has no encode_column()";
    if ((subject->operations & OPERATIONS_OF_RECORDS) &&
        (!PH_SUBJECT_HAS(subject, open_layout) || !PH_SUBJECT_HAS(subject, close_layout) ||
         !PH_SUBJECT_HAS(subject, decode_records)))
        return "it offers record operations but has no open_layout(), close_layout() or "
               "decode_records()";
    if ((subject->operations & PH_OPERATIONS_LINES) &&
        (!PH_SUBJECT_HAS(subject, open_layout) || !PH_SUBJECT_HAS(subject, close_layout) ||
         !PH_SUBJECT_HAS(subject, encode_records)))
        return "it offers to encode records but has no open_layout(), close_layout() or "
               "encode_records()";
    if ((subject->operations & PH_OPERATIONS_DESCRIPTOR) &&
        (!PH_SUBJECT_HAS(subject, open_layout) || !PH_SUBJECT_HAS(subject, close_layout) ||
         !PH_SUBJECT_HAS(subject, stream)))
        return "it offers operations on descriptors but has no open_layout(), close_layout() or "
               "stream()";
    return "";
}

static bool check_subject(const char *path, const ph_subject *subject, char *reason,
                          size_t reason_size)
{
    /* The version stands first in every version of the struct, so it is safe to look at. */
    if (subject->abi_major != PH_SUBJECT_ABI_MAJOR) {
        (void)snprintf(reason, reason_size,
                       "%s is built for subject ABI %" PRIu32 ", this perfharness speaks ABI %u: "
                       "rebuild it against this version's subject.h",
                       path, subject->abi_major, PH_SUBJECT_ABI_MAJOR);
        return false;
    }

    const char *fault = find_fault(subject);
    if (*fault)
        (void)snprintf(reason, reason_size, "%s breaks the subject contract: %s", path, fault);
    return !*fault;
}

static bool list_variants(const char *path, ph_subject_entry_fn *entry, ph_subject_library *library,
                          char *reason, size_t reason_size)
{
    for (uint32_t i = 0; i < PH_SUBJECT_VARIANTS_MAX; i++) {
        const ph_subject *subject = entry(i);

        if (!subject)
            break;
        if (!check_subject(path, subject, reason, reason_size))
            return false;
        library->variants[library->variant_count++] = subject;
    }
    if (library->variant_count == 0)
        (void)snprintf(reason, reason_size, "%s holds no subject: %s(0) returned NULL", path,
                       PH_SUBJECT_ENTRY_SYMBOL);
    return library->variant_count > 0;
}

bool ph_subject_library_open(const char *path, ph_subject_library *ret, char *reason,
                             size_t reason_size)
{
    PH_REQUIRE(reason_size > 0);

    ph_subject_library library = { 0 };
    ph_subject_entry_fn *entry;

    library.handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library.handle) {
        (void)snprintf(reason, reason_size, "%s", dlerror());
        return false;
    }

    void *symbol = dlsym(library.handle, PH_SUBJECT_ENTRY_SYMBOL);
    if (!symbol) {
        (void)snprintf(reason, reason_size, "%s is not a subject: it exports no %s()", path,
                       PH_SUBJECT_ENTRY_SYMBOL);
        ph_subject_library_close(&library);
        return false;
    }
    memcpy(&entry, &symbol, sizeof(entry)); /* ISO C has no cast from object to function pointer. */

    if (!list_variants(path, entry, &library, reason, reason_size)) {
        ph_subject_library_close(&library);
        return false;
    }
    *ret = library;
    return true;
}

void ph_subject_library_close(ph_subject_library *library)
{
    if (library->handle)
        (void)dlclose(library->handle);
    *library = (ph_subject_library){ 0 };
}
