// SPDX-License-Identifier: Apache-2.0
#include "store/verify.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/file.h"
#include "store/detail/journal_place.h"
#include "store/detail/journal_schema.h"

namespace ktpel::store {

using base::Digest;
using base::Result;
using journal::ChainBreak;
using journal::ChainFault;
using journal::Sequence;
using journal::SiteId;

namespace {

/// What site.pub states.
std::optional<KnownSite> stated_site(const std::filesystem::path& folder) {
  const auto bytes = base::read_file(folder / detail::site_file, 4096);
  if (!bytes) return std::nullopt;
  const auto text = base::text_of(*bytes);
  const auto space = text.find(' ');
  if (space == std::string::npos || text.back() != '\n') return std::nullopt;
  const auto site = SiteId::parse(text.substr(0, space));
  const auto digits = base::from_hex(text.substr(space + 1, text.size() - space - 2));
  const auto key = digits ? base::PublicKey::from_bytes(*digits) : std::nullopt;
  if (!site || !key) return std::nullopt;
  return KnownSite{*site, *key};
}

Result<Database, StoreError> open_journal(const std::filesystem::path& folder) {
  const auto place = detail::place_of_journal(folder);
  if (!place) return place.error();
  return Database::open(*place, Access::Read);
}

/// Follows one chain row by row.
class ChainReader {
 public:
  ChainReader(const BlobStore& blobs, SiteReport& report, journal::ChainVerifier& verifier)
      : blobs_(blobs), report_(report), verifier_(verifier) {}

  void read(Sequence row_sequence, const std::optional<Digest>& row_hash, const base::Bytes& bytes) {
    ++report_.entries;
    if (report_.broken) return;
    std::optional<journal::Entry> entry;
    report_.broken = verifier_.feed(base::ByteView(bytes), &entry);
    if (report_.broken) return;
    // the entry is in its place, but do the columns beside it, by which it is found, say the same?
    if (verifier_.head() != row_sequence || verifier_.head_hash() != row_hash) {
      report_.broken = ChainBreak{ChainFault::Malformed, row_sequence};
      return;
    }
    report_.head = {verifier_.head(), verifier_.head_hash()};
    if (entry)
      for (const auto& blob : entry->blobs) look_at(blob, row_sequence);
  }
  /// Why a blob could not be looked at, if one could not.
  const std::optional<StoreError>& untold() const { return untold_; }

