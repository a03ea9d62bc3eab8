// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "documents/office.h"

namespace ktpel::documents {

struct ShippedCard {
  std::string serial, chip_uid;
  person::Nik nik;
  std::string name;
};

/// Manifest of a sealed batch of cards on its way to a service point (SOP 5), checked card by card on arrival.
struct Manifest {
  Office office;  ///< of the sender
  std::string number, batch, seal;
  Moment sent;
  std::string from, to;
  std::string carrier;             ///< who or what carries it; empty: not yet known
  std::vector<ShippedCard> cards;  ///< at least one
  Officer sender, receiver;        ///< receiver without a name: a line to fill in
};

/// As many A4 pages as the cards take; each says how many stand on it and how many up to it. The QR code holds
/// batch, seal and count.
Paper manifest(const Manifest& manifest);

}  // namespace ktpel::documents
