# ktpel_module(<name> [USES <module>...] [LINKS <imported target>...] [TESTS_USE <module>...])
#
# One folder (or part of one: biometric/finger), one static library called
# ktpel_<folder_part>. Its headers are visible to others as "<name>/..." and ONLY
# to targets that list it in USES: each module gets its own include root holding
# a single link to its folder, so an include across an undeclared arrow is a
# compile error, not a review comment. LINKS are third-party libraries; they stay
# private, so their types stop at the module that uses them. TESTS_USE are modules that only
# its tests, fuzz targets and benchmarks see (a reader's test needs a card); they may stand below.
#
# Every *_test.cpp of the folder goes into one test program, every *_fuzz.cpp
# becomes a program that replays data/corpus/<stem>/ (under the preset "fuzz": a
# libFuzzer target), every *_bench.cpp a program of its own.
set(KTPEL_MODULES "" CACHE INTERNAL "declared so far, in order")
set(KTPEL_ARROWS "" CACHE INTERNAL "module>used, for the picture")
option(KTPEL_FUZZ "build libFuzzer targets (clang)" OFF)

function(ktpel_target name out)
  string(REPLACE "/" "_" flat "ktpel_${name}")
  set(${out} "${flat}" PARENT_SCOPE)
endfunction()

function(ktpel_module name)
  cmake_parse_arguments(M "" "" "USES;LINKS;TESTS_USE" ${ARGN})
  set(needs "")
  foreach(used IN LISTS M_USES)
    ktpel_target(${used} need)
    list(APPEND needs ${need})
    if(NOT used IN_LIST KTPEL_MODULES)
      message(FATAL_ERROR "${name} uses ${used}, which is not above it in CMakeLists.txt")
    endif()
    set(KTPEL_ARROWS ${KTPEL_ARROWS} "${name}>${used}" CACHE INTERNAL "")
  endforeach()
  set(KTPEL_MODULES ${KTPEL_MODULES} ${name} CACHE INTERNAL "")

  ktpel_target(${name} target)
  set(root "${PROJECT_BINARY_DIR}/view/${target}")
  get_filename_component(parent "${root}/${name}" DIRECTORY)
  file(MAKE_DIRECTORY "${parent}")
  file(CREATE_LINK "${PROJECT_SOURCE_DIR}/${name}" "${root}/${name}" SYMBOLIC)

  file(GLOB_RECURSE headers CONFIGURE_DEPENDS "${root}/${name}/*.h")
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${name}/*.cpp")
  set(public ${headers})
  list(FILTER public EXCLUDE REGEX "/detail/|_test\\.h$")
  foreach(kind test fuzz bench)
    set(${kind}s ${sources})
    list(FILTER ${kind}s INCLUDE REGEX "_${kind}\\.cpp$")
  endforeach()
  list(FILTER sources EXCLUDE REGEX "_(test|fuzz|bench)\\.cpp$|/main\\.cpp$")

  if(NOT sources)  # headers alone
    file(WRITE "${PROJECT_BINARY_DIR}/embedded/${target}_empty.cpp" "")
    set(sources "${PROJECT_BINARY_DIR}/embedded/${target}_empty.cpp")
  endif()
  add_library(${target} STATIC ${sources})
  set_target_properties(${target} PROPERTIES LINKER_LANGUAGE CXX)
  target_sources(${target} PUBLIC FILE_SET HEADERS BASE_DIRS "${root}" FILES ${public})
  target_link_libraries(${target} PUBLIC ${needs} PRIVATE ${M_LINKS})
  target_compile_options(${target} PRIVATE ${KTPEL_WARNINGS})

  set(test_needs "")
  foreach(used IN LISTS M_TESTS_USE)
    if(EXISTS "${PROJECT_SOURCE_DIR}/${used}")
      ktpel_target(${used} need)
      list(APPEND test_needs ${need})
    endif()
  endforeach()

  if(tests)
    add_executable(${target}_test ${tests})
    target_link_libraries(${target}_test PRIVATE ${target} ${test_needs} ${M_LINKS} GTest::gmock GTest::gtest_main rapidcheck)
    target_compile_options(${target}_test PRIVATE ${KTPEL_WARNINGS})
    ktpel_add_test(${name} ${target}_test)
  endif()

  foreach(file IN LISTS fuzzs)
    get_filename_component(stem "${file}" NAME_WE)
    string(REGEX REPLACE "_fuzz$" "" stem "${stem}")
    add_executable(fuzz_${stem} "${file}")
    target_link_libraries(fuzz_${stem} PRIVATE ${target} ${test_needs} ${M_LINKS})
    if(KTPEL_FUZZ)
      target_link_options(fuzz_${stem} PRIVATE -fsanitize=fuzzer)
    else()  # replays every file of the corpus, and mutations of each, once
      target_sources(fuzz_${stem} PRIVATE "${PROJECT_SOURCE_DIR}/cmake/replay_corpus.cpp")
      add_test(NAME ${name}/fuzz_${stem} COMMAND fuzz_${stem} "${PROJECT_SOURCE_DIR}/data/corpus/${stem}")
    endif()
  endforeach()

  foreach(file IN LISTS benchs)
    get_filename_component(stem "${file}" NAME_WE)
    add_executable(${stem} "${file}")
    target_link_libraries(${stem} PRIVATE ${target} ${test_needs} ${M_LINKS} benchmark::benchmark)
    set_property(GLOBAL APPEND PROPERTY KTPEL_BENCHES ${stem})
  endforeach()
endfunction()

# ktpel_add_test(<name> <program>): one ctest entry; its cases are counted one by one
# from the report that it writes (scripts/count-tests).
function(ktpel_add_test name program)
  string(REPLACE "/" "_" flat "${name}")
  add_test(NAME ${name} COMMAND ${program} "--gtest_output=xml:${PROJECT_BINARY_DIR}/reports/${flat}.xml")
  set_tests_properties(${name} PROPERTIES
    ENVIRONMENT "KTPEL_GOLDEN_DIR=${PROJECT_SOURCE_DIR}/data/golden;KTPEL_SOURCE_DIR=${PROJECT_SOURCE_DIR};KTPEL_PROGRAM=${PROJECT_BINARY_DIR}/ktpel"
    TIMEOUT 900)
endfunction()

# ktpel_misuse_test(<file> MODULES <m>... SAYS <regex>)
# Compiled twice: as it stands it must build, so that the example does not rot; with
# -DKTPEL_MISUSE it must not, and the compiler must say why in our words.
function(ktpel_misuse_test file)
  cmake_parse_arguments(T "" "SAYS" "MODULES" ${ARGN})
  get_filename_component(stem "${file}" NAME_WE)
  set(needs "")
  foreach(used IN LISTS T_MODULES)
    ktpel_target(${used} need)
    list(APPEND needs ${need})
  endforeach()
  add_library(proper_${stem} OBJECT "${file}")
  target_link_libraries(proper_${stem} PRIVATE ${needs})
  add_library(misuse_${stem} OBJECT EXCLUDE_FROM_ALL "${file}")
  target_link_libraries(misuse_${stem} PRIVATE ${needs})
  target_compile_definitions(misuse_${stem} PRIVATE KTPEL_MISUSE)
  add_test(NAME misuse/${stem} COMMAND ${CMAKE_COMMAND} --build ${PROJECT_BINARY_DIR} --target misuse_${stem})
  set_tests_properties(misuse/${stem} PROPERTIES PASS_REGULAR_EXPRESSION "error[^\n]*${T_SAYS}" RUN_SERIAL ON)
endfunction()

# ktpel_embed(<target> <namespace::function> <file>...)
# Puts text files into the program: `std::string_view function(std::string_view name)`
# answers a file's text by its path relative to the source root; an empty view if it is not there.
function(ktpel_embed target function)
  set(out "${PROJECT_BINARY_DIR}/embedded/${target}.cpp")
  string(REPLACE "::" ";" parts "${function}")
  list(POP_BACK parts leaf)
  string(REPLACE ";" "::" space "${parts}")
  string(REPLACE ";" "," files "${ARGN}")
  add_custom_command(OUTPUT "${out}"
    COMMAND ${CMAKE_COMMAND} -D OUT=${out} -D SPACE=${space} -D LEAF=${leaf} -D "FILES=${files}"
            -P "${PROJECT_SOURCE_DIR}/cmake/Embed.cmake"
    WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}" DEPENDS ${ARGN} "${PROJECT_SOURCE_DIR}/cmake/Embed.cmake" VERBATIM)
  target_sources(${target} PRIVATE "${out}")
endfunction()

# What target visibility alone cannot hold: include paths, and failure codes
# against the officers' manual. Called once, after the last module.
function(ktpel_architecture_tests)
  string(REPLACE ";" "," modules "${KTPEL_MODULES}")
  foreach(rules IncludeRules FailureCodes)
    add_test(NAME architecture/${rules}
      COMMAND ${CMAKE_COMMAND} -D "MODULES=${modules}" -P "${PROJECT_SOURCE_DIR}/cmake/${rules}.cmake"
      WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
  endforeach()
  set(dot "digraph ktpel {\n  rankdir=BT; node [shape=box,fontname=\"DejaVu Sans\",fontsize=11];\n")
  set(list "")
  foreach(module IN LISTS KTPEL_MODULES)
    string(APPEND dot "  \"${module}\";\n")
    set(used "")
    foreach(arrow IN LISTS KTPEL_ARROWS)
      string(REPLACE ">" ";" ends "${arrow}")
      list(GET ends 0 from)
      list(GET ends 1 to)
      if(from STREQUAL module)
        string(APPEND dot "  \"${from}\" -> \"${to}\";\n")
        list(APPEND used ${to})
      endif()
    endforeach()
    string(REPLACE ";" ", " used "${used}")
    string(APPEND list "${module} → ${used}\n")
  endforeach()
  file(WRITE "${PROJECT_BINARY_DIR}/architecture.dot" "${dot}}\n")
  file(WRITE "${PROJECT_BINARY_DIR}/architecture.txt" "${list}")
endfunction()
