# What Debian 12 gives us (scripts/packages), as imported targets.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(spdlog REQUIRED)
find_package(GTest REQUIRED)
find_package(benchmark REQUIRED)
find_package(PNG REQUIRED)
find_package(TIFF REQUIRED)
find_package(JPEG REQUIRED)
pkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET sqlite3)
pkg_check_modules(PQXX REQUIRED IMPORTED_TARGET libpqxx libpq)
pkg_check_modules(OPENJP2 REQUIRED IMPORTED_TARGET libopenjp2)
pkg_check_modules(PCSC REQUIRED IMPORTED_TARGET libpcsclite)
pkg_check_modules(CAIRO REQUIRED IMPORTED_TARGET cairo pangocairo)

find_library(SQLITECPP_LIBRARY SQLiteCpp REQUIRED)
add_library(SQLiteCpp INTERFACE IMPORTED)
target_link_libraries(SQLiteCpp INTERFACE ${SQLITECPP_LIBRARY} PkgConfig::SQLITE)

find_path(TOMLPLUSPLUS_HEADERS toml++/toml.h REQUIRED)  # header-only, so that sanitizers see into it
add_library(tomlplusplus INTERFACE IMPORTED)
target_compile_definitions(tomlplusplus INTERFACE TOML_EXCEPTIONS=0)

find_library(ZINT_LIBRARY zint REQUIRED)
add_library(zint INTERFACE IMPORTED)
target_link_libraries(zint INTERFACE ${ZINT_LIBRARY})

find_library(RAPIDCHECK_LIBRARY rapidcheck REQUIRED)
add_library(rapidcheck INTERFACE IMPORTED)
target_link_libraries(rapidcheck INTERFACE ${RAPIDCHECK_LIBRARY})
