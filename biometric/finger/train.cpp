// SPDX-License-Identifier: Apache-2.0
#include "biometric/finger/train.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdio>
#include <limits>
#include <thread>

#include "biometric/finger/detail/score.h"
#include "biometric/finger/match.h"
#include "biometric/finger/parameters.h"
#include "biometric/record/minutiae_record.h"

namespace ktpel::biometric {
namespace {

using detail::Terms;
using score_parameters::kTerms;

constexpr std::size_t kKinds = 3, kCardMinutiae = 60, kSecond = detail::kSecondLook;
// Penalty as a share of the total weight, on standardised terms. Log-loss with one set left out is flat from
// 1e-4 to 2e-5 and a third worse at 2e-3.
constexpr double kRidge = 5e-5;
constexpr int kNewtonRounds = 30;
constexpr double kMargin = 6;  // below the log-odds of a second look, so that its edge is no edge for the weights
constexpr double kTailFrom = 5e-2, kTailTo = 2e-4;

struct Labelled {
  Terms terms;
  bool same, again;  ///< again: the terms of a second look are there
};

double dot(const double (&weights)[kTerms], const Terms& terms) {
  double sum = 0;
  for (std::size_t i = 0; i < kTerms; ++i) sum += weights[i] * terms[i];
  return sum;
}

/// A weighted sample of several sets in which each set and class counts the same.
struct Sample {
  std::vector<const Labelled*> pairs;
  std::vector<double> weight;
};

Sample balanced(const std::vector<const std::vector<Labelled>*>& sets) {
  Sample sample;
  for (const auto* set : sets) {
    const auto same =
        static_cast<double>(std::count_if(set->begin(), set->end(), [](const auto& p) { return p.same; }));
    const double other = static_cast<double>(set->size()) - same;
    if (same == 0 || other == 0) continue;
    for (const auto& p : *set) {
      sample.pairs.push_back(&p);
      sample.weight.push_back(1 / (p.same ? same : other));
    }
  }
  return sample;
}

struct Scale {
  Terms mean{}, deviation{};
};

Scale scale_of(const Sample& sample) {
  Scale s;
  double total = 0;
  Terms square{};
  for (std::size_t k = 0; k < sample.pairs.size(); ++k) {
    total += sample.weight[k];
    for (std::size_t i = 0; i < kTerms; ++i) {
      const double v = sample.pairs[k]->terms[i];
      s.mean[i] += sample.weight[k] * v, square[i] += sample.weight[k] * v * v;
    }
  }
  for (std::size_t i = 0; i < kTerms; ++i) {
    s.mean[i] /= total;
    const double variance = square[i] / total - s.mean[i] * s.mean[i];
    s.deviation[i] = variance > 1e-12 ? std::sqrt(variance) : 0;  // a term that is constant here gets no weight
  }
  s.mean[0] = 0, s.deviation[0] = 1;  // the constant
  return s;
}

Terms standardised(const Terms& terms, const Scale& scale) {
  Terms out{};
  for (std::size_t i = 0; i < kTerms; ++i)
    if (scale.deviation[i] > 0) out[i] = (terms[i] - scale.mean[i]) / scale.deviation[i];
  return out;
}

using Matrix = std::array<std::array<double, kTerms>, kTerms>;

/// Solves M x = v by Cholesky's method; M is symmetric and, by the ridge, positive definite.
Terms solved(Matrix m, Terms v) {
  for (std::size_t j = 0; j < kTerms; ++j) {
    for (std::size_t k = 0; k < j; ++k) m[j][j] -= m[j][k] * m[j][k];
    m[j][j] = std::sqrt(m[j][j]);
    for (std::size_t i = j + 1; i < kTerms; ++i) {
      for (std::size_t k = 0; k < j; ++k) m[i][j] -= m[i][k] * m[j][k];
      m[i][j] /= m[j][j];
    }
  }
  for (std::size_t i = 0; i < kTerms; ++i) {
    for (std::size_t k = 0; k < i; ++k) v[i] -= m[i][k] * v[k];
    v[i] /= m[i][i];
  }
  for (std::size_t i = kTerms; i-- > 0;) {
    for (std::size_t k = i + 1; k < kTerms; ++k) v[i] -= m[k][i] * v[k];
    v[i] /= m[i][i];
  }
  return v;
}

/// Newton's method on the penalised log-likelihood; weights for the first `used` terms as they are.
void fit_weights(const Sample& sample, std::size_t used, double (&weights)[kTerms]) {
  Scale scale = scale_of(sample);
  std::fill(scale.deviation.begin() + static_cast<std::ptrdiff_t>(used), scale.deviation.end(), 0.);
  std::vector<Terms> x;
  double total = 0;
  for (std::size_t k = 0; k < sample.pairs.size(); ++k)
    x.push_back(standardised(sample.pairs[k]->terms, scale)), total += sample.weight[k];
  Terms w{};
  for (int round = 0; round < kNewtonRounds; ++round) {
    Matrix hessian{};
    Terms gradient{};
    for (std::size_t i = 0; i < kTerms; ++i) {
      const double penalty = i == 0 ? 1e-9 : kRidge * total;
      hessian[i][i] = penalty, gradient[i] = penalty * w[i];
    }
    for (std::size_t k = 0; k < x.size(); ++k) {
      double z = 0;
      for (std::size_t i = 0; i < kTerms; ++i) z += w[i] * x[k][i];
      const double p = 1 / (1 + std::exp(-z)), off = sample.weight[k] * (p - (sample.pairs[k]->same ? 1 : 0));
      const double curve = sample.weight[k] * std::max(p * (1 - p), 1e-9);
      for (std::size_t i = 0; i < kTerms; ++i) {
        gradient[i] += off * x[k][i];
        for (std::size_t j = 0; j <= i; ++j) hessian[i][j] += curve * x[k][i] * x[k][j];
      }
    }
    const Terms step = solved(hessian, gradient);
    double largest = 0;
    for (std::size_t i = 0; i < kTerms; ++i) {
      w[i] -= step[i];
      largest = std::max(largest, std::abs(step[i]));
    }
    if (largest < 1e-8) break;
  }
  weights[0] = w[0];
  for (std::size_t i = 1; i < kTerms; ++i) {
    weights[i] = scale.deviation[i] > 0 ? w[i] / scale.deviation[i] : 0;
    weights[0] -= weights[i] * scale.mean[i];
  }
}

/// The log-odds as a comparison finds them: see detail::log_odds().
double log_odds(const Models& models, std::size_t kind, const Labelled& pair) {
  const double first = dot(models[kind].weights, pair.terms);
  return pair.again && detail::worth_a_second_look(first) ? dot(models[kSecond].weights, pair.terms) : first;
}

/// The pairs that got a second look.
void keep_second_looks(Sample& sample) {
  Sample kept;
  for (std::size_t k = 0; k < sample.pairs.size(); ++k)
    if (sample.pairs[k]->again) kept.pairs.push_back(sample.pairs[k]), kept.weight.push_back(sample.weight[k]);
  sample = std::move(kept);
}

/// The line through -log10 FMR of the impostors' tail, at eight points a decade so that each part of the
/// tail counts the same.
void fit_line(std::vector<double> impostor_odds, score_parameters::Model& model) {
  std::sort(impostor_odds.rbegin(), impostor_odds.rend());
  double n = 0, sx = 0, sy = 0, sxx = 0, sxy = 0;
  for (double fmr = kTailFrom; fmr >= kTailTo; fmr *= std::pow(10, -1.0 / 8)) {
    const auto at = static_cast<std::size_t>(fmr * static_cast<double>(impostor_odds.size()));
    if (at < 5 || at >= impostor_odds.size()) continue;
    const double x = impostor_odds[at], y = -std::log10(fmr);
    ++n, sx += x, sy += y, sxx += x * x, sxy += x * y;
  }
  const double spread = n * sxx - sx * sx;
  model.slope = spread > 1e-9 ? (n * sxy - sx * sy) / spread : 0.4;
  model.offset = n > 0 ? (sy - model.slope * sx) / n : 3;
}

double decibels(const score_parameters::Model& model, double odds) {
  return std::max(0.0, 10 * (model.offset + model.slope * odds));
}

double balanced_log_loss(const std::vector<double>& genuine, const std::vector<double>& impostor) {
  double g = 0, i = 0;
  for (const double z : genuine) g += std::log2(1 + std::exp(-z));
  for (const double z : impostor) i += std::log2(1 + std::exp(z));
  return 0.5 * (g / static_cast<double>(genuine.size()) + i / static_cast<double>(impostor.size()));
}

struct Prepared {
  std::string finger;
  std::unique_ptr<detail::IndexedFinger> full, card;
};

std::vector<Prepared> prepared(const TrainingSet& set) {
  std::vector<Prepared> out;
  for (const auto& i : set.impressions) {
    const auto card =
        decode_compact(encode_compact(to_record(i.finger_template, FingerPosition::Unknown), kCardMinutiae));
    out.push_back({i.finger, std::make_unique<detail::IndexedFinger>(i.finger_template),
                   std::make_unique<detail::IndexedFinger>(*card)});
  }
  return out;
}

}  // namespace

struct Training::Pairs {
  /// [set][kind]
  std::vector<std::array<std::vector<Labelled>, kKinds>> of;
};

Training::Training(const std::vector<TrainingSet>& sets, const TrainingEffort& effort,
                   const std::function<void()>& progress)
    : pairs_(std::make_unique<Pairs>()) {
  for (const auto& set : sets) {
    const auto fingers = prepared(set);
    const auto every = fingers.size() > 200 ? static_cast<std::size_t>(effort.impostors_every) : 1;
    std::vector<std::array<std::vector<Labelled>, kKinds>> rows(fingers.size());
    std::atomic<std::size_t> next{0};
    const auto work = [&] {
      detail::Workspace scratch;
      detail::ImageCheck check;
      for (std::size_t i; (i = next++) < fingers.size();) {
        for (std::size_t j = 0; j < i; ++j) {
          const bool same = fingers[i].finger == fingers[j].finger;
          if (!same && (i * i + j) % every) continue;
          const auto add = [&](std::size_t kind, const detail::IndexedFinger& a, const detail::IndexedFinger& b) {
            auto terms = detail::terms_of(a, b, scratch);
            // By the weights shipped; those being trained differ from them by less than the margin.
            const bool again =
                kind == 0 && detail::weighed(score_parameters::kModels[0], terms) > parameters::kSecondLook - kMargin;
            if (again) detail::look_again(a, b, scratch, check, terms);
            rows[i][kind].push_back({terms, same, again});
          };
          const auto ordered = [](const auto& a, const auto& b) { return a->count() >= b->count(); };
          const auto &p = fingers[i], &q = fingers[j];
          ordered(p.full, q.full) ? add(0, *p.full, *q.full) : add(0, *q.full, *p.full);
          if (effort.full_only) continue;
          (i + j) % 2 ? add(1, *p.full, *q.card) : add(1, *q.full, *p.card);
          ordered(p.card, q.card) ? add(2, *p.card, *q.card) : add(2, *q.card, *p.card);
        }
        progress();
      }
    };
    std::vector<std::thread> team;
    for (int t = 0; t < effort.threads; ++t) team.emplace_back(work);
    for (auto& t : team) t.join();
    auto& all = pairs_->of.emplace_back();
    for (auto& row : rows)
      for (std::size_t kind = 0; kind < kKinds; ++kind)
        all[kind].insert(all[kind].end(), row[kind].begin(), row[kind].end());
  }
}
Training::~Training() = default;
Training::Training(Training&&) noexcept = default;
Training& Training::operator=(Training&&) noexcept = default;

Models Training::fit(const std::set<int>& left_out) const {
  Models models{};
  for (std::size_t kind = 0; kind < kKinds; ++kind) {
    std::vector<const std::vector<Labelled>*> used;
    if (pairs_->of[0][kind].empty()) continue;
    for (std::size_t s = 0; s < pairs_->of.size(); ++s)
      if (!left_out.contains(static_cast<int>(s))) used.push_back(&pairs_->of[s][kind]);
    auto sample = balanced(used);
    base::check(!sample.pairs.empty(), "training without genuine and impostor pairs");
    fit_weights(sample, kind == 0 ? kTerms / 2 : kTerms, models[kind].weights);
    if (kind == 0) {
      keep_second_looks(sample);
      fit_weights(sample, kTerms, models[kSecond].weights);
    }
    std::vector<double> tail;
    for (const auto* set : used)
      for (const auto& p : *set)
        if (!p.same) tail.push_back(log_odds(models, kind, p));
    fit_line(std::move(tail), models[kind]);
  }
  models[kSecond].offset = models[0].offset, models[kSecond].slope = models[0].slope;
  return models;
}

std::array<HeldOut, 3> Training::test(int set, const Models& models) const {
  std::array<HeldOut, 3> out{};
  for (std::size_t kind = 0; kind < kKinds; ++kind) {
    if (pairs_->of[0][kind].empty()) continue;
    std::vector<double> genuine, impostor, genuine_db, impostor_db;
    for (const auto& p : pairs_->of[static_cast<std::size_t>(set)][kind])
      (p.same ? genuine : impostor).push_back(log_odds(models, kind, p));
    for (const double z : genuine) genuine_db.push_back(decibels(models[kind], z));
    for (const double z : impostor) impostor_db.push_back(decibels(models[kind], z));
    out[kind].accuracy = accuracy(genuine, impostor);
    out[kind].log_loss = balanced_log_loss(genuine, impostor);
    for (std::size_t k = 0; k < 3; ++k) {
      const double threshold = 20 + 10 * static_cast<double>(k);
      out[kind].false_match[k] = share_reaching(impostor_db, threshold);
      out[kind].false_non_match[k] = 1 - share_reaching(genuine_db, threshold);
    }
  }
  return out;
}

std::string parameters_text(const Models& models, const std::string& origin) {
  std::string text =
      "// SPDX-License-Identifier: Apache-2.0\n"
      "// Written by `ktpel finger train`; see docs/decisions/0002-finger-scores.md.\n"
      "// Fitted to " +
      origin +
      ".\n"
      "#pragma once\n\n"
      "#include <array>\n"
      "#include <cstddef>\n\n"
      "namespace ktpel::biometric::score_parameters {\n\n"
      "inline constexpr std::size_t kTerms = " +
      std::to_string(kTerms) +
      ";\n\n"
      "struct Model {\n"
      "  double weights[kTerms];  ///< of the terms in detail/score.cpp, in their order\n"
      "  double offset, slope;    ///< -log10(false match rate) = offset + slope * log-odds\n"
      "};\n\n"
      "/// Full against full, full against minutiae, minutiae against minutiae; full against full at a second look.\n"
      "// clang-format off\n"
      "using Models = std::array<Model, 4>;\n"
      "inline constexpr Models kModels = {{\n";
  char number[64];
  for (const auto& model : models) {
    text += "    {{";
    for (std::size_t i = 0; i < kTerms; ++i) {
      std::snprintf(number, sizeof number, "%s%.7g", i == 0 ? "" : i % 8 ? ", " : ",\n      ", model.weights[i]);
      text += number;
    }
    std::snprintf(number, sizeof number, "},\n     %.5g, %.5g},\n", model.offset, model.slope);
    text += number;
  }
  return text + "}};\n// clang-format on\n\n}  // namespace ktpel::biometric::score_parameters\n";
}

}  // namespace ktpel::biometric
