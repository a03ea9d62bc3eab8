// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <functional>
#include <utility>

namespace ktpel::base {

/// A value with a name. `Strong<double, struct Score_>` cannot be passed where
/// another Strong<double, ...> is wanted, and never converts from a bare number.
template <class T, class Tag>
class Strong {
 public:
  constexpr explicit Strong(T value) : value_(std::move(value)) {}
  constexpr const T& get() const { return value_; }
  friend constexpr auto operator<=>(const Strong&, const Strong&) = default;

 private:
  T value_;
};

}  // namespace ktpel::base

template <class T, class Tag>
struct std::hash<ktpel::base::Strong<T, Tag>> {
  std::size_t operator()(const ktpel::base::Strong<T, Tag>& s) const { return std::hash<T>{}(s.get()); }
};
