// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "store/blob_store.h"

namespace ktpel::store {

/// A part of a bucket on a server that speaks the S3 protocol. It holds no secret, since it is written down beside
/// journals and named in messages.
struct S3Place {
  /// "https://host:port"; the port may be left out. The bucket is asked for as the first part of the path, or, with
  /// "https://{bucket}.host", as a part of the host's name. "http://" for a host on the loopback alone; whoever has
  /// another protection of the line (a tunnel) says "unprotected-http://". A certificate of one's own authority is made
  /// known to the system (update-ca-certificates).
  std::string endpoint;
  /// "ap-southeast-3"; what the server wants in signatures. Many of one's own are content with "us-east-1".
  std::string region;
  /// Exists already. 3 to 63 of a-z, 0-9, '.' and '-'.
  std::string bucket;
  /// Blobs are `<prefix>/aa/<64 hex digits>`; parts of A-Z, a-z, 0-9, '.', '_' and '-', with '/' between them; empty:
  /// no prefix.
  std::string prefix;
  /// A file of two lines, the identifier of the access key and its secret; an absolute path without white space. Nobody
  /// but its owner and group may read it. It is read again for each request, so that keys can be changed while
  /// programs run. The key needs the rights to get and put objects and to list the bucket; without the last, servers
  /// deny what is not there instead of saying so.
  std::filesystem::path credentials;
  friend bool operator==(const S3Place&, const S3Place&) = default;
};

/// How long a server that does not answer, or asks to slow down, is waited for.
struct S3Patience {
  int tries = 4;             ///< of each request, at least 1
  int first_pause_ms = 200;  ///< before the second try; doubled before each further one, less up to half by chance
  int connect_ms = 5000;     ///< until a connection stands
  int stall_s = 20;          ///< without a byte going either way; at least 1
  int give_up_s = 30;        ///< after this no further try begins
};

/// Blobs as objects on an S3 server. A put is durable as the server promises it: its answer to a PUT whose signature
/// covers the SHA-256 of the content. Needs no more of the server than GET, HEAD and PUT, with signatures of version 4.
class S3BlobStore final : public BlobStore {
 public:
  /// How many blobs, put or looked for last, are remembered to be there.
  static constexpr std::size_t remembered = 16384;

  /// Asks the server nothing yet. Refused: the place, or the file of credentials, has not the shape above.
  static base::Result<std::unique_ptr<S3BlobStore>, StoreError> open(const S3Place& place,
                                                                     const S3Patience& patience = {});
  ~S3BlobStore() override;

  // Errors, with the reason in the log: Retry (no answer, 500, 502, 503, 504, "slow down", after all tries), Refused
  // (credentials or signature, a certificate that is not trusted), ReadOnly (access denied), Full (507, quota), Broken
  // (no such bucket, or an answer that no S3 server gives).

  base::Result<base::Digest, StoreError> put(base::ByteView bytes) override;
  /// A content that does not fit is asked for once more before it is Broken.
  base::Result<base::Bytes, StoreError> get(const base::Digest& digest) const override;
  /// What was put or found lately is not asked for again: blobs are never deleted. A get() that misses it forgets it.
  base::Result<bool, StoreError> look_for(const base::Digest& digest) const override;

 private:
  struct Connection;
  explicit S3BlobStore(std::unique_ptr<Connection> connection);
  std::unique_ptr<Connection> connection_;
};

}  // namespace ktpel::store
