# Turns NNNN_name.sql files into one source file that defines Migrations(), so that the program needs no files at run
# time. Sets MIGRATION_SRCS.
file(GLOB MIGRATION_SQL CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.sql)
list(SORT MIGRATION_SQL)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${MIGRATION_SQL})
set(MIGRATION_ROWS "")
set(MIGRATION_VERSION 0)
foreach(file ${MIGRATION_SQL})
  math(EXPR MIGRATION_VERSION "${MIGRATION_VERSION} + 1")
  get_filename_component(name ${file} NAME_WE)
  string(REGEX MATCH "^[0-9]+" number ${name})
  string(REGEX REPLACE "^0+" "" number "${number}")
  if(NOT number EQUAL MIGRATION_VERSION)
    message(FATAL_ERROR "migration ${name}: expected number ${MIGRATION_VERSION}; numbers are contiguous from 0001")
  endif()
  file(READ ${file} sql)
  string(APPEND MIGRATION_ROWS "      {${number}, \"${name}\", R\"sql(${sql})sql\"},\n")
endforeach()
set(MIGRATION_SOURCE "// Generated from db/migrations/*.sql.
#include \"db/migrations/migrations.h\"

namespace cordon {

const std::vector<Migration>& Migrations() {
  static const auto* const kMigrations = new std::vector<Migration>{
${MIGRATION_ROWS}  };
  return *kMigrations;
}

}  // namespace cordon
")
set(MIGRATION_SRCS ${CMAKE_BINARY_DIR}/gen/db/migrations.cc)
set(MIGRATION_OLD "")
if(EXISTS ${MIGRATION_SRCS})
  file(READ ${MIGRATION_SRCS} MIGRATION_OLD)
endif()
if(NOT MIGRATION_OLD STREQUAL MIGRATION_SOURCE)
  file(WRITE ${MIGRATION_SRCS} "${MIGRATION_SOURCE}")
endif()
