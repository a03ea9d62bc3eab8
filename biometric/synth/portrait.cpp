// SPDX-License-Identifier: Apache-2.0
#include "biometric/synth/portrait.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "biometric/synth/detail/canvas.h"
#include "biometric/synth/detail/exact.h"

// Painted back to front: cloth, hair or scarf behind, neck, clothes, ears, face, features, hair
// or headwear in front. All measures are pixels of the 480 x 640 picture.
namespace ktpel::biometric {
namespace {

constexpr int kWidth = 480, kHeight = 640;
constexpr double kAxis = kWidth / 2.;

enum class Head { ShortHair, Peci, LongHair, TiedHair, Hijab };

/// One sitter: everything that varies.
struct Sitter {
  bool female;
  Head head;
  Rgb skin, shade, blush, lips, hair, iris, cloth, scarf;
  double cheek, jaw, chin_y, eye_y, eye_x, eye_width, eye_open, brow_lift, brow_width, nose_width, mouth_width, lip,
      smile, parting, hairline, collar;
  bool moustache, jacket, batik;
};

Sitter draw_sitter(base::SeededRandom r, bool female) {
  Sitter s{};
  s.female = female;
  s.head = female ? (r.uniform() < .55  ? Head::Hijab
                     : r.uniform() < .6 ? Head::LongHair
                                        : Head::TiedHair)
                  : (r.uniform() < .28 ? Head::Peci : Head::ShortHair);
  s.skin = mix({236, 196, 164}, {158, 108, 78}, r.uniform());
  s.shade = mix(scaled(s.skin, .72), {140, 70, 50}, .18);
  s.blush = mix(s.skin, {222, 110, 100}, .5);
  s.lips = mix(mix(s.skin, {176, 84, 78}, .58), {190, 60, 74}, female ? r.uniform(.15, .6) : 0);
  s.hair = mix({26, 22, 22}, {58, 40, 32}, r.uniform());
  if (!female && r.uniform() < .2) s.hair = mix(s.hair, {176, 174, 172}, r.uniform(.3, .9));
  s.iris = mix({38, 24, 18}, {82, 52, 32}, r.uniform());
  const std::vector<Rgb> cloths = {{246, 246, 244}, {58, 84, 128}, {112, 44, 56},   {52, 100, 84},
                                   {222, 206, 176}, {84, 72, 108}, {186, 210, 226}, {44, 46, 54}};
  const std::vector<Rgb> scarves = {{240, 236, 228}, {44, 48, 62},   {196, 168, 150}, {116, 136, 124},
                                    {158, 116, 128}, {94, 112, 146}, {208, 186, 200}, {126, 92, 72}};
  s.cloth = cloths[r.below(cloths.size())];
  s.scarf = scarves[r.below(scarves.size())];
  s.cheek = r.uniform(female ? 88 : 91, female ? 98 : 103);
  s.jaw = r.uniform(female ? 56 : 64, female ? 68 : 80);
  s.chin_y = r.uniform(404, 424);
  s.eye_y = r.uniform(257, 266);
  s.eye_x = r.uniform(39, 45);
  s.eye_width = r.uniform(19, 23);
  s.eye_open = r.uniform(7.2, 9.8) + (female ? .8 : 0);
  s.brow_lift = r.uniform(25, 32);
  s.brow_width = female ? r.uniform(4.5, 7) : r.uniform(7.5, 11);
  s.nose_width = r.uniform(16, 23);
  s.mouth_width = r.uniform(28, 36);
  s.lip = r.uniform(6.5, 10);
  s.smile = r.uniform(.5, 5);
  s.parting = r.uniform(-38, 38);
  s.hairline = r.uniform(158, 182);
  s.collar = r.uniform();
  s.moustache = !female && r.uniform() < .3;
  s.jacket = !female && r.uniform() < .3;
  s.batik = r.uniform() < .35;
  return s;
}

class Painter {
 public:
  Painter(const Sitter& s, Rgb ground, base::SeededRandom random)
      : s_(s), ground_(ground), random_(random), canvas_(kWidth, kHeight, ground), face_(kWidth, kHeight) {}

