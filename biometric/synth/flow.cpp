// SPDX-License-Identifier: Apache-2.0
#include "biometric/synth/detail/flow.h"

#include <algorithm>
#include <cmath>

#include "biometric/synth/detail/exact.h"

namespace ktpel::biometric {
namespace {

constexpr double kDegree = exact::kPi / 180;

double bearing(FingerPoint from, FingerPoint to) { return exact::arctangent(to.up - from.up, to.right - from.right); }

double bell(double x, double spread) { return exact::exponential(-.5 * (x / spread) * (x / spread)); }

}  // namespace

RidgeFlow::RidgeFlow(base::SeededRandom random, Pattern pattern, double period_px)
    : mean_period_(period_px),
      period_spread_(random.uniform(.05, .1)),
      turn_(random.branch(1), 100, 290),
      stretch_(random.branch(2), 110, 300) {
  const FingerPoint core{random.uniform(-18, 18), random.uniform(-15, 48)};
  const double side = pattern == Pattern::LeftLoop ? 1 : -1;  // a left loop has its delta on the right
  arch_ = random.uniform(20, 40) * kDegree;
  breadth_ = random.uniform(.8, 1.25);
  // Draws stand in statements or braces of their own: the order of a call's arguments is the compiler's choice.
  const auto place = [&random](std::vector<Singular>& list, FingerPoint at) {
    list.push_back({at, random.uniform(0, 12) * kDegree, random.uniform(0, 2 * exact::kPi),
                    random.uniform(0, 9) * kDegree, random.uniform(0, 2 * exact::kPi)});
  };
  switch (pattern) {
    case Pattern::Arch:
      bump_ = random.uniform(24, 44) * kDegree;
      bump_up_ = random.uniform(-60, 0);
      arch_ *= .8;
      break;
    case Pattern::TentedArch:
      place(cores_, {core.right, core.up - 20});
      place(deltas_, {core.right + random.uniform(-8, 8), core.up - 20 - random.uniform(50, 95)});
      break;
    case Pattern::LeftLoop:
    case Pattern::RightLoop:
      place(cores_, {core.right, core.up});
      place(deltas_, {core.right + side * random.uniform(58, 125), core.up - random.uniform(75, 155)});
      swirl_ = random.uniform(-22, 22) * kDegree;  // steep or flat loops
      swirl_radius_ = random.uniform(40, 90);
      break;
    case Pattern::Whorl: {
      const double half = random.uniform(8, 30), lean = random.uniform(-9, 9);
      place(cores_, {core.right + lean, core.up + half - 12});
      place(cores_, {core.right - lean, core.up - half - 12});
      place(deltas_, {core.right - random.uniform(80, 125), core.up - random.uniform(90, 150)});
      place(deltas_, {core.right + random.uniform(80, 125), core.up - random.uniform(90, 150)});
      swirl_ = random.uniform(-32, 32) * kDegree;
      swirl_radius_ = random.uniform(30, 60);
      break;
    }
    case Pattern::TwinLoop: {
      const double half = random.uniform(22, 36), leaning = random.uniform(14, 26);
      const double lean = random.uniform() < .5 ? -leaning : leaning;
      place(cores_, {core.right + lean, core.up + half - 16});
      place(cores_, {core.right - lean, core.up - half - 16});
      place(deltas_, {core.right - random.uniform(85, 125), core.up - random.uniform(100, 150)});
      place(deltas_, {core.right + random.uniform(85, 125), core.up - random.uniform(100, 150)});
      // Turned the way the upper core leans, the lines between the cores become an S.
      swirl_ = (lean > 0 ? 1 : -1) * random.uniform(45, 75) * kDegree;
      swirl_radius_ = random.uniform(38, 60);
      break;
    }
  }
  for (const auto& c : cores_) {
    middle_.right += c.at.right / static_cast<double>(cores_.size());
    middle_.up += c.at.up / static_cast<double>(cores_.size());
  }
  if (!cores_.empty()) {  // the ridges over the middle lie level
    const FingerPoint above{middle_.right, middle_.up + 90};
    double sum = 0;
    for (const auto& c : cores_) sum += .5 * bearing(c.at, above);
    for (const auto& d : deltas_) sum -= .5 * bearing(d.at, above);
    constant_ = -sum + random.uniform(-8, 8) * kDegree;
  }
}

double RidgeFlow::winding(const Singular& singular, FingerPoint p) const {
  const double x = p.right - singular.at.right, y = p.up - singular.at.up, b = exact::arctangent(y, x);
  // Not at the point itself, where a harmonic would be a jump, nor far away, where others rule.
  const double r = std::sqrt(x * x + y * y), near = exact::ramp(0, 16, r) * bell(r, 75);
  return .5 * b + near * (singular.once * exact::sine(b + singular.once_phase) +
                          singular.twice * exact::sine(2 * b + singular.twice_phase));
}

double RidgeFlow::orientation(FingerPoint finger) const {
  // Drawn on a finger of usual breadth, then made narrow or broad around the middle.
  const FingerPoint p{middle_.right + (finger.right - middle_.right) / breadth_, finger.up};
  double angle = constant_;
  for (const auto& c : cores_) angle += winding(c, p);
  for (const auto& d : deltas_) angle -= winding(d, p);
  // Cores and deltas alone leave the sides too level: ridges follow the outline of the fingertip
  // and become level towards the crease of the joint.
  const double side = std::clamp(-p.right / 130, -1.3, 1.3);
  angle += side * arch_ * exact::ramp(-190, 10, p.up) * (1 + .35 * exact::ramp(60, 200, p.up));
  if (bump_ > 0)
    angle -= bump_ * bell(p.up - bump_up_, 62) * exact::sine(exact::kPi * std::clamp(p.right / 140, -1., 1.));
  if (swirl_ != 0) {
    const double x = p.right - middle_.right, y = p.up - middle_.up;
    angle += swirl_ * exact::exponential(-.5 * (x * x + y * y) / (swirl_radius_ * swirl_radius_));
  }
  angle += 7 * kDegree * turn_.at(p.right, p.up);
  return exact::arctangent(exact::sine(angle), breadth_ * exact::cosine(angle));
}

double RidgeFlow::period_px(FingerPoint p) const {
  // Wider near the crease (to +15 %), a little finer around the middle.
  const double wide = .15 * (1 - exact::ramp(-230, -80, p.up)) - .04 * bell(p.up - middle_.up, 60) * bell(p.right, 60);
  return std::clamp(mean_period_ * (1 + wide + period_spread_ * stretch_.at(p.right, p.up)), 6.4, 12.2);
}

bool RidgeFlow::on_finger(FingerPoint p) {
  const double tip = p.up > 0 ? p.up / 232 : 0, x = p.right / 182;
  return x * x + tip * tip < 1 && p.up > -262;
}

}  // namespace ktpel::biometric
