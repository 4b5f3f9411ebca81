# One helper per kind of target. Folder targets are named cordon_<folder> and aliased cordon::<folder>.

# Strict warnings, unity batches (CMAKE_UNITY_BUILD=OFF in the tidy preset turns them off), include root = source root.
function(cordon_target_defaults target)
  target_compile_options(${target} PRIVATE ${CORDON_WARNINGS})
  target_include_directories(${target} PUBLIC ${CMAKE_SOURCE_DIR})
  if(CORDON_CLANG_TIDY)
    set_target_properties(${target} PROPERTIES CXX_CLANG_TIDY "${CORDON_CLANG_TIDY}")
  endif()
  if(NOT DEFINED CMAKE_UNITY_BUILD)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 8)
  endif()
endfunction()

# cordon_library(match SRCS a.cc b.cc DEPS cordon::base ...)
function(cordon_library name)
  cmake_parse_arguments(ARG "" "" "SRCS;DEPS" ${ARGN})
  if(NOT ARG_SRCS)
    set(ARG_SRCS ${CMAKE_BINARY_DIR}/empty.cc)
    file(WRITE ${CMAKE_BINARY_DIR}/empty.cc "")
  endif()
  add_library(cordon_${name} STATIC ${ARG_SRCS})
  add_library(cordon::${name} ALIAS cordon_${name})
  cordon_target_defaults(cordon_${name})
  target_link_libraries(cordon_${name} PUBLIC ${ARG_DEPS})
endfunction()

# cordon_binary(cordond SRCS main.cc DEPS ...): installed program in bin/.
function(cordon_binary name)
  cmake_parse_arguments(ARG "" "" "SRCS;DEPS" ${ARGN})
  add_executable(${name} ${ARG_SRCS})
  cordon_target_defaults(${name})
  target_link_libraries(${name} PRIVATE ${ARG_DEPS})
endfunction()

# cordon_test(match LABELS unit SRCS ... DEPS ...): one gtest binary per folder, run by ctest as one test.
# A test of the parts below the service (they read foreign bytes and keep flat memory) gets the label `plain` as well and
# runs under the address and undefined-behaviour sanitizers in ./dev test; LABELS threaded marks those whose threads are
# ours, which run under the thread sanitizer there.
# ./dev check runs everything under both.
function(cordon_test name)
  cmake_parse_arguments(ARG "" "TIMEOUT" "SRCS;DEPS;LABELS" ${ARGN})
  if(NOT ARG_LABELS)
    set(ARG_LABELS unit)
  endif()
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  if(NOT "${ARG_DEPS}" MATCHES "grpc|cordon::(cli|screening|render|rules)" AND NOT "integration" IN_LIST ARG_LABELS)
    list(APPEND ARG_LABELS plain)
    set_property(GLOBAL APPEND PROPERTY CORDON_PLAIN_TESTS ${name}_test)
  endif()
  if("threaded" IN_LIST ARG_LABELS)
    set_property(GLOBAL APPEND PROPERTY CORDON_THREADED_TESTS ${name}_test)
  endif()
  add_executable(${name}_test ${ARG_SRCS})
  cordon_target_defaults(${name}_test)
  set_target_properties(${name}_test PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  target_link_libraries(${name}_test PRIVATE ${ARG_DEPS} GTest::gmock GTest::gtest_main)
  add_test(NAME ${name} COMMAND ${name}_test --gtest_brief=1)
  set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT ${ARG_TIMEOUT}
    WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}
    ENVIRONMENT "CORDON_BIN_DIR=${CMAKE_BINARY_DIR}/bin;CORDON_SOURCE_DIR=${CMAKE_SOURCE_DIR}")
endfunction()

# cordon_fuzz(csl_parser SRCS ... DEPS ...): libFuzzer binary in the fuzz preset; tests/fuzz runs the same function
# over the kept corpus as an ordinary test in every other preset.
function(cordon_fuzz name)
  cmake_parse_arguments(ARG "" "" "SRCS;DEPS" ${ARGN})
  if(CORDON_FUZZ)
    add_executable(fuzz_${name} ${ARG_SRCS})
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
  else()
    add_executable(fuzz_${name} ${ARG_SRCS} ${CMAKE_SOURCE_DIR}/tests/fuzz/corpus_main.cc)
    add_test(NAME fuzz_${name} COMMAND fuzz_${name} ${CMAKE_SOURCE_DIR}/tests/fuzz/corpus/${name})
    set_tests_properties(fuzz_${name} PROPERTIES LABELS fuzz-smoke TIMEOUT 120)
  endif()
  cordon_target_defaults(fuzz_${name})
  set_target_properties(fuzz_${name} PROPERTIES UNITY_BUILD OFF RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/fuzz)
  target_link_libraries(fuzz_${name} PRIVATE ${ARG_DEPS})
endfunction()
