/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "compare/run_code.h"

#include <capstone/capstone.h>
#include <gelf.h>
#include <string.h>

#include "compare/code_layout.h"

enum {
    RELATIVE_BYTES = 4, /* Of an instruction that has an address relative to itself. */
    POINTED_BYTES = 32, /* What is looked at of data of unknown length; of text, until it ends. */
    TEXT_BYTES_MIN = 4,
    STUB_INSTRUCTIONS_MAX = 3,
};

typedef struct function {
    guint64 address, size;
    const char *name; /* The file's. */
} function;

/* A library whose functions are looked at. */
typedef struct library {
    Elf *elf;
    csh engine;
    GArray *functions;     /* function, by address. */
    GHashTable *filled_in; /* loaded *, by guint64 *: what the loader fills in, by its place. */
    size_t names;          /* Index of the section with the sections' names. */
} library;

/* The address of a symbol by its name, or of a place in the library. */
typedef struct loaded {
    const char *name; /* The file's; NULL: a place. */
    guint64 place;
} loaded;

/* What is loaded there, in the file. NULL: nothing. */
static const guint8 *bytes_at(const library *l, guint64 address, guint64 size)
{
    Elf_Scn *section = NULL;
    GElf_Shdr header;

    while ((section = elf_nextscn(l->elf, section))) {
        const Elf_Data *data;

        if (!gelf_getshdr(section, &header) || !(header.sh_flags & SHF_ALLOC) ||
            header.sh_type != SHT_PROGBITS || address < header.sh_addr || size > header.sh_size ||
            address - header.sh_addr > header.sh_size - size)
            continue;
        data = elf_rawdata(section, NULL);
        return data && data->d_buf && data->d_size == header.sh_size
                   ? (const guint8 *)data->d_buf + (address - header.sh_addr)
                   : NULL;
    }
    return NULL;
}

static int compare_functions(gconstpointer a, gconstpointer b)
{
    const function *left = a, *right = b;

    if (left->address != right->address)
        return left->address < right->address ? -1 : 1;
    return strcmp(left->name, right->name);
}

static void read_table(library *l, Elf_Scn *section, const GElf_Shdr *header)
{
    Elf_Data *data = elf_getdata(section, NULL);
    GElf_Sym symbol;

    for (int i = 0; data && gelf_getsym(data, i, &symbol); i++) {
        const function found = { symbol.st_value, symbol.st_size,
                                 elf_strptr(l->elf, header->sh_link, symbol.st_name) };

        if (GELF_ST_TYPE(symbol.st_info) == STT_FUNC && symbol.st_shndx != SHN_UNDEF &&
            found.size > 0 && found.name)
            g_array_append_val(l->functions, found);
    }
}

static const char *symbol_name(const library *l, guint32 table, guint32 index)
{
    Elf_Scn *section = elf_getscn(l->elf, table);
    GElf_Shdr header;
    GElf_Sym symbol;

    return section && gelf_getshdr(section, &header) &&
                   gelf_getsym(elf_getdata(section, NULL), (int)index, &symbol)
               ? elf_strptr(l->elf, header.sh_link, symbol.st_name)
               : NULL;
}

static void read_relocations(library *l, Elf_Scn *section, const GElf_Shdr *header)
{
    Elf_Data *data = elf_getdata(section, NULL);
    GElf_Rela relocation;

    for (int i = 0; data && gelf_getrela(data, i, &relocation); i++) {
        const guint64 place = relocation.r_offset;
        const guint32 index = (guint32)GELF_R_SYM(relocation.r_info);
        const loaded is = { index ? symbol_name(l, header->sh_link, index) : NULL,
                            (guint64)relocation.r_addend };

        g_hash_table_insert(l->filled_in, g_memdup2(&place, sizeof(place)),
                            g_memdup2(&is, sizeof(is)));
    }
}

