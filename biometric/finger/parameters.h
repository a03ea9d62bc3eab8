// SPDX-License-Identifier: Apache-2.0
// Every tunable number of fingerprint extraction and comparison, and where it came from. "chosen" means:
// by experiment on the five development sets named in docs/decisions/0002-finger-scores.md, by balanced
// log-loss with one set left out; differences below the noise given there were never followed. Weights of
// the score and their calibration are printed by `ktpel finger train` into score_parameters.h.
// Lengths are pixels at 500 dpi, angles radians, unless the name says otherwise.
#pragma once

namespace ktpel::biometric::parameters {

inline constexpr double kDpi = 500;  // everything below is in pixels of this resolution

// Local normalisation (after Hong, Wan and Jain 1998, made local).
inline constexpr float kStatisticsSigma = 10;   // one ridge period: chosen
inline constexpr float kContrastFloor = 0.05f;  // of the 90th percentile of the deviation: chosen
inline constexpr float kClip = 2.2f;            // deviations kept: chosen
inline constexpr float kLeastContrast =
    6;  // grey levels of deviation (90th percentile); the weakest development print has 18.8

// Ridge flow from the structure tensor (Bigun; Kass and Witkin).
inline constexpr float kTensorSigma = 6;                                         // of the image: chosen
inline constexpr float kFineSigma = 8, kCoarseSigma = 24, kCoarseShare = 0.25f;  // two scales: chosen
inline constexpr float kRefinedTensorSigma = 5;                                  // of an enhanced image: chosen
inline constexpr float kRefinedFineSigma = 5, kRefinedCoarseSigma = 16;          // chosen
// Filter passes that only serve the flow: the first halves the errors on FVC2002, the second helps a little.
inline constexpr int kRefinements = 2;

// Segmentation. Looser thresholds repair dotted prints and let in smeared edges: chosen.
inline constexpr float kMaskContrast = 0.3f;  // of the 90th percentile of the deviation
inline constexpr float kMaskCoherence = 0.25f;
inline constexpr float kSettled = 0.9f;      // length of the refined flow, 1.25 at most
inline constexpr float kIslandShare = 0.2f;  // of the largest component
inline constexpr int kHoleCells = 60;        // 4 px cells

// Is it a finger at all? Measured on 96 pictures of noise of every grain and on all 840 development prints.
inline constexpr int kLeastCells = 120;  // masked 8 px cells: 20 mm^2; weakest print 403
inline constexpr float kLeastPeriodicity =
    0.22f;                                       // mean share of the energy in the strongest ridge period; weakest 0.35
inline constexpr float kLeastCertainty = 0.97f;  // mean length of the refined flow: noise up to 0.92, prints from 1.03
// The same before what has not settled is cut out, for the few prints that need it: noise up to 1.00.
inline constexpr float kWholeCertainty = 1.05f;

// Ridge period (x-signature of Hong et al., by spectrum).
inline constexpr float kShortestPeriod = 4.6f, kPeriodRatio = 1.06f;  // 26 periods up to 19.7 px
inline constexpr float kPeriodPrior = 0.02f;                          // weight of the image's mean period: chosen
inline constexpr float kUsualPeriod = 9;                              // 0.46 mm, an adult's

// Oriented filter (even Gabor).
// Sigmas in ridge periods: chosen; 0.35 across or 0.40 along raise the log-loss by a fifth.
inline constexpr float kAcross = 0.45f, kAlong = 0.55f;
inline constexpr float kSupport = 2.1f;  // sigmas: 1.8 is worse (log-loss by a quarter), more is slower
inline constexpr float kAmplitudeSigma = 8;
inline constexpr float kLevelFloor = 0.15f, kLevelClip = 1.2f;

// Minutiae: chosen.
inline constexpr float kBorder = 10;              // from the edge of the mask
inline constexpr float kLeastQuality = 0.25f;     // amplitude of the ridge wave where the flow is settled
inline constexpr float kDoubtfulQuality = 0.12f;  // the same, where there would be too few minutiae otherwise
inline constexpr int kWalk = 12, kSpur = 8;  // steps along a branch that give its direction; shorter ones are noise
inline constexpr float kFacing = 7;  // at a period of 9 px: two facing minutiae closer than this are one broken ridge
inline constexpr float kFacingAngle = 2.0f, kTwinAngle = 1.2f, kTwin = 5;
inline constexpr int kMostMinutiae = 90;
inline constexpr int kLeastMinutiae = 8;

// Reasons of a low quality: see extract_test.cpp for the synthetic presses that they must tell apart.
inline constexpr double kSmallAreaCells = 500;             // 8 px cells: 83 mm^2
inline constexpr double kDryDark = 0.25, kWetDark = 0.56;  // share of dark pixels on the finger
inline constexpr double kMovedContrast = 0.36;             // of the ridges across the movement, of those along it
inline constexpr double kLowClarity = 0.6;
inline constexpr double kFewMinutiae = 16;

// Descriptors.
inline constexpr float kCylinderRadius = 70, kCylinderSigma = 7.5f,
                       kSectorSigma = 0.7f;  // Cappelli, Ferrara, Maltoni 2010
inline constexpr float kCylinderBit = 0.25f;
inline constexpr int kCylinderCells = 60, kCylinderNeighbours = 2;
inline constexpr float kPatchStep = 2.2f;  // chosen
inline constexpr float kMinutiaDisc = 45;  // a record without an image is believed this far around its minutiae: chosen
inline constexpr float kMinutiaFlowSigma = 22;  // reach of a minutia's direction on the flow of such a record: chosen

// Comparison: chosen unless said otherwise.
inline constexpr float kRotation = 1.2f;  // fingers are presented upright within 69 degrees
inline constexpr int kShortlist = 200, kCandidatePairs = 20, kSeeds = 3, kTopPairs = 6;
inline constexpr float kFlowShare = 0.35f, kPatchShare = 0.20f, kCylinderShare = 0.45f;  // of the similarity
inline constexpr int kRelaxationRounds = 5;  // Cappelli, Ferrara, Maltoni 2010
inline constexpr float kSeedTolerance = 10, kToleranceGrowth = 0.06f, kMostTolerance = 22;
inline constexpr float kTolerance = 12, kDirectionTolerance = 0.45f;
inline constexpr float kDirectionVote = 200;  // px^2: a direction weighs like an arm of 14 px in the rigid fit
inline constexpr float kElasticRadius = 50, kElasticShrink = 0.3f;

// The second look, with the ridges themselves (docs/decisions/0008-second-look.md).
inline constexpr float kSecondLook = -3, kSure = 10;  // log-odds of the first look between which there is a second
inline constexpr int kLattice = 24;                   // between the places that are looked up
inline constexpr float kFollowed = 0.5f;              // correlation from which a place is believed to have been found
inline constexpr float kAgreeing = 0.6f;              // correlation of places that agree
inline constexpr float kMostLocalTurn = 0.4f;         // radians by which skin turns against its surroundings
inline constexpr float kMostStretch = 0.3f;           // logarithm of the stretch across ridges that is believed
inline constexpr float kBentTolerance = 9;            // of minutiae once the fingers lie ridge on ridge

inline constexpr int kCardMinutiae = 60;  // of a full finger when the other side is minutiae alone: what a card holds
inline constexpr int kLeastToMatch = 4;   // minutiae

}  // namespace ktpel::biometric::parameters
