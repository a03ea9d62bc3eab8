// SPDX-License-Identifier: Apache-2.0
#include "tool/password.h"

#include <termios.h>
#include <unistd.h>

#include <fstream>
#include <iostream>

#include "base/phrase.h"

namespace ktpel::tool {
namespace {

using api::Failure;
using api::FailureCode;

/// One line without the terminal showing it.
std::string hidden_line(const char* prompt) {
  std::cerr << base::phrase(prompt) << std::flush;
  termios shown{};
  const bool terminal = ::tcgetattr(STDIN_FILENO, &shown) == 0;
  if (terminal) {
    auto hidden = shown;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
  }
  std::string line;
  std::getline(std::cin, line);
  if (terminal) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
  std::cerr << '\n';
  return line;
}

base::Secret secret(std::string& line) {
  base::Secret out(base::Bytes(line.begin(), line.end()));
  base::wipe(reinterpret_cast<std::uint8_t*>(line.data()), line.size());
  return out;
}

}  // namespace

base::Result<base::Secret, Failure> read_password(const std::string& file) {
  std::string line;
  if (!file.empty()) {
    std::ifstream in;
    if (file != "-") in.open(file);
    if (!std::getline(file == "-" ? std::cin : in, line) || line.empty())
      return Failure{FailureCode::Officer_PasswordUnreadable, file};
    return secret(line);
  }
  line = hidden_line("office.ask_password");
  auto again = hidden_line("office.ask_password_again");
  const bool same = line == again && !line.empty();
  base::wipe(reinterpret_cast<std::uint8_t*>(again.data()), again.size());
  auto given = secret(line);
  if (!same) return Failure{FailureCode::Officer_PasswordsDiffer};
  return given;
}

}  // namespace ktpel::tool