/* Only the full table has all functions. */
static void read_tables(library *l)
{
    Elf_Scn *section = NULL;
    GElf_Shdr header;

    while ((section = elf_nextscn(l->elf, section))) {
        if (!gelf_getshdr(section, &header))
            continue;
        if (header.sh_type == SHT_SYMTAB)
            read_table(l, section, &header);
        else if (header.sh_type == SHT_RELA && header.sh_flags & SHF_ALLOC)
            read_relocations(l, section, &header);
    }
    g_array_sort(l->functions, compare_functions);
}

/* The function that holds the address; NULL: none. Of several names, the first. */
static const function *function_at(const library *l, guint64 address)
{
    guint low = 0, high = l->functions->len;
    const function *found;

    while (low < high) {
        const guint middle = low + (high - low) / 2;

        if (g_array_index(l->functions, function, middle).address <= address)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return NULL;
    found = &g_array_index(l->functions, function, low - 1);
    while (found > &g_array_index(l->functions, function, 0) && found[-1].address == found->address)
        found--;
    return address - found->address < found->size ? found : NULL;
}

/* Stubs through which other libraries are called: they have no names, and nothing to do. */
static gboolean is_stub(const library *l, guint64 address)
{
    Elf_Scn *section = NULL;
    GElf_Shdr header;

    while ((section = elf_nextscn(l->elf, section)))
        if (gelf_getshdr(section, &header) && header.sh_flags & SHF_EXECINSTR &&
            address >= header.sh_addr && address - header.sh_addr < header.sh_size) {
            const char *name = elf_strptr(l->elf, l->names, header.sh_name);

            return name && g_str_has_prefix(name, ".plt");
        }
    return FALSE;
}

/* The operand that lies relative to the instruction, or NULL. */
static const cs_x86_op *relative_operand(const cs_x86 *x86)
{
    for (guint8 i = 0; i < x86->op_count; i++)
        if (x86->operands[i].type == X86_OP_MEM && x86->operands[i].mem.base == X86_REG_RIP)
            return &x86->operands[i];
    return NULL;
}

static guint64 address_of(const cs_insn *instruction, const cs_x86_op *relative)
{
    return instruction->address + instruction->size + (guint64)relative->mem.disp;
}

static void add_text(const char *text, GChecksum *checksum)
{
    g_checksum_update(checksum, (const guchar *)text, (gssize)strlen(text) + 1);
}

/* The name of the function there, and how far in it; FALSE: there is none. */
static gboolean add_function(const library *l, guint64 address, GChecksum *checksum)
{
    const function *target = function_at(l, address);
    g_autofree char *name = target ? ph_code_plain_name(target->name) : NULL;
    const guint64 within = target ? address - target->address : 0;

    if (!target)
        return FALSE;
    add_text(name, checksum);
    g_checksum_update(checksum, (const guchar *)&within, sizeof(within));
    return TRUE;
}

/* What the loader fills in there; FALSE: nothing. */
static gboolean add_filled_in(const library *l, guint64 address, GChecksum *checksum)
{
    const loaded *is = g_hash_table_lookup(l->filled_in, &address);

    if (is && is->name)
        add_text(is->name, checksum);
    else if (is)
        (void)add_function(l, is->place, checksum);
    return is != NULL;
}

/* Through a stub it is somebody else's function that is called. FALSE: it is not known which. */
static gboolean add_stub(const library *l, guint64 address, GChecksum *checksum)
{
    cs_insn *instruction = cs_malloc(l->engine);
    gsize left = 16;
    const guint8 *code = bytes_at(l, address, left);
    gboolean is_known = FALSE;

    for (int i = 0; code && !is_known && i < STUB_INSTRUCTIONS_MAX &&
                    cs_disasm_iter(l->engine, &code, &left, &address, instruction);
         i++) {
        const cs_x86_op *operand = relative_operand(&instruction->detail->x86);

        is_known = operand && add_filled_in(l, address_of(instruction, operand), checksum);
    }
    cs_free(instruction, 1);
    return is_known;
}

/* Where code goes that leaves the function: by name, as the place may be another. FALSE: it is not
 * known where. */
static gboolean add_target(const library *l, guint64 address, GChecksum *checksum)
{
    return add_function(l, address, checksum) ||
           (is_stub(l, address) && add_stub(l, address, checksum));
}

/* Whether the place is in the function, or in the piece of it that the compiler holds for cold. */
static gboolean is_of(const library *l, const function *of, guint64 address)
{
    const function *there = function_at(l, address);
    const gsize length = strlen(of->name);

    return there && (there == of || (strncmp(there->name, of->name, length) == 0 &&
                                     strcmp(there->name + length, ".cold") == 0));
}

/* Where a switch goes: a table of distances from it to places in the function. FALSE: it is none.
 */
static gboolean add_jump_table(const library *l, const function *of, guint64 table,
                               GChecksum *checksum)
{
    guint count = 0;

    for (;; count++) {
        const guint8 *entry = bytes_at(l, table + 4 * (guint64)count, 4);
        gint32 distance = 0;

        if (entry)
            memcpy(&distance, entry, sizeof(distance));
        if (!entry || !is_of(l, of, table + (guint64)(gint64)distance))
            return count > 0;
        (void)add_function(l, table + (guint64)(gint64)distance, checksum);
    }
}

/* Of text, without what stands behind it. */
static gsize data_length(const guint8 *bytes)
{
    gsize length = 0;

    while (length < POINTED_BYTES && (g_ascii_isprint(bytes[length]) || bytes[length] == '\n'))
        length++;
    return length >= TEXT_BYTES_MIN || (length > 1 && bytes[length] == '\0') ? length
                                                                             : POINTED_BYTES;
}

/* What is pointed to, as it is at first: data have no length that is known here, so that others
 * beside them may show. */
static void add_pointed(const library *l, const function *of, guint64 address, GChecksum *checksum)
{
    const guint8 *bytes = bytes_at(l, address, POINTED_BYTES);
    const gsize length = bytes ? data_length(bytes) : 0;

    if (add_jump_table(l, of, address, checksum))
        return;
    for (gsize i = 0; i < length; i += sizeof(guint64))
        if (!add_filled_in(l, address + i, checksum))
            g_checksum_update(checksum, bytes + i, (gssize)MIN(sizeof(guint64), length - i));
}

/* An address that is taken. */
static void add_address(const library *l, const function *of, guint64 address, GChecksum *checksum)
{
    if (!add_function(l, address, checksum))
        add_pointed(l, of, address, checksum);
}

/* What is read, as it is at first. */
static void add_read(const library *l, guint64 address, gsize size, GChecksum *checksum)
{
    const guint8 *bytes = add_filled_in(l, address, checksum) ? NULL : bytes_at(l, address, size);

    if (bytes)
        g_checksum_update(checksum, bytes, (gssize)size);
}

/* The bytes but for an address, and what stands for that. FALSE: it is not understood. */
static gboolean add_instruction(const library *l, const function *of, const cs_insn *instruction,
                                GChecksum *checksum)
{
    const cs_x86 *x86 = &instruction->detail->x86;
    const cs_x86_op *operand = relative_operand(x86);
    guint8 bytes[sizeof(instruction->bytes)];
    gsize place = 0;

    memcpy(bytes, instruction->bytes, sizeof(bytes));
    if (operand) {
        place = x86->encoding.disp_offset;
        if (instruction->id == X86_INS_LEA)
            add_address(l, of, address_of(instruction, operand), checksum);
        else
            add_read(l, address_of(instruction, operand), operand->size, checksum);
    } else if (cs_insn_group(l->engine, instruction, CS_GRP_BRANCH_RELATIVE) &&
               x86->op_count == 1 && x86->operands[0].type == X86_OP_IMM) {
        const guint64 address = (guint64)x86->operands[0].imm;

        if (address - of->address >= of->size) {
            place = x86->encoding.imm_offset;
            if (!add_target(l, address, checksum))
                return FALSE;
        }
    }
    if (place) {
        if (place + RELATIVE_BYTES > instruction->size)
            return FALSE;
        memset(bytes + place, 0, RELATIVE_BYTES);
    }
    g_checksum_update(checksum, bytes, instruction->size);
    return TRUE;
}

/* NULL: not all of it can be read. */
static char *digest_of(const library *l, const function *of)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autofree char *name = ph_code_plain_name(of->name);
    const guint8 *code = bytes_at(l, of->address, of->size);
    cs_insn *instruction = cs_malloc(l->engine);
    gboolean is_read = code != NULL;
    guint64 address = of->address;
    gsize left = of->size;

    while (is_read && left > 0)
        is_read = cs_disasm_iter(l->engine, &code, &left, &address, instruction) &&
                  add_instruction(l, of, instruction, checksum);
    cs_free(instruction, 1);
    return is_read ? g_strdup_printf("%s %s", name, g_checksum_get_string(checksum)) : NULL;
}

