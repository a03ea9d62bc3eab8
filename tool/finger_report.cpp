// SPDX-License-Identifier: Apache-2.0
#include "tool/finger_report.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/phrase.h"
#include "tool/finger_command.h"
#include "tool/finger_page.h"
#include "tool/finger_picture.h"

namespace ktpel::tool {
namespace {

using namespace biometric;
using base::phrase;

struct Pair {
  std::size_t earlier, later;
  double score;
};

struct Pairs {
  std::vector<Pair> genuine, impostor;
};

Pairs pairs_of(const MeasuredSet& set) {
  Pairs out;
  for (std::size_t i = 0; i < set.all.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      (set.all[i].finger == set.all[j].finger ? out.genuine : out.impostor).push_back({j, i, set.scores[i][j]});
  const auto by_score = [](const Pair& a, const Pair& b) { return a.score < b.score; };
  std::stable_sort(out.genuine.begin(), out.genuine.end(), by_score);
  std::stable_sort(out.impostor.begin(), out.impostor.end(), by_score);
  return out;
}

// ---- drawings ----

constexpr int kWidth = 560, kHeight = 400, kLeft = 64, kRight = 16, kTop = 16, kBottom = 48;
constexpr const char* kGenuine = "#1f6fb2";
constexpr const char* kImpostor = "#c1442e";

/// A drawing with a frame; places are given as shares of the frame, x to the right, y up.
class Plot {
 public:
  Plot() {
    text_ = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + std::to_string(kWidth) + "\" height=\"" +
            std::to_string(kHeight) + "\" font-family=\"sans-serif\" font-size=\"12\"><rect x=\"" + px(0) + "\" y=\"" +
            py(1) + "\" width=\"" + std::to_string(kWidth - kLeft - kRight) + "\" height=\"" +
            std::to_string(kHeight - kTop - kBottom) + "\" fill=\"white\" stroke=\"#444\"/>";
  }
  void line(double x0, double y0, double x1, double y1, const std::string& colour, const std::string& dashes = {}) {
    text_ += "<line x1=\"" + px(x0) + "\" y1=\"" + py(y0) + "\" x2=\"" + px(x1) + "\" y2=\"" + py(y1) + "\" stroke=\"" +
             colour + "\"" + (dashes.empty() ? "" : " stroke-dasharray=\"" + dashes + "\"") + "/>";
  }
  void curve(const std::vector<Point>& points, const std::string& colour) { polyline(points, colour, "fill=\"none\""); }
  void area(const std::vector<Point>& points, const std::string& colour) {
    polyline(points, colour, "fill-opacity=\"0.25\" fill=\"" + colour + "\"");
  }
  void mark_x(double x, const std::string& label) {
    line(x, 0, x, 1, "#ddd");
    write(px(x), std::to_string(kHeight - kBottom + 16), "middle", label);
  }
  void mark_y(double y, const std::string& label) {
    line(0, y, 1, y, "#ddd");
    write(std::to_string(kLeft - 6), fixed(kTop + (1 - y) * (kHeight - kTop - kBottom) + 4, 1), "end", label);
  }
  void name_axes(const std::string& x, const std::string& y) {
    write(px(0.5), std::to_string(kHeight - 8), "middle", x);
    text_ += "<g transform=\"rotate(-90 14 " + py(0.5) + ")\">";
    write("14", py(0.5), "middle", y);
    text_ += "</g>";
  }
  void note(double x, double y, const std::string& text, const std::string& colour = "#222") {
    text_ += "<text x=\"" + px(x) + "\" y=\"" + py(y) + "\" fill=\"" + colour + "\">" + escaped(text) + "</text>";
  }
  std::string svg() const { return text_ + "</svg>"; }

 private:
  static std::string px(double x) { return fixed(kLeft + x * (kWidth - kLeft - kRight), 1); }
  static std::string py(double y) { return fixed(kTop + (1 - y) * (kHeight - kTop - kBottom), 1); }
  void polyline(const std::vector<Point>& points, const std::string& colour, const std::string& fill) {
    text_ += "<polyline " + fill + " stroke-width=\"2\" stroke=\"" + colour + "\" points=\"";
    for (const auto& p : points) text_ += px(p.x) + "," + py(p.y) + " ";
    text_ += "\"/>";
  }
  void write(const std::string& x, const std::string& y, const std::string& anchor, const std::string& text) {
    text_ += "<text x=\"" + x + "\" y=\"" + y + "\" text-anchor=\"" + anchor + "\" fill=\"#222\">" + escaped(text) +
             "</text>";
  }
  std::string text_;
};

/// "0,01": a share in percent, with as many decimals as it takes.
std::string percent(int decade) {
  std::string text = fixed(100 * std::pow(10, decade), std::max(0, -decade - 2));
  std::replace(text.begin(), text.end(), '.', ',');
  return text + " %";
}

double share_below(const std::vector<Pair>& sorted, double t) {
  const auto at =
      std::lower_bound(sorted.begin(), sorted.end(), t, [](const Pair& p, double v) { return p.score < v; });
  return static_cast<double>(at - sorted.begin()) / static_cast<double>(sorted.size());
}

/// Both error rates against each other at every threshold, both axes logarithmic. A rate of zero cannot be drawn there:
/// it lies on the edge, which is under the rate of one pair.
std::string det_curve(const Pairs& pairs) {
  const auto floor_of = [](std::size_t n) { return static_cast<int>(std::floor(std::log10(1 / double(n)) - 1e-9)); };
  const int x_floor = floor_of(pairs.impostor.size()), y_floor = floor_of(pairs.genuine.size());
  const auto place = [](double share, int floor) {
    return share <= 0 ? 0.0 : std::clamp(1 - std::log10(share) / floor, 0.0, 1.0);
  };
  Plot plot;
  for (int d = x_floor; d <= 0; ++d) plot.mark_x(1 - double(d) / x_floor, percent(d));
  for (int d = y_floor; d <= 0; ++d) plot.mark_y(1 - double(d) / y_floor, percent(d));
  std::vector<Point> equal;
  for (int step = 0; step <= 40; ++step) {
    const double share = std::pow(10, std::max(x_floor, y_floor) * step / 40.0);
    equal.push_back({place(share, x_floor), place(share, y_floor)});
  }
  plot.curve(equal, "#bbb");
  std::vector<double> thresholds;
  for (const auto* list : {&pairs.genuine, &pairs.impostor})
    for (const auto& p : *list)
      if (std::isfinite(p.score)) thresholds.push_back(p.score);
  std::sort(thresholds.begin(), thresholds.end());
  thresholds.erase(std::unique(thresholds.begin(), thresholds.end()), thresholds.end());
  thresholds.push_back(thresholds.empty() ? 1 : thresholds.back() + 1);
  const auto at = [&](double t) {
    return Point{place(1 - share_below(pairs.impostor, t), x_floor), place(share_below(pairs.genuine, t), y_floor)};
  };
  std::vector<Point> curve;
  constexpr double kPixel = 1.0 / kWidth;
  for (const double t : thresholds) {
    const auto p = at(t);
    if (curve.empty() || std::abs(p.x - curve.back().x) > kPixel || std::abs(p.y - curve.back().y) > kPixel)
      curve.push_back(p);
  }
  curve.push_back(at(thresholds.back()));
  plot.curve(curve, kGenuine);
  const auto p = at(kDefaultThreshold.get());
  plot.line(p.x - 0.015, p.y, p.x + 0.015, p.y, kImpostor), plot.line(p.x, p.y - 0.02, p.x, p.y + 0.02, kImpostor);
  plot.note(std::min(p.x + 0.02, 0.8), std::min(p.y + 0.03, 0.95),
            phrase("finger.report_threshold", {{"threshold", fixed(kDefaultThreshold.get(), 0)}}), kImpostor);
  plot.name_axes(phrase("finger.report_fmr"), phrase("finger.report_fnmr"));
  return plot.svg();
}

/// Which share of the pairs of either kind has which score.
std::string distributions(const Pairs& pairs) {
  double highest = 50;
  for (const auto* list : {&pairs.genuine, &pairs.impostor})
    if (std::isfinite(list->back().score)) highest = std::max(highest, list->back().score);
  const int most = static_cast<int>(std::ceil(highest / 20)) * 20;
  constexpr int kBins = 60;
  const auto shares = [&](const std::vector<Pair>& list) {
    std::vector<double> out(kBins);
    for (const auto& p : list)
      if (std::isfinite(p.score))
        out[static_cast<std::size_t>(std::clamp(static_cast<int>(p.score / most * kBins), 0, kBins - 1))] +=
            1 / static_cast<double>(list.size());
    return out;
  };
  const auto genuine = shares(pairs.genuine), impostor = shares(pairs.impostor);
  const double top = 1.05 * std::max(*std::max_element(genuine.begin(), genuine.end()),
                                     *std::max_element(impostor.begin(), impostor.end()));
  // the root shows the few wrong ones beside the many right ones
  const auto height = [&](double share) { return top > 0 ? std::sqrt(share / top) : 0; };
  Plot plot;
  for (int db = 0; db <= most; db += most > 200 ? 50 : 20) plot.mark_x(double(db) / most, std::to_string(db) + " dB");
  for (const double share : {0.001, 0.01, 0.05, 0.1, 0.2, 0.5, 1.0})
    if (share < top) {
      auto label = fixed(100 * share, share < 0.01 ? 1 : 0);
      std::replace(label.begin(), label.end(), '.', ',');
      plot.mark_y(height(share), label + " %");
    }
  const auto steps = [&](const std::vector<double>& shares) {
    std::vector<Point> out{{0, 0}};
    for (int b = 0; b < kBins; ++b)
      for (const int edge : {b, b + 1})
        out.push_back({double(edge) / kBins, height(shares[static_cast<std::size_t>(b)])});
    out.push_back({1, 0});
    return out;
  };
  plot.area(steps(impostor), kImpostor);
  plot.area(steps(genuine), kGenuine);
  const double threshold = kDefaultThreshold.get() / most;
  plot.line(threshold, 0, threshold, 1, "#222", "4 3");
  plot.note(0.62, 0.93, phrase("finger.report_impostor"), kImpostor);
  plot.note(0.62, 0.87, phrase("finger.report_genuine"), kGenuine);
  plot.name_axes(phrase("finger.report_score"), phrase("finger.report_share"));
  return plot.svg();
}

// ---- worst pairs ----

constexpr std::size_t kWorst = 5;

void show_pair(FingerPage& page, const MeasuredSet& set, const Pair& pair, const std::string& name) {
  const auto &first = set.all[pair.earlier], &second = set.all[pair.later];
  const auto a = load_impression(first, set.resolution), b = load_impression(second, set.resolution);
  if (!a || !b) return;  // taken away since it was measured
  // the later one is presented: it stands first in a comparison
  const auto result = compare(Probe(*second.finger_template), Candidate(*first.finger_template));
  const auto pairs = result ? result->pairs : std::vector<MatchedPair>{};
  page.show(name,
            phrase("finger.report_pair", {{"first", second.name},
                                          {"second", first.name},
                                          {"score", fixed(pair.score, 1)},
                                          {"count", std::to_string(pairs.size())}}),
            encode_png(joined(shown(resample(*b, Dpi(500)), *second.finger_template),
                              shown(resample(*a, Dpi(500)), *first.finger_template), pairs)));
}

}  // namespace

Or<base::Done> write_report(const std::filesystem::path& folder, const MeasuredSet& set) {
  const auto pairs = pairs_of(set);
  base::check(!pairs.genuine.empty() && !pairs.impostor.empty(), "a report without pairs");
  FingerPage page(phrase("finger.report_of", {{"set", set.name}}));
  for (const auto& sentence : set.sentences) page.say(sentence);
  page.draw(phrase("finger.report_det"), det_curve(pairs));
  page.draw(phrase("finger.report_distributions"), distributions(pairs));

  const auto compared = [](const Pair& p) { return std::isfinite(p.score); };
  page.head(phrase("finger.report_worst_genuine"));
  if (!set.whole_templates) page.say(phrase("finger.report_whole"));
  std::size_t shown = 0;
  for (auto it = pairs.genuine.begin(); it != pairs.genuine.end() && shown < kWorst; ++it)
    if (compared(*it)) show_pair(page, set, *it, "genuine_" + std::to_string(++shown));
  page.head(phrase("finger.report_worst_impostor"));
  shown = 0;
  for (auto it = pairs.impostor.rbegin(); it != pairs.impostor.rend() && shown < kWorst; ++it)
    if (compared(*it)) show_pair(page, set, *it, "impostor_" + std::to_string(++shown));

  if (!page.write(folder)) return api::Failure{api::FailureCode::Finger_CannotReport, folder.string()};
  return base::Done{};
}

}  // namespace ktpel::tool
