# Turns db/lists/starter/CODE.csv files into one source file that defines StarterFiles(), so that the program needs no
# files at run time. Sets STARTER_SRCS.
file(GLOB STARTER_CSV CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/starter/*.csv)
list(SORT STARTER_CSV)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${STARTER_CSV})
set(STARTER_ARRAYS "")
set(STARTER_ROWS "")
set(STARTER_NUMBER 0)
foreach(file ${STARTER_CSV})
  get_filename_component(name ${file} NAME)
  file(READ ${file} bytes HEX)
  if(bytes STREQUAL "")
    message(FATAL_ERROR "${file} is empty")
  endif()
  string(REGEX REPLACE "(................................)" "\\1\n" bytes "${bytes}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
  string(APPEND STARTER_ARRAYS "constexpr unsigned char kStarterFile${STARTER_NUMBER}[] = {\n${bytes}};\n")
  string(APPEND STARTER_ROWS "      {\"${name}\", AsText(kStarterFile${STARTER_NUMBER}, sizeof(kStarterFile${STARTER_NUMBER}))},\n")
  math(EXPR STARTER_NUMBER "${STARTER_NUMBER} + 1")
endforeach()
set(STARTER_SOURCE "// Generated from db/lists/starter/*.csv.
#include \"db/lists/starter_files.h\"

namespace cordon {
namespace {

${STARTER_ARRAYS}
[[maybe_unused]] absl::string_view AsText(const unsigned char* bytes, size_t size) {
  return absl::string_view(reinterpret_cast<const char*>(bytes), size);
}

}  // namespace

const std::vector<StarterFile>& StarterFiles() {
  static const auto* const kFiles = new std::vector<StarterFile>{
${STARTER_ROWS}  };
  return *kFiles;
}

}  // namespace cordon
")
set(STARTER_SRCS ${CMAKE_BINARY_DIR}/gen/db/starter_files.cc)
set(STARTER_OLD "")
if(EXISTS ${STARTER_SRCS})
  file(READ ${STARTER_SRCS} STARTER_OLD)
endif()
if(NOT STARTER_OLD STREQUAL STARTER_SOURCE)
  file(WRITE ${STARTER_SRCS} "${STARTER_SOURCE}")
endif()