  ColourImage paint() {
    const double c = s_.cheek, chin = s_.chin_y;
    face_ = Coverage::of(mirrored_outline({{kAxis, 124},
                                           {kAxis + c * .62, 134},
                                           {kAxis + c * .95, 178},
                                           {kAxis + c, 236},
                                           {kAxis + c * .97, 290},
                                           {kAxis + (c * .9 + s_.jaw * .1), 332},
                                           {kAxis + s_.jaw, chin - 34},
                                           {kAxis + s_.jaw * .46, chin - 5},
                                           {kAxis, chin}},
                                          kAxis),
                         kWidth, kHeight);
    backdrop();
    if (s_.head == Head::LongHair) hair_behind();
    if (s_.head == Head::TiedHair) bun();
    neck();
    clothes();
    if (s_.head == Head::Hijab) scarf_behind();
    if (s_.head != Head::Hijab && s_.head != Head::LongHair) ears();
    face();
    for (const double side : {-1., 1.}) eye(side);
    nose();
    mouth();
    switch (s_.head) {
      case Head::ShortHair:
        short_hair();
        break;
      case Head::Peci:
        short_hair();
        peci();
        break;
      case Head::LongHair:
      case Head::TiedHair:
        parted_hair();
        break;
      case Head::Hijab:
        scarf_in_front();
        break;
    }
    return ColourImage(kWidth, kHeight, canvas_.bytes());
  }

 private:
  static Coverage cover(const Outline& outline) { return Coverage::of(outline, kWidth, kHeight); }
  void fill(const Outline& outline, Rgb colour, double opacity = 1) { canvas_.paint(cover(outline), colour, opacity); }
  void soft(const Outline& outline, double blur, Rgb colour, double opacity, const Coverage* mask = nullptr) {
    auto where = cover(outline);
    where.blur(blur);
    if (mask) where.within(*mask);
    canvas_.paint(where, colour, opacity);
  }

  void backdrop() {
    soft(ellipse({kAxis, 270}, 200, 240), 70, mix(ground_, {255, 255, 255}, .5), .32);  // light behind the head
    soft(ellipse({kAxis, 690}, 330, 110), 45, scaled(ground_, .6), .45);
  }

  void neck() {
    const double half = s_.female ? 44 : 54;
    const auto where = cover(mirrored_outline({{kAxis, 330},
                                               {kAxis + half, 350},
                                               {kAxis + half + 1, 420},
                                               {kAxis + half + 12, 462},
                                               {kAxis + 98, 500},
                                               {kAxis + 90, 580},
                                               {kAxis, 600}},
                                              kAxis));
    canvas_.paint_shaded(where, mix(s_.skin, s_.shade, .55), 400, mix(s_.skin, s_.shade, .12), 500);
    soft(ellipse({kAxis, s_.chin_y - 6}, s_.jaw * 1.02, 42), 11, s_.shade, .75, &where);
    for (const double side : {-1., 1.})
      soft(ribbon({{kAxis + side * half * .95, 410}, {kAxis + side * 26, 470}, {kAxis + side * 9, 505}}, 3, 8, 3), 4,
           s_.shade, .35, &where);
  }

