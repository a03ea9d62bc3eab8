// SPDX-License-Identifier: Apache-2.0
#include "card/lds/card_contents.h"

#include <algorithm>

#include "base/random.h"
#include "card/lds/detail/text.h"
#include "card/lds/security_object.h"

namespace ktpel::card {
namespace {

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

bool fields_are_legal(const CardContents& c) {
  const auto& who = c.holder;
  const auto plain = [](const std::string& text, std::size_t limit) { return detail::is_plain_text(text, limit); };
  return plain(who.name, 60) && !transliterated(who.name).empty() && plain(who.birthplace, 44) &&
         plain(who.street, 100) && who.nationality.size() == 3 &&
         std::all_of(who.nationality.begin(), who.nationality.end(), is_upper) && c.card_number.size() == 9 &&
         std::all_of(c.card_number.begin(), c.card_number.end(),
                     [](char ch) { return is_upper(ch) || (ch >= '0' && ch <= '9'); }) &&
         // two digits in the zone, and 991231 is the word for "for life"
         (!c.valid_until || (c.valid_until->year() >= 2000 && c.valid_until->year() < 2099));
}

}  // namespace

std::size_t portrait_allowance() {
  // the header grows by nothing between a small and the largest image that fits, except length bytes
  const ChipPortrait largest{240, 320, base::Bytes(file::dg2.cap - 100)};
  return file::dg2.cap - (encode_dg2(largest).size() - largest.jp2.size());
}

base::Result<std::vector<CardFile>, LdsError> build_files(const CardContents& c, const DocumentSigner& signer,
                                                          base::Time now) {
  if (!fields_are_legal(c)) return LdsError::WrongValue;
  const Mrz mrz{c.card_number, c.holder.born, c.holder.sex, c.valid_until, c.holder.nationality, c.holder.name};
  const PersonalDetails details{c.holder.name, std::string(c.holder.nik.digits()), c.holder.born.compact(),
                                c.holder.birthplace, c.holder.street};
  std::vector<CardFile> files{{file::card_access, encode_card_access(c.pace)},
                              {file::com, encode_com({1, 2, 3, 11})},
                              {file::dg1, encode_dg1(mrz)},
                              {file::dg2, encode_dg2(c.portrait)},
                              {file::dg3, encode_dg3(c.fingers, base::random_bytes(16))},
                              {file::dg11, encode_dg11(details)}};
  // what a reader would refuse is not written: the parsers are the rule for portrait and fingers
  if (const auto portrait = parse_dg2(files[3].content); !portrait) return LdsError::WrongValue;
  if (const auto fingers = parse_dg3(files[4].content); !fingers) return LdsError::WrongValue;
  DataGroupHashes hashes;
  for (const auto& one : files)
    if (one.id.data_group) hashes.emplace(one.id.data_group, base::sha256(one.content));
  files.push_back({file::sod, sign_security_object(hashes, signer, now)});

  std::size_t total = card_overhead;
  for (const auto& one : files) {
    if (one.content.size() > one.id.cap) return LdsError::TooLarge;
    total += one.content.size();
  }
  if (total > card_memory) return LdsError::OverBudget;
  return files;
}

}  // namespace ktpel::card