/* function, each once; NULL: one of the addresses is of none. */
static GPtrArray *functions_at(const library *l, const GArray *addresses)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new();
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);

    for (guint i = 0; i < addresses->len; i++) {
        const guint64 address = g_array_index(addresses, guint64, i);
        const function *of = function_at(l, address);

        if (of && g_hash_table_add(seen, (gpointer)of))
            g_ptr_array_add(found, (gpointer)of);
        else if (!of && !is_stub(l, address))
            return NULL;
    }
    return g_steal_pointer(&found);
}

static int compare_texts(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static char *digest_all(const library *l, const GArray *addresses)
{
    g_autoptr(GPtrArray) functions = functions_at(l, addresses);
    g_autoptr(GPtrArray) digests = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GChecksum) all = g_checksum_new(G_CHECKSUM_SHA256);

    for (guint i = 0; functions && i < functions->len; i++) {
        char *digest = digest_of(l, functions->pdata[i]);

        if (!digest)
            return NULL;
        g_ptr_array_add(digests, digest);
    }
    if (digests->len == 0)
        return NULL;
    /* Two of one name may stand in another order. */
    g_ptr_array_sort(digests, compare_texts);
    for (guint i = 0; i < digests->len; i++)
        g_checksum_update(all, digests->pdata[i], (gssize)strlen(digests->pdata[i]) + 1);
    return g_strdup(g_checksum_get_string(all));
}