  void clothes() {
    const double wide = s_.female ? 186 : 208, fall = s_.female ? 512 : 500, neck_half = s_.female ? 56 : 62;
    const double dip = s_.female ? 540 : 506;
    const auto body = cover(smooth_outline({{kAxis - neck_half, 458},
                                            {kAxis - 100, 478},
                                            {kAxis - wide * .86, fall},
                                            {kAxis - wide - 8, 560},
                                            {kAxis - wide - 26, 660},
                                            {kAxis, 700},
                                            {kAxis + wide + 26, 660},
                                            {kAxis + wide + 8, 560},
                                            {kAxis + wide * .86, fall},
                                            {kAxis + 100, 478},
                                            {kAxis + neck_half, 458},
                                            {kAxis + 34, dip - 24},
                                            {kAxis, dip},
                                            {kAxis - 34, dip - 24}}));
    const Rgb cloth = s_.jacket ? Rgb{40, 44, 56} : s_.cloth;
    canvas_.paint_shaded(body, mix(cloth, {255, 255, 255}, .08), 450, scaled(cloth, .8), 640);
    if (s_.batik && !s_.jacket) batik(body, cloth);
    for (const double side : {-1., 1.}) {
      soft(
          ribbon(
              {{kAxis + side * (wide - 26), 540}, {kAxis + side * (wide - 56), 590}, {kAxis + side * (wide - 62), 650}},
              4, 12, 8),
          7, scaled(cloth, .45), .55, &body);
      soft(ribbon({{kAxis + side * 84, 480}, {kAxis + side * 140, 494}, {kAxis + side * 190, 524}}, 4, 12, 4), 7,
           {255, 255, 255}, .22, &body);
    }
    if (s_.jacket) {
      fill(
          smooth_outline(
              {{kAxis - 58, 470}, {kAxis, 640}, {kAxis + 58, 470}, {kAxis + 40, 478}, {kAxis, 500}, {kAxis - 40, 478}}),
          {244, 244, 242});
      for (const double side : {-1., 1.}) {  // lapels
        const std::vector<Spot> lapel = {{kAxis + side * 60, 462},
                                         {kAxis + side * 92, 500},
                                         {kAxis + side * 84, 540},
                                         {kAxis + side * 10, 648},
                                         {kAxis + side * 34, 548}};
        soft(smooth_outline(lapel), 3, {14, 16, 22}, .7);
        fill(smooth_outline(lapel), {50, 55, 70});
      }
      fill({{kAxis - 9, 518},
            {kAxis + 9, 518},
            {kAxis + 7, 536},
            {kAxis + 15, 640},
            {kAxis - 15, 640},
            {kAxis - 7, 536}},
           mix(s_.cloth, {120, 20, 30}, .6));
    }
    if (!s_.female) {  // collar
      const Rgb collar = s_.jacket ? Rgb{250, 250, 248} : mix(cloth, {255, 255, 255}, .16);
      for (const double side : {-1., 1.}) {
        const Outline wing = {{kAxis + side * 58, 446},
                              {kAxis + side * 66, 462},
                              {kAxis + side * 50, 528},
                              {kAxis + side * 2, 512},
                              {kAxis + side * 34, 492}};
        soft(wing, 4, scaled(cloth, .4), .5, &body);
        fill(wing, collar);
        fill(ribbon({{kAxis + side * 66, 462}, {kAxis + side * 50, 528}, {kAxis + side * 2, 512}}, 1, 1.4, 1),
             scaled(collar, .7));
      }
      if (!s_.jacket) {
        fill(ribbon({{kAxis, 514}, {kAxis + 1, 570}, {kAxis, 640}}, 1.6, 1.6, 1.6), scaled(cloth, .62), .8);
        for (const double y : {546., 600.})
          fill(ellipse({kAxis + 5, y}, 3.4, 3.4), scaled(mix(cloth, {255, 255, 255}, .4), .92));
      }
    } else if (s_.head != Head::Hijab) {
      fill(ribbon({{kAxis - 56, 462}, {kAxis - 34, dip - 24}, {kAxis, dip}, {kAxis + 34, dip - 24}, {kAxis + 56, 462}},
                  3, 5, 3),
           scaled(cloth, .72));
    }
  }

  /// A kawung-like ground: four petals round a point, over and over.
  void batik(const Coverage& body, Rgb cloth) {
    const Rgb petal = mix(cloth, cloth.red + cloth.green > 300 ? Rgb{96, 56, 30} : Rgb{236, 206, 150}, .62);
    Coverage all(kWidth, kHeight);
    constexpr int kStep = 34;
    for (int row = 0; row < 8; ++row)
      for (int column = 0; column < 16; ++column) {
        const double x = column * kStep + (row % 2) * kStep / 2. - 20, y = 446 + row * kStep * .78;
        for (int k = 0; k < 4; ++k) {
          const double a = exact::kPi / 4 + k * exact::kPi / 2, dx = exact::cosine(a), dy = exact::sine(a);
          add_small(all, ellipse({x + dx * 8, y + dy * 8}, 5.4, 2.7, a), x, y);
        }
        add_small(all, ellipse({x, y}, 1.6, 1.6), x, y);
      }
    canvas_.paint(all.within(body), petal, .8);
  }

  /// Adds a small outline near (x, y) without covering the whole picture for it.
  static void add_small(Coverage& all, Outline outline, double x, double y) {
    const int left = static_cast<int>(x) - 16, top = static_cast<int>(y) - 16;
    for (auto& spot : outline) spot = {spot.x - left, spot.y - top};
    const auto piece = Coverage::of(outline, 34, 34);
    for (int v = 0; v < 34; ++v)
      for (int u = 0; u < 34; ++u)
        if (const int px = left + u, py = top + v; px >= 0 && py >= 0 && px < kWidth && py < kHeight)
          all.at(px, py) = std::max(all.at(px, py), piece.at(u, v));
  }

  void ears() {
    for (const double side : {-1., 1.}) {
      const double x = kAxis + side * (s_.cheek + 3), y = s_.eye_y + 18;
      const auto ear = cover(smooth_outline({{x - side * 8, y - 26},
                                             {x + side * 6, y - 32},
                                             {x + side * 14, y - 20},
                                             {x + side * 11, y + 6},
                                             {x + side * 4, y + 28},
                                             {x - side * 6, y + 26}}));
      canvas_.paint(ear, mix(s_.skin, s_.shade, .22));
      soft(ribbon({{x + side * 1, y - 20}, {x + side * 7, y - 14}, {x + side * 3, y + 12}}, 2, 5, 2), 2, s_.shade, .6,
           &ear);
    }
  }