 private:
  void look_at(const Digest& blob, Sequence named_at) {
    if (!seen_.insert(blob).second) return;
    ++report_.blobs;
    if (report_.blob_fault || untold_) return;
    const auto got = blobs_.get(blob);
    if (got) return;
    if (got.error() == StoreError::Gone || got.error() == StoreError::Broken)
      report_.blob_fault = BlobFault{blob, named_at, got.error() == StoreError::Gone};
    else
      untold_ = got.error();  // nothing is known of the blob, and so nothing of the journal as a whole
  }
  const BlobStore& blobs_;
  SiteReport& report_;
  journal::ChainVerifier& verifier_;
  std::set<Digest> seen_;
  std::optional<StoreError> untold_;
};

}  // namespace

std::vector<std::filesystem::path> journal_folders(const std::filesystem::path& folder) {
  std::error_code error;
  const auto is_journal = [&](const std::filesystem::path& in) {
    return std::filesystem::exists(in / detail::journal_file, error) ||
           std::filesystem::exists(in / detail::server_file, error);
  };
  if (is_journal(folder)) return {folder};
  std::vector<std::filesystem::path> out;
  const auto options = std::filesystem::directory_options::skip_permission_denied;
  for (auto at = std::filesystem::recursive_directory_iterator(folder, options, error);
       !error && at != std::filesystem::recursive_directory_iterator(); at.increment(error)) {
    if (at.depth() >= 3) at.disable_recursion_pending();
    const auto name = at->path().filename();
    if (name == detail::journal_file || name == detail::server_file) out.push_back(at->path().parent_path());
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

// The program ended while it founded the journal: nothing was ever committed, so nothing was acknowledged.
bool never_founded(const std::filesystem::path& folder) {
  std::error_code error;
  if (std::filesystem::exists(folder / detail::site_file, error)) return false;
  auto database = open_journal(folder);
  // of a journal on a server the folder exists before the schema does
  if (!database)
    return database.error() == StoreError::Gone && std::filesystem::exists(folder / detail::server_file, error);
  const auto tables = database->tables();
  return tables && tables->empty();
}

Result<std::uint64_t, StoreError> count_entries(const std::filesystem::path& folder) {
  if (never_founded(folder)) return std::uint64_t{0};
  auto database = open_journal(folder);
  if (!database) return database.error();
  const auto count = database->first("select count(*) from entry", {},
                                     [](const Row& row) { return static_cast<std::uint64_t>(row.integer(0)); });
  if (!count) return count.error();
  return count->value_or(0);
}

Result<FolderReport, StoreError> verify_folder(const std::filesystem::path& folder, const std::function<void()>& step) {
  if (never_founded(folder)) return FolderReport{folder, std::nullopt, {}};
  auto database = open_journal(folder);
  if (!database) return database.error();
  FolderReport report{folder, std::nullopt, {}};
  const auto blobs = detail::blobs_of_journal(folder);
  if (!blobs) return blobs.error();

  // Every name that occurs: a site without a key, or a key without entries, is worth a line too.
  std::map<std::string, std::optional<base::PublicKey>> keys;
  std::string own;
  const auto sites = database->each("select name, key, own from site", {}, [&](const Row& row) {
    keys[row.text(0)] = base::PublicKey::from_bytes(row.bytes(1));
    if (row.integer(2) == 1) own = row.text(0);
  });
  if (!sites) return sites.error();
  const auto strangers = database->each("select distinct site from entry", {},
                                        [&](const Row& row) { keys.emplace(row.text(0), std::nullopt); });
  if (!strangers) return strangers.error();
  const auto witnessed = database->each("select distinct site from checkpoint", {},
                                        [&](const Row& row) { keys.emplace(row.text(0), std::nullopt); });
  if (!witnessed) return witnessed.error();
  report.own = SiteId::parse(own);

  // The own key must be the one that the file beside the database states: whoever rewrites the
  // database with a key of his own must not be able to vouch for himself.
  const auto stated = stated_site(folder);
  const bool own_key_holds =
      stated && report.own && stated->site == *report.own && keys[own] && *keys[own] == stated->key;

  std::vector<std::string> order{own};
  for (const auto& [name, key] : keys)
    if (name != own) order.push_back(name);
  for (const auto& name : order) {
    SiteReport one;
    one.site = name;
    const auto site = SiteId::parse(name);
    const auto key = keys.find(name);
    const auto origin = site ? keys.find(site->origin().text()) : keys.end();
    one.key_unknown = key == keys.end() || !key->second || origin == keys.end() || origin->second != key->second ||
                      (origin->first == own && !own_key_holds);
    journal::ChainVerifier verifier(site.value_or(SiteId::of("x")), one.key_unknown ? base::PublicKey{} : *key->second);
    const auto expected = database->each(
        "select sequence, signer, bytes from checkpoint where site = $1 order by sequence", {name},
        [&](const Row& row) {
          ++one.checkpoints;
          const Sequence at(static_cast<std::uint64_t>(row.integer(0)));
          const auto checkpoint = journal::decode_checkpoint(row.bytes(2));
          const auto signer = keys.find(row.text(1));
          const bool fits = checkpoint && checkpoint->sequence == at && checkpoint->signer.text() == row.text(1) &&
                            signer != keys.end() && signer->second;
          if (fits)
            verifier.expect(*checkpoint, *signer->second);
          else if (!one.broken)
            one.broken = ChainBreak{ChainFault::BadCheckpoint, at};
        });
    if (!expected) return expected.error();
    ChainReader reader(**blobs, one, verifier);
    const auto read = database->each_of_many(
        "select sequence, hash, bytes from entry where site = $1 order by sequence", {name}, [&](const Row& row) {
          if (!one.key_unknown)
            reader.read(Sequence(static_cast<std::uint64_t>(row.integer(0))), row.digest(1), row.bytes(2));
          else
            ++one.entries;
          if (step) step();
        });
    if (!read) return read.error();
    if (reader.untold()) return *reader.untold();
    if (!one.broken && !one.key_unknown) one.broken = verifier.finish();
    report.sites.push_back(std::move(one));
  }
  return report;
}

Result<std::vector<Fork>, StoreError> compare_folders(const std::vector<std::filesystem::path>& folders) {
  struct Seen {
    Digest hash;
    std::size_t folder;
  };
  std::map<std::pair<std::string, std::int64_t>, Seen> seen;
  std::map<std::string, Fork> forks;
  for (std::size_t i = 0; i < folders.size(); ++i) {
    if (never_founded(folders[i])) continue;
    auto database = open_journal(folders[i]);
    if (!database) return database.error();
    const auto read = database->each_of_many("select site, sequence, hash from entry", {}, [&](const Row& row) {
      const auto [at, added] =
          seen.try_emplace(std::pair(row.text(0), row.integer(1)), Seen{row.digest(2).value_or(Digest{}), i});
      if (added || at->second.hash == row.digest(2)) return;
      const Fork fork{row.text(0), Sequence(static_cast<std::uint64_t>(row.integer(1))), folders[at->second.folder],
                      folders[i]};
      const auto [known, first] = forks.try_emplace(fork.site, fork);
      if (!first && fork.sequence < known->second.sequence) known->second = fork;
    });
    if (!read) return read.error();
  }
  std::vector<Fork> out;
  for (auto& [site, fork] : forks) out.push_back(std::move(fork));
  return out;
}

Result<std::vector<journal::Entry>, StoreError> list_entries(const std::filesystem::path& folder,
                                                             const std::optional<SiteId>& site, std::size_t limit) {
  auto database = open_journal(folder);
  if (!database) return database.error();
  std::vector<journal::Entry> out;
  const auto take = [&](const Row& row) {
    if (auto entry = journal::decode(row.bytes(0))) out.push_back(std::move(*entry));
  };
  const auto read = site ? database->each("select bytes from entry where site = $1 order by position desc limit $2",
                                          {site->text(), limit}, take)
                         : database->each("select bytes from entry order by position desc limit $1", {limit}, take);
  if (!read) return read.error();
  std::reverse(out.begin(), out.end());
  return out;
}

}  // namespace ktpel::store