static char *digest_in(library *l, const GArray *addresses)
{
    char *digest = NULL;
    GElf_Ehdr header;

    if (elf_kind(l->elf) != ELF_K_ELF || !gelf_getehdr(l->elf, &header) ||
        header.e_machine != EM_X86_64 || elf_getshdrstrndx(l->elf, &l->names) != 0 ||
        cs_open(CS_ARCH_X86, CS_MODE_64, &l->engine) != CS_ERR_OK)
        return NULL;
    (void)cs_option(l->engine, CS_OPT_DETAIL, CS_OPT_ON);
    read_tables(l);
    digest = digest_all(l, addresses);
    (void)cs_close(&l->engine);
    return digest;
}

char *ph_run_code_digest(const char *path, const GArray *addresses)
{
    g_autofree char *bytes = NULL;
    gsize length;
    library l = { 0 };
    char *digest;

    if (!g_file_get_contents(path, &bytes, &length, NULL))
        return NULL;
    (void)elf_version(EV_CURRENT);
    l.elf = elf_memory(bytes, length);
    if (!l.elf)
        return NULL;
    l.functions = g_array_new(FALSE, FALSE, sizeof(function));
    l.filled_in = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
    digest = digest_in(&l, addresses);
    g_array_unref(l.functions);
    g_hash_table_unref(l.filled_in);
    (void)elf_end(l.elf);
    return digest;
}
