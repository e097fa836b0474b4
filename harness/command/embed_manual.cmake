# SPDX-License-Identifier: AGPL-3.0-or-later
# cmake -D FOLDER=… -D OUTPUT=FILE.c -P embed_manual.cmake: put every FOLDER/NAME.md into a C table,
# ph_manual_sources. As characters: a literal that long is more than C promises to take.
cmake_minimum_required(VERSION 3.25)
file(GLOB files ${FOLDER}/*.md)
set(texts "")
set(rows "")
foreach(file IN LISTS files)
  get_filename_component(name ${file} NAME_WE)
  file(READ ${file} bytes HEX)
  string(REGEX REPLACE "(..)" "'\\\\x\\1'," characters "${bytes}")
  string(APPEND texts "static const char text_of_${name}[] = {${characters}'\\0'};\n")
  string(APPEND rows "    {\"${name}\", text_of_${name}},\n")
endforeach()
file(WRITE ${OUTPUT} "#include \"command/manual_source.h\"\n\n${texts}
const ph_manual_source ph_manual_sources[] = {\n${rows}    {0, 0},\n};\n")
