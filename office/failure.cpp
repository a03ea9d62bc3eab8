// SPDX-License-Identifier: Apache-2.0
#include "office/failure.h"

namespace ktpel::office {

using api::Failure;
using api::FailureCode;

Failure failure_of(api::ExchangeError error, std::string about) {
  switch (error) {
    case api::ExchangeError::LineDown:
      return {FailureCode::Line_Down, std::move(about)};
    case api::ExchangeError::Refused:
      return {FailureCode::Line_CenterRefused, std::move(about)};
    case api::ExchangeError::NotThere:
      return {FailureCode::Line_NotAtCenter, std::move(about)};
    case api::ExchangeError::OtherRegion:
      return {FailureCode::Line_OtherRegion, std::move(about)};
    case api::ExchangeError::NotTrusted:
      return {FailureCode::Line_NotTrusted, std::move(about)};
    case api::ExchangeError::OutOfDate:
      return {FailureCode::Line_CertificateOutOfDate, std::move(about)};
    case api::ExchangeError::NoRoom:
      return {FailureCode::Line_CenterFull, std::move(about)};
    case api::ExchangeError::Broken:
      break;
  }
  return {FailureCode::Line_CenterFailed, std::move(about)};
}

Failure failure_of(drawing::DrawingError error, std::string about) {
  switch (error) {
    case drawing::DrawingError::FontMissing:
      return {FailureCode::Paper_FontMissing, std::move(about)};
    case drawing::DrawingError::GlyphMissing:
      return {FailureCode::Paper_GlyphMissing, std::move(about)};
    case drawing::DrawingError::QrTooLong:
    case drawing::DrawingError::OutOfMemory:
      break;
  }
  return {FailureCode::Paper_NotDrawn, std::move(about)};
}

Failure failure_of(card::ArtworkError error, std::string about) {
  switch (error) {
    case card::ArtworkError::FontMissing:
      return {FailureCode::Face_FontMissing, std::move(about)};
    case card::ArtworkError::GlyphMissing:
      return {FailureCode::Face_GlyphMissing, std::move(about)};
    case card::ArtworkError::TooMuchText:
      return {FailureCode::Face_TooMuchText, std::move(about)};
    case card::ArtworkError::OutOfMemory:
      break;
  }
  return {FailureCode::Face_NotDrawn, std::move(about)};
}

Failure failure_of(card::PersonaliseError error, std::string about) {
  switch (error) {
    case card::PersonaliseError::ContentsRefused:
      return {FailureCode::Personalise_ContentsRefused, std::move(about)};
    case card::PersonaliseError::OverBudget:
      return {FailureCode::Personalise_OverBudget, std::move(about)};
    case card::PersonaliseError::NoCard:
      return {FailureCode::Personalise_NoCard, std::move(about)};
    case card::PersonaliseError::NotBlank:
      return {FailureCode::Personalise_NotBlank, std::move(about)};
    case card::PersonaliseError::Lost:
      return {FailureCode::Personalise_CardLost, std::move(about)};
    case card::PersonaliseError::WriteRefused:
      return {FailureCode::Personalise_WriteRefused, std::move(about)};
    case card::PersonaliseError::ReadBackDiffers:
      return {FailureCode::Personalise_ReadBackDiffers, std::move(about)};
    case card::PersonaliseError::FieldReadFailed:
      break;
  }
  return {FailureCode::Personalise_FieldReadFailed, std::move(about)};
}

Failure failure_of(officer::AccountError error, std::string name) {
  switch (error) {
    case officer::AccountError::NameMalformed:
      return {FailureCode::Officer_NameMalformed, name};
    case officer::AccountError::NameTaken:
      return {FailureCode::Officer_NameTaken, name};
    case officer::AccountError::NoRole:
      return {FailureCode::Officer_NoRole, name};
    case officer::AccountError::RegionMalformed:
      return {FailureCode::Officer_RegionMalformed, name};
    case officer::AccountError::PasswordTooShort:
      return {FailureCode::Officer_PasswordTooShort, name};
    case officer::AccountError::Unknown:
      return {FailureCode::Officer_Unknown, name};
    case officer::AccountError::Store:
      break;
  }
  return {FailureCode::Officer_NotWritten, name};
}

bool is_finger_refusal(const Failure& failure) {
  using enum FailureCode;
  return failure.code == Capture_TooFewFingers || failure.code == Capture_VerificationFailed;
}

}  // namespace ktpel::office
