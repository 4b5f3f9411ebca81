# Turns packs/*.textproto and packs/tables/*.textproto into one source file that defines ShippedPacks() and
# ShippedTables(), so that the programs need no files at run time. Long files become several literals (compilers limit
# their length). Sets PACK_SRCS.
function(cordon_embed_rows out)
  set(rows "")
  foreach(file ${ARGN})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    get_filename_component(name ${file} NAME)
    file(READ ${file} text)
    string(LENGTH "${text}" length)
    string(APPEND rows "      {\"${name}\", std::string()")
    set(at 0)
    while(at LESS length)
      string(SUBSTRING "${text}" ${at} 8000 part)
      string(APPEND rows "\n           .append(R\"pack(${part})pack\")")
      math(EXPR at "${at} + 8000")
    endwhile()
    string(APPEND rows "},\n")
  endforeach()
  set(${out} "${rows}" PARENT_SCOPE)
endfunction()

file(GLOB PACK_FILES CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.textproto)
file(GLOB TABLE_FILES CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/tables/*.textproto)
list(SORT PACK_FILES)
list(SORT TABLE_FILES)
cordon_embed_rows(PACK_ROWS ${PACK_FILES})
cordon_embed_rows(TABLE_ROWS ${TABLE_FILES})
set(PACK_SOURCE "// Generated from rules/packs/*.textproto and rules/packs/tables/*.textproto.
#include \"rules/shipped.h\"

namespace cordon {

const std::vector<NamedText>& ShippedPacks() {
  static const auto* const kPacks = new std::vector<NamedText>{
${PACK_ROWS}  };
  return *kPacks;
}

const std::vector<NamedText>& ShippedTables() {
  static const auto* const kTables = new std::vector<NamedText>{
${TABLE_ROWS}  };
  return *kTables;
}

}  // namespace cordon
")
set(PACK_SRCS ${CMAKE_BINARY_DIR}/gen/rules/shipped.cc)
set(PACK_OLD "")
if(EXISTS ${PACK_SRCS})
  file(READ ${PACK_SRCS} PACK_OLD)
endif()
if(NOT PACK_OLD STREQUAL PACK_SOURCE)
  file(WRITE ${PACK_SRCS} "${PACK_SOURCE}")
endif()
