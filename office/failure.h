// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "api/exchange.h"
#include "api/failure.h"
#include "card/artwork/face.h"
#include "card/personalise/personalise.h"
#include "drawing/scene.h"
#include "officer/accounts.h"

namespace ktpel::office {

// What an officer is told, by the error of the part that could not do it.
api::Failure failure_of(api::ExchangeError error, std::string about);
api::Failure failure_of(drawing::DrawingError error, std::string about);
api::Failure failure_of(card::ArtworkError error, std::string about);
api::Failure failure_of(card::PersonaliseError error, std::string about);

api::Failure failure_of(officer::AccountError error, std::string about);

/// True if a recording was refused because of the resident's fingers: try again, or the exception path.
bool is_finger_refusal(const api::Failure& failure);

}  // namespace ktpel::office
