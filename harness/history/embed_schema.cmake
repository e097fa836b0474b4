# SPDX-License-Identifier: AGPL-3.0-or-later
# cmake -D OUTPUT=FILE.c -D FILES=A.sql,B.sql -P embed_schema.cmake: put each file into the program,
# NAME-N.sql as ph_schema_NAME_N. As characters: a literal that long is more than C promises to take.
cmake_minimum_required(VERSION 3.25)
string(REPLACE "," ";" files "${FILES}")
set(texts "")
foreach(file IN LISTS files)
  get_filename_component(name ${file} NAME_WE)
  string(REPLACE "-" "_" identifier ${name})
  file(READ ${file} bytes HEX)
  string(REGEX REPLACE "(..)" "'\\\\x\\1'," characters "${bytes}")
  string(APPEND texts "const char ph_schema_${identifier}[] = {${characters}'\\0'};\n")
endforeach()
file(WRITE ${OUTPUT} "#include \"history/schema.h\"\n\n${texts}")
