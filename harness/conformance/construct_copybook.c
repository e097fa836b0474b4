/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "conformance/construct_copybook.h"

#include "error/error.h"

gboolean ph_construct_copybook_read(const ph_construct *construct, void *memory, ph_copybook *ret,
                                    GError **error)
{
    const ph_copybook_options options = { .format = PH_SOURCE_FORMAT_AUTO };
    ph_copybook_error why;
    const gboolean is_read = ph_copybook_read(construct->copybook, construct->copybook_length,
                                              &options, memory, PH_COPYBOOK_MEMORY_MAX, ret, &why);

    if (is_read == construct->is_valid)
        return TRUE;
    if (is_read)
        return ph_refuse(error, PH_ERROR_DATA,
                         "the construct %s: the reader takes what is to be refused",
                         construct->name);
    return ph_refuse(error, PH_ERROR_DATA, "the construct %s: %u:%u: %s", construct->name, why.line,
                     why.column, why.message);
}

const ph_record *ph_construct_copybook_record(const ph_copybook *copybook)
{
    const ph_record *record = copybook->records;

    while (record->is_independent && record + 1 < copybook->records + copybook->record_count)
        record++;
    return record;
}