  void face() {
    canvas_.paint_shaded(face_, mix(s_.skin, {255, 246, 236}, .10), 150, mix(s_.skin, s_.shade, .10), s_.chin_y);
    Coverage rim = face_;  // light from the front: the sides turn away
    Coverage inner = cover(ellipse({kAxis, 270}, s_.cheek * .86, 146));
    inner.blur(16);
    canvas_.paint(rim.outside(inner), s_.shade, .5);
    for (const double side : {-1., 1.}) {
      soft(ellipse({kAxis + side * s_.cheek * .55, 318}, 24, 17), 11, s_.blush, s_.female ? .42 : .24, &face_);
      soft(ellipse({kAxis + side * s_.cheek * .5, 300}, 20, 9), 8, {255, 244, 232}, .2, &face_);
      soft(ellipse({kAxis + side * s_.eye_x, s_.eye_y - 8}, 27, 14), 8, s_.shade, .3, &face_);  // sockets
      soft(ribbon({{kAxis + side * 24, 334}, {kAxis + side * 34, 348}, {kAxis + side * (s_.mouth_width + 7), 364}}, 1,
                  3, 1),
           3, s_.shade, .38, &face_);
    }
    soft(ellipse({kAxis, 196}, 46, 20), 14, {255, 248, 240}, .24, &face_);
    soft(ellipse({kAxis, s_.chin_y - 22}, 17, 9), 7, {255, 246, 236}, .16, &face_);
    soft(ribbon({{kAxis - 18, s_.chin_y - 36}, {kAxis, s_.chin_y - 33}, {kAxis + 18, s_.chin_y - 36}}, 2, 5, 2), 4,
         s_.shade, .4, &face_);
  }

  void eye(double side) {
    const double x = kAxis + side * s_.eye_x, y = s_.eye_y, w = s_.eye_width, o = s_.eye_open;
    const auto ball = cover(smooth_outline({{x - w, y + 1.5},
                                            {x - w * .55, y - o * .72},
                                            {x, y - o},
                                            {x + w * .55, y - o * .76},
                                            {x + w, y + .5},
                                            {x + w * .5, y + o * .55},
                                            {x, y + o * .72},
                                            {x - w * .5, y + o * .6}}));
    canvas_.paint(ball, {243, 240, 236});
    auto part = [&](const Outline& outline, Rgb colour, double opacity = 1) {
      auto where = cover(outline);
      canvas_.paint(where.within(ball), colour, opacity);
    };
    const double radius = o * 1.02;
    part(ellipse({x, y - 1}, radius, radius), scaled(s_.iris, .6));
    part(ellipse({x, y - 1}, radius * .86, radius * .86), s_.iris);
    part(ellipse({x, y + 2}, radius * .55, radius * .4), mix(s_.iris, {160, 110, 70}, .45), .7);
    part(ellipse({x, y - 1}, radius * .42, radius * .42), {10, 8, 8});
    soft(ribbon({{x - w, y - 1}, {x, y - o + 2}, {x + w, y - 1}}, 2, 5, 2), 2, {40, 26, 24}, .5,
         &ball);  // the lid's shadow
    part(ellipse({x - 3, y - 4}, 2.2, 2.2), {255, 255, 255}, .95);
    const Rgb lash = mix({22, 16, 16}, s_.hair, .3);
    fill(ribbon({{x - w - .5, y + 1.5},
                 {x - w * .55, y - o * .74},
                 {x, y - o},
                 {x + w * .55, y - o * .78},
                 {x + w + 1, y + .5}},
                1, s_.female ? 4.2 : 3, 1.2),
         lash, .95);
    if (s_.female) fill(ribbon({{x + side * w * .7, y - o * .6}, {x + side * (w + 5), y - 4}}, 3, 2, .4), lash, .9);
    fill(ribbon({{x - w * .8, y + o * .42}, {x, y + o * .78}, {x + w * .8, y + o * .36}}, .5, 1.3, .5), s_.shade, .7);
    soft(ribbon({{x - w * .9, y - 6}, {x - w * .2, y - o - 5}, {x + w * .9, y - 7}}, 1, 2.2, 1), 1, s_.shade, .75);
    soft(ribbon({{x - w * .7, y + o + 5}, {x, y + o + 9}, {x + w * .7, y + o + 5}}, 1, 4, 1), 3, s_.shade, .22);
    const double by = y - s_.brow_lift;
    const auto brow =
        ribbon({{x - side * 22, by + 4}, {x - side * 4, by - 3}, {x + side * 14, by - 4}, {x + side * 29, by + 5}},
               s_.brow_width * .62, s_.brow_width, 1);
    soft(brow, 1, s_.hair, .5);
    fill(brow, s_.hair, .72);
  }

