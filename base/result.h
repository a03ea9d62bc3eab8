// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>
#include <variant>

#include "base/check.h"

namespace ktpel::base {

/// The value of a call that has nothing to say but that it worked: Result<Done, E>.
struct Done {
  friend bool operator==(Done, Done) = default;
};

/// Either a T or the reason there is none. C++20 stand-in for std::expected.
/// value() of an error and error() of a value are mistakes in the program.
template <class T, class E>
class [[nodiscard]] Result {
 public:
  using Value = T;
  using Error = E;
  constexpr Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  constexpr Result(E error) : state_(std::in_place_index<1>, std::move(error)) {}

  constexpr explicit operator bool() const { return state_.index() == 0; }
  constexpr const T& value() const& {
    check(bool(*this), "value() of an error");
    return *std::get_if<0>(&state_);
  }
  constexpr T& value() & {
    check(bool(*this), "value() of an error");
    return *std::get_if<0>(&state_);
  }
  constexpr T value() && {
    check(bool(*this), "value() of an error");
    return std::move(*std::get_if<0>(&state_));
  }
  constexpr const E& error() const {
    check(!*this, "error() of a value");
    return *std::get_if<1>(&state_);
  }
  constexpr const T& operator*() const& { return value(); }
  constexpr T& operator*() & { return value(); }
  constexpr const T* operator->() const { return &value(); }
  constexpr T* operator->() { return &value(); }

 private:
  std::variant<T, E> state_;
};

}  // namespace ktpel::base
