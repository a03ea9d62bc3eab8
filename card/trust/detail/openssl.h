// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>

#include "base/bytes.h"

namespace ktpel::card::detail {

struct Free {
  void operator()(X509* x) const { X509_free(x); }
  void operator()(X509_STORE* x) const { X509_STORE_free(x); }
  void operator()(X509_STORE_CTX* x) const { X509_STORE_CTX_free(x); }
  void operator()(X509_EXTENSION* x) const { X509_EXTENSION_free(x); }
  void operator()(BIO* x) const { BIO_free_all(x); }
  void operator()(EVP_PKEY* x) const { EVP_PKEY_free(x); }
  void operator()(EVP_PKEY_CTX* x) const { EVP_PKEY_CTX_free(x); }
  void operator()(EVP_MD_CTX* x) const { EVP_MD_CTX_free(x); }
  void operator()(ASN1_OCTET_STRING* x) const { ASN1_OCTET_STRING_free(x); }
  void operator()(ASN1_OBJECT* x) const { ASN1_OBJECT_free(x); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

/// The library's form of a certificate that was parsed before.
Owned<X509> x509(base::ByteView der);
/// What a memory BIO holds.
base::Bytes content(BIO* bio);

}  // namespace ktpel::card::detail