  void nose() {
    const double w = s_.nose_width, tip = s_.eye_y + 60;
    for (const double side : {-1., 1.}) {
      soft(
          ribbon(
              {{kAxis + side * 13, s_.eye_y - 12}, {kAxis + side * 9, s_.eye_y + 20}, {kAxis + side * w * .8, tip - 4}},
              3, 5, 5),
          4, s_.shade, .34);
      soft(ribbon({{kAxis + side * w * .9, tip - 10}, {kAxis + side * (w + 1), tip}, {kAxis + side * w * .68, tip + 6}},
                  1, 3.2, 1),
           1, s_.shade, .62);
      soft(ellipse({kAxis + side * w * .5, tip + 5}, 5.4, 2.6, side * -.3), 1, mix(s_.shade, {50, 20, 18}, .55), .8);
    }
    soft(ribbon({{kAxis, s_.eye_y - 4}, {kAxis, tip - 16}}, 4, 8, 7), 4, {255, 246, 234}, .3);
    soft(ellipse({kAxis, tip - 6}, w * .4, 6), 4, {255, 248, 240}, .3);
    soft(ribbon({{kAxis - w * .5, tip + 8}, {kAxis, tip + 11}, {kAxis + w * .5, tip + 8}}, 1, 3, 1), 2, s_.shade, .55);
  }

  void mouth() {
    const double y = s_.eye_y + 60 + 34, w = s_.mouth_width, l = s_.lip, up = s_.smile;
    soft(ellipse({kAxis, y + l + 8}, w * .55, 5), 4, s_.shade, .45);
    const Outline upper = smooth_outline({{kAxis - w, y - up},
                                          {kAxis - w * .5, y - l * .6 - up * .4},
                                          {kAxis - w * .18, y - l},
                                          {kAxis, y - l * .72},
                                          {kAxis + w * .18, y - l},
                                          {kAxis + w * .5, y - l * .6 - up * .4},
                                          {kAxis + w, y - up},
                                          {kAxis + w * .4, y + .5},
                                          {kAxis, y + 1},
                                          {kAxis - w * .4, y + .5}});
    const Outline lower = smooth_outline({{kAxis - w * .94, y - up + .5},
                                          {kAxis - w * .4, y + .5},
                                          {kAxis, y + 1},
                                          {kAxis + w * .4, y + .5},
                                          {kAxis + w * .94, y - up + .5},
                                          {kAxis + w * .5, y + l * .9 - up * .2},
                                          {kAxis, y + l * 1.25},
                                          {kAxis - w * .5, y + l * .9 - up * .2}});
    const auto lip = cover(lower);
    canvas_.paint(lip, s_.lips);
    fill(upper, scaled(s_.lips, .86));
    soft(ellipse({kAxis, y + l * .55}, w * .38, l * .22), 2, {255, 236, 230}, .34, &lip);
    fill(ribbon({{kAxis - w - 1, y - up},
                 {kAxis - w * .45, y + .5},
                 {kAxis, y + .2},
                 {kAxis + w * .45, y + .5},
                 {kAxis + w + 1, y - up}},
                1, 1.9, 1),
         mix(s_.lips, {50, 16, 16}, .62));
    for (const double side : {-1., 1.}) soft(ellipse({kAxis + side * (w + 2), y - up + 1}, 3, 3), 2, s_.shade, .5);
    if (s_.moustache)
      for (const double side : {-1., 1.})
        soft(smooth_outline({{kAxis + side * 1, y - l - 13},
                             {kAxis + side * w * .6, y - l - 7},
                             {kAxis + side * (w + 1), y - up + 2},
                             {kAxis + side * w * .6, y - l - .5},
                             {kAxis + side * 2, y - l - 3}}),
             1, s_.hair, .78);
  }

