/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Records that tests in other languages made, decoded one after the other.
 *
 *   decoded_lines CCSID [[OPTION...] COPYBOOK ITEM DATA]...
 *
 * DATA holds records of full length, of the 01 that is the copybook's item of that index. Each
 * becomes a line of the shape plain, or "! STATUS BYTE PATH". Views that do not decode are null,
 * controls pass, floats are IEEE 754. Options: copybook_arguments.h.
 */
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>

#include "copybook_arguments.h"
#include "perfharness/record_lines.h"

enum { PATH_BYTES = 256, FILE_ARGUMENTS = 3 };

static const ph_record *find_record(const ph_copybook *copybook, uint32_t item)
{
    for (uint32_t i = 0; i < copybook->record_count; i++)
        if (item - copybook->records[i].first < copybook->records[i].item_count)
            return &copybook->records[i];
    return NULL;
}

static void print_failure(const ph_copybook *copybook, const ph_line_result *result)
{
    char path[PATH_BYTES];

    (void)ph_line_failed_path(copybook, result, path, sizeof(path));
    printf("! %s %u %s\n", ph_line_status_name(result->status), result->byte, path);
}

static void print_records(const ph_copybook *copybook, const ph_record *record, uint32_t ccsid,
                          const uint8_t *data, size_t length)
{
    const ph_line_options options = { .shape = PH_LINE_SHAPE_PLAIN,
                                      .page = ph_code_page_find(ccsid),
                                      .controls = PH_CONTROL_PASS,
                                      .redefines = PH_LINE_REDEFINES_VALID,
                                      .floats = PH_LINE_FLOAT_IEEE };
    g_autofree void *lent = g_malloc(ph_line_decoder_size(copybook, record));
    ph_line_decoder *decoder = ph_line_decoder_make(copybook, record, &options, lent);
    const size_t room = ph_line_length_max(decoder);
    g_autofree uint8_t *line = g_malloc(room);

    for (size_t at = 0; at + record->length_max <= length; at += record->length_max) {
        const ph_line_result result =
            ph_line_decode(decoder, data + at, record->length_max, 1, line, room);

        if (result.status == PH_LINE_STATUS_OK)
            (void)fwrite(line, 1, result.length, stdout);
        else
            print_failure(copybook, &result);
    }
}

/* @param files  Copybook, item, data. Returns whether all is there. */
static bool decode_file(char **files, const copybook_arguments *arguments, uint32_t ccsid,
                        void *memory)
{
    g_autofree char *source = NULL, *data = NULL;
    gsize source_length, length;
    ph_copybook copybook;
    ph_copybook_error error;
    const ph_record *record;

    if (!g_file_get_contents(files[0], &source, &source_length, NULL) ||
        !g_file_get_contents(files[2], &data, &length, NULL) ||
        !ph_copybook_read(source, source_length, &arguments->options, memory,
                          PH_COPYBOOK_MEMORY_MAX, &copybook, &error))
        return false;
    record = find_record(&copybook, (uint32_t)strtoul(files[1], NULL, 10));
    if (!record)
        return false;
    print_records(&copybook, record, ccsid, (const uint8_t *)data, length);
    return true;
}

int main(int argc, char **argv)
{
    g_autofree void *memory = g_malloc(PH_COPYBOOK_MEMORY_MAX);
    const uint32_t ccsid = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 0;
    copybook_arguments arguments;

    copybook_arguments_begin(&arguments);
    for (int i = 2; i < argc;) {
        if (copybook_arguments_take(&arguments, argv[i])) {
            i++;
            continue;
        }
        if (argc - i < FILE_ARGUMENTS || !ph_code_page_find(ccsid) ||
            !decode_file(argv + i, &arguments, ccsid, memory)) {
            fprintf(stderr, "%s cannot be decoded\n", argv[i]);
            return 1;
        }
        copybook_arguments_begin(&arguments);
        i += FILE_ARGUMENTS;
    }
    return 0;
}
