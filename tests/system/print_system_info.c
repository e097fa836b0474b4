/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Print the document of a machine: print_system_info [SYSFS-ROOT [DATA-FOLDER]] */
#include <stdio.h>

#include "system/system_info.h"

int main(int argc, char **argv)
{
    const ph_system_request request = {
        .sysfs_root = argc > 1 ? argv[1] : "",
        .data_folder = argc > 2 ? argv[2] : ".",
    };
    cJSON *document = ph_system_info_probe(&request);
    char *printed = cJSON_Print(document);

    puts(printed);
    cJSON_free(printed);
    cJSON_Delete(document);
    return 0;
}