  /// Fine lines along the hair, lighter and darker.
  void strands(const Coverage& mask, const std::vector<std::vector<Spot>>& guides, int count) {
    for (int k = 0; k < count; ++k) {
      const auto& a = guides[static_cast<std::size_t>(random_.below(guides.size() - 1))];
      const auto& b = *(&a + 1);
      const double t = random_.uniform();
      std::vector<Spot> line;
      for (std::size_t i = 0; i < a.size(); ++i)
        line.push_back({a[i].x + (b[i].x - a[i].x) * t, a[i].y + (b[i].y - a[i].y) * t});
      auto where = cover(ribbon(line, .6, random_.uniform(1.2, 3.2), .5));
      const bool light = random_.uniform() < .5;
      canvas_.paint(where.within(mask), light ? mix(s_.hair, {190, 170, 156}, .35) : scaled(s_.hair, .55),
                    light ? .38 : .5);
    }
  }

  void short_hair() {
    const double c = s_.cheek, p = s_.parting, line = s_.hairline;
    const auto mask = cover(smooth_outline({{kAxis - c - 3, 252},
                                            {kAxis - c - 9, 205},
                                            {kAxis - c * .93, 138},
                                            {kAxis - c * .45, 96},
                                            {kAxis + p * .2, 88},
                                            {kAxis + c * .45, 96},
                                            {kAxis + c * .93, 138},
                                            {kAxis + c + 9, 205},
                                            {kAxis + c + 3, 252},
                                            {kAxis + c - 6, 248},
                                            {kAxis + c * .86, 206},
                                            {kAxis + c * .66, line + 4 + p * .2},
                                            {kAxis + c * .2, line - 5 + p * .15},
                                            {kAxis - c * .25, line - 5 - p * .15},
                                            {kAxis - c * .66, line + 4 - p * .2},
                                            {kAxis - c * .86, 206},
                                            {kAxis - c + 6, 248}}));
    auto shadow = cover(ribbon({{kAxis - c * .85, 212},
                                {kAxis - c * .6, line + 12},
                                {kAxis, line + 4},
                                {kAxis + c * .6, line + 12},
                                {kAxis + c * .85, 212}},
                               8, 14, 8));
    shadow.blur(5);
    canvas_.paint(shadow.within(face_), s_.shade, .55);
    canvas_.paint_shaded(mask, mix(s_.hair, {120, 106, 98}, .22), 84, s_.hair, 190);
    if (s_.head == Head::Peci) return;
    const double sweep = p > 0 ? 1 : -1;
    std::vector<std::vector<Spot>> guides;
    for (int k = 0; k <= 8; ++k) {
      const double t = k / 8. * 2 - 1;
      guides.push_back({{kAxis - sweep * c * .5 + t * c * .5, 92 + t * t * 22},
                        {kAxis + t * c * .85, 128 + t * t * 26},
                        {kAxis + t * c * 1.02 + sweep * 10, line + 4 + t * t * 60}});
    }
    strands(mask, guides, 46);
    soft(ellipse({kAxis - sweep * 20, 122}, 46, 11), 9, {220, 208, 200}, .2, &mask);
  }

  void peci() {
    const double c = s_.cheek;
    const auto cap = cover(smooth_outline({{kAxis - c - 8, 190},
                                           {kAxis - c - 3, 140},
                                           {kAxis - c * .86, 84},
                                           {kAxis - c * .4, 66},
                                           {kAxis, 63},
                                           {kAxis + c * .4, 66},
                                           {kAxis + c * .86, 84},
                                           {kAxis + c + 3, 140},
                                           {kAxis + c + 8, 190},
                                           {kAxis + c * .5, 178},
                                           {kAxis, 174},
                                           {kAxis - c * .5, 178}}));
    auto below = cover(ribbon({{kAxis - c, 194}, {kAxis, 182}, {kAxis + c, 194}}, 8, 16, 8));
    below.blur(5);
    canvas_.paint(below.within(face_), s_.shade, .6);
    const Rgb velvet{26, 25, 30};
    canvas_.paint_shaded(cap, {46, 45, 52}, 66, velvet, 180);
    soft(ribbon({{kAxis - c * .86, 88}, {kAxis, 76}, {kAxis + c * .86, 88}}, 2, 7, 2), 4, {120, 118, 128}, .5, &cap);
    soft(ribbon({{kAxis - 14, 78}, {kAxis - 10, 120}, {kAxis - 12, 172}}, 3, 10, 3), 8, {104, 102, 112}, .35, &cap);
    for (const double side : {-1., 1.}) soft(ellipse({kAxis + side * c, 140}, 22, 60), 14, {6, 6, 8}, .6, &cap);
  }

