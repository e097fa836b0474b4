/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "platform/shared_file_system.h"

#include <sys/vfs.h>

/* What they say they are (linux/magic.h, and those of modules in their own headers). */
static const struct {
    unsigned int magic;
    const char *name;
} shared_file_systems[] = {
    { 0x6969, "NFS" },          { 0x517b, "SMB" },        { 0xfe534d42, "SMB" },
    { 0xff534d42, "CIFS" },     { 0x65735546, "FUSE" },   { 0x01021997, "9P" },
    { 0x00c36400, "Ceph" },     { 0x5346414f, "AFS" },    { 0x6b414653, "AFS" },
    { 0x0bd00bd0, "Lustre" },   { 0x47504653, "GPFS" },   { 0x01161970, "GFS2" },
    { 0x7461636f, "OCFS2" },    { 0x73757245, "Coda" },   { 0x564c, "NCP" },
    { 0x20030528, "OrangeFS" }, { 0x19830326, "BeeGFS" },
};

gboolean ph_shared_file_system(const char *folder, char **ret_name)
{
    struct statfs found;

    *ret_name = NULL;
    if (statfs(folder, &found) != 0)
        return FALSE;
    for (gsize i = 0; i < G_N_ELEMENTS(shared_file_systems); i++)
        if ((unsigned int)found.f_type == shared_file_systems[i].magic) {
            *ret_name = g_strdup(shared_file_systems[i].name);
            break;
        }
    return TRUE;
}
