/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The numbers are those of Linux' arch/arm64/include/asm/cputype.h: cores of servers, and of boards
 * that one might measure on. Of any other core the numbers are shown.
 */
#include "system/arm_part.h"

#define ARCHITECTURE_BY_REGISTERS 0xfu /* What a core is capable of is said elsewhere. */

typedef struct implementer_name {
    guint implementer;
    const char *name;
} implementer_name;

static const implementer_name implementers[] = {
    { 0x41, "ARM" },       { 0x42, "Broadcom" },  { 0x43, "Cavium" }, { 0x46, "Fujitsu" },
    { 0x48, "HiSilicon" }, { 0x4e, "NVIDIA" },    { 0x50, "APM" },    { 0x51, "Qualcomm" },
    { 0x61, "Apple" },     { 0x6d, "Microsoft" }, { 0xc0, "Ampere" },
};

typedef struct part_name {
    guint implementer;
    guint part;
    const char *name;
} part_name;

static const part_name parts[] = {
    { 0x41, 0xd03, "Cortex-A53" },
    { 0x41, 0xd05, "Cortex-A55" },
    { 0x41, 0xd07, "Cortex-A57" },
    { 0x41, 0xd08, "Cortex-A72" },
    { 0x41, 0xd09, "Cortex-A73" },
    { 0x41, 0xd0a, "Cortex-A75" },
    { 0x41, 0xd0b, "Cortex-A76" },
    { 0x41, 0xd0c, "Neoverse-N1" },
    { 0x41, 0xd0d, "Cortex-A77" },
    { 0x41, 0xd40, "Neoverse-V1" },
    { 0x41, 0xd41, "Cortex-A78" },
    { 0x41, 0xd44, "Cortex-X1" },
    { 0x41, 0xd46, "Cortex-A510" },
    { 0x41, 0xd47, "Cortex-A710" },
    { 0x41, 0xd48, "Cortex-X2" },
    { 0x41, 0xd49, "Neoverse-N2" },
    { 0x41, 0xd4b, "Cortex-A78C" },
    { 0x41, 0xd4d, "Cortex-A715" },
    { 0x41, 0xd4e, "Cortex-X3" },
    { 0x41, 0xd4f, "Neoverse-V2" },
    { 0x41, 0xd81, "Cortex-A720" },
    { 0x41, 0xd82, "Cortex-X4" },
    { 0x41, 0xd83, "Neoverse-V3AE" },
    { 0x41, 0xd84, "Neoverse-V3" },
    { 0x41, 0xd85, "Cortex-X925" },
    { 0x41, 0xd87, "Cortex-A725" },
    { 0x41, 0xd8e, "Neoverse-N3" },
    { 0x42, 0x516, "Vulcan" },
    { 0x43, 0x0a1, "ThunderX" },
    { 0x43, 0x0af, "ThunderX2" },
    { 0x46, 0x001, "A64FX" },
    { 0x48, 0xd01, "TSV110" },
    { 0x4e, 0x004, "Carmel" },
    { 0x50, 0x000, "X-Gene" },
    { 0x61, 0x022, "M1 Icestorm" },
    { 0x61, 0x023, "M1 Firestorm" },
    { 0x61, 0x024, "M1 Pro Icestorm" },
    { 0x61, 0x025, "M1 Pro Firestorm" },
    { 0x61, 0x028, "M1 Max Icestorm" },
    { 0x61, 0x029, "M1 Max Firestorm" },
    { 0x61, 0x032, "M2 Blizzard" },
    { 0x61, 0x033, "M2 Avalanche" },
    { 0x6d, 0xd49, "Azure Cobalt 100" },
    { 0xc0, 0xac3, "AmpereOne" },
    { 0xc0, 0xac4, "AmpereOne AC04" },
};

guint32 ph_midr_value(ph_midr midr)
{
    return midr.implementer << 24 | midr.variant << 20 | ARCHITECTURE_BY_REGISTERS << 16 |
           midr.part << 4 | midr.revision;
}

ph_midr ph_midr_of(guint32 value)
{
    return (ph_midr){ value >> 24, value >> 20 & 0xf, value >> 4 & 0xfff, value & 0xf };
}

const char *ph_arm_implementer_name(guint implementer)
{
    for (gsize i = 0; i < G_N_ELEMENTS(implementers); i++)
        if (implementers[i].implementer == implementer)
            return implementers[i].name;
    return NULL;
}

const char *ph_arm_part_name(guint implementer, guint part)
{
    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
        if (parts[i].implementer == implementer && parts[i].part == part)
            return parts[i].name;
    return NULL;
}