  void hair_behind() {
    const double c = s_.cheek;
    const auto mask = cover(mirrored_outline({{kAxis, 86},
                                              {kAxis + c * .7, 104},
                                              {kAxis + c + 18, 180},
                                              {kAxis + c + 26, 290},
                                              {kAxis + c + 38, 400},
                                              {kAxis + c + 30, 520},
                                              {kAxis + c - 6, 566},
                                              {kAxis, 540}},
                                             kAxis));
    canvas_.paint_shaded(mask, s_.hair, 100, scaled(s_.hair, .7), 520);
  }

  void bun() {
    canvas_.paint_shaded(cover(ellipse({kAxis + s_.parting * .3, 82}, 44, 30)), mix(s_.hair, {120, 106, 98}, .25), 56,
                         s_.hair, 108);
    fill(mirrored_outline({{kAxis, 90},
                           {kAxis + s_.cheek * .7, 106},
                           {kAxis + s_.cheek + 10, 180},
                           {kAxis + s_.cheek + 6, 262},
                           {kAxis, 300}},
                          kAxis),
         s_.hair);
  }

  void parted_hair() {
    const double c = s_.cheek, p = kAxis + s_.parting * .6;
    const bool loose = s_.head == Head::LongHair;
    for (const double side : {-1., 1.}) {
      const double out = kAxis + side * (c + (loose ? 20 : 9)), low = loose ? 560 : 258;
      std::vector<Spot> shape = {{p, 90}, {kAxis + side * c * .62, 100}, {kAxis + side * (c + 4), 152}, {out, 230}};
      if (loose) {
        shape.insert(shape.end(), {{out + side * 10, 350},
                                   {out + side * 14, 470},
                                   {out - side * 4, low},
                                   {out - side * 30, low - 10},
                                   {out - side * 26, 460},
                                   {kAxis + side * (c + 1), 372},
                                   {kAxis + side * (c - 3), 290}});
      } else {
        shape.push_back({kAxis + side * (c + 3), low});
      }
      shape.insert(
          shape.end(),
          {{kAxis + side * (c - 4), 226}, {kAxis + side * c * .78, 190}, {kAxis + side * c * .4, 158}, {p, 138}});
      const auto mask = cover(smooth_outline(shape));
      auto shadow = cover(ribbon({{p, 142},
                                  {kAxis + side * c * .45, 166},
                                  {kAxis + side * c * .82, 200},
                                  {kAxis + side * (c - 4), 260},
                                  {kAxis + side * (c - 2), 350}},
                                 5, 13, 6));
      shadow.blur(5);
      canvas_.paint(shadow.within(face_), s_.shade, .6);
      canvas_.paint_shaded(mask, mix(s_.hair, {120, 106, 98}, .25), 86, s_.hair, 230);
      std::vector<std::vector<Spot>> guides;
      for (int k = 0; k <= 6; ++k) {
        const double t = k / 6.;
        std::vector<Spot> g = {{p, 90 + 48 * t},
                               {kAxis + side * c * (.72 - .3 * t), 108 + 54 * t},
                               {kAxis + side * (c + 8 - 14 * t), 176 + 30 * t},
                               {out - side * 22 * t, 256}};
        if (loose) g.insert(g.end(), {{out + side * (10 - 28 * t), 380}, {out + side * (6 - 34 * t), low}});
        guides.push_back(std::move(g));
      }
      strands(mask, guides, loose ? 34 : 24);
      soft(ribbon({{p + side * 26, 108}, {kAxis + side * c * .72, 128}, {kAxis + side * (c + 2), 176}}, 4, 14, 4), 7,
           {224, 208, 198}, .22, &mask);
    }
  }

  void scarf_behind() {
    const double c = s_.cheek;
    const auto mask = cover(mirrored_outline({{kAxis, 78},
                                              {kAxis + c * .72, 96},
                                              {kAxis + c + 22, 176},
                                              {kAxis + c + 26, 290},
                                              {kAxis + c + 20, 400},
                                              {kAxis + 150, 490},
                                              {kAxis + 176, 560},
                                              {kAxis + 120, 650},
                                              {kAxis, 690}},
                                             kAxis));
    canvas_.paint_shaded(mask, scaled(s_.scarf, .82), 100, scaled(s_.scarf, .7), 620);
  }

  void scarf_in_front() {
    const double c = s_.cheek, chin = s_.chin_y;
    Coverage opening = cover(mirrored_outline({{kAxis, 150},
                                               {kAxis + c * .55, 160},
                                               {kAxis + c * .88, 206},
                                               {kAxis + c * .94, 270},
                                               {kAxis + c * .86, 340},
                                               {kAxis + s_.jaw * .86, chin - 22},
                                               {kAxis + s_.jaw * .4, chin + 3},
                                               {kAxis, chin + 8}},
                                              kAxis));
    Coverage mask = cover(mirrored_outline({{kAxis, 76},
                                            {kAxis + c * .72, 94},
                                            {kAxis + c + 21, 174},
                                            {kAxis + c + 24, 290},
                                            {kAxis + c + 14, 400},
                                            {kAxis + 120, 462},
                                            {kAxis + 168, 540},
                                            {kAxis + 140, 622},
                                            {kAxis + 40, 668},
                                            {kAxis, 672}},
                                           kAxis));
    Coverage edge = opening;
    Coverage deep = opening;
    deep.blur(7);
    canvas_.paint(edge.outside(deep), s_.shade, 1);  // the cloth's shadow on the face
    mask.outside(opening);
    canvas_.paint_shaded(mask, mix(s_.scarf, {255, 255, 255}, .08), 90, scaled(s_.scarf, .86), 640);
    const Rgb dark = scaled(s_.scarf, .5), light = mix(s_.scarf, {255, 255, 255}, .55);
    for (const double side : {-1., 1.}) {
      soft(ribbon({{kAxis + side * c * .5, 150},
                   {kAxis + side * c * .93, 206},
                   {kAxis + side * c * .99, 280},
                   {kAxis + side * c * .9, 352},
                   {kAxis + side * s_.jaw * .8, chin + 4},
                   {kAxis, chin + 26}},
                  3, 8, 5),
           5, dark, .38, &mask);
      soft(ribbon({{kAxis + side * 20, 92},
                   {kAxis + side * (c + 2), 150},
                   {kAxis + side * (c + 12), 250},
                   {kAxis + side * (c + 4), 350}},
                  4, 12, 4),
           7, light, .36, &mask);
      soft(ribbon({{kAxis + side * (c + 6), 360}, {kAxis + side * (s_.jaw + 8), 436}, {kAxis + side * 12, chin + 72}},
                  3, 9, 3),
           5, dark, .5, &mask);
      soft(ribbon({{kAxis + side * (c + 12), 392}, {kAxis + side * (s_.jaw + 30), 470}, {kAxis + side * 30, 560}}, 3, 9,
                  3),
           6, dark, .42, &mask);
      soft(ribbon({{kAxis + side * (c + 14), 380}, {kAxis + side * (s_.jaw + 24), 452}, {kAxis + side * 24, 524}}, 3, 9,
                  3),
           6, light, .4, &mask);
    }
    // One end is drawn across to the other shoulder and pinned.
    const double side = s_.parting > 0 ? 1 : -1;
    soft(ribbon({{kAxis - side * (s_.jaw + 12), chin - 6},
                 {kAxis, chin + 44},
                 {kAxis + side * 70, 500},
                 {kAxis + side * 138, 560}},
                3, 12, 4),
         5, dark, .6, &mask);
    soft(ribbon({{kAxis - side * (s_.jaw + 22), chin + 14},
                 {kAxis - side * 6, chin + 78},
                 {kAxis + side * 60, 548},
                 {kAxis + side * 110, 620}},
                3, 10, 4),
         6, dark, .42, &mask);
    soft(ribbon({{kAxis - side * (s_.jaw + 14), chin + 4},
                 {kAxis, chin + 58},
                 {kAxis + side * 66, 520},
                 {kAxis + side * 126, 588}},
                3, 10, 4),
         6, light, .42, &mask);
    fill(ellipse({kAxis + side * (s_.jaw * .95), chin + 6}, 4, 4), mix(s_.scarf, {255, 240, 200}, .75));
    // The lining shows as a thin band over the forehead.
    auto lining = cover(ribbon({{kAxis - c * .92, 226},
                                {kAxis - c * .88, 206},
                                {kAxis - c * .55, 160},
                                {kAxis, 150},
                                {kAxis + c * .55, 160},
                                {kAxis + c * .88, 206},
                                {kAxis + c * .92, 226}},
                               1, 11, 1));
    canvas_.paint(lining.outside(opening), scaled(s_.scarf, .66));
  }

  const Sitter s_;
  const Rgb ground_;
  base::SeededRandom random_;
  Canvas canvas_;
  Coverage face_;
};

}  // namespace

ColourImage draw_portrait(base::SeededRandom random, bool female, Background background) {
  const Rgb ground = background == Background::Red ? Rgb{196, 30, 36} : Rgb{40, 92, 176};
  return Painter(draw_sitter(random.branch(1), female), ground, random.branch(2)).paint();
}

}  // namespace ktpel::biometric
