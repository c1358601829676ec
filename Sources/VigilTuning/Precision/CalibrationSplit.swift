public import Foundation

/// Which videos a model is calibrated on, and on which others it is judged.
public struct CalibrationSplit: Hashable, Sendable {
  /// What a model is calibrated on.
  public let calibration: [URL]
  /// What it is judged by.
  public let heldOut: [URL]

  /// Keeps two parts; without held-out videos, every fourth is set aside, or the last of fewer.
  ///
  /// - Throws: `unusableFootage` if a video is in both parts, or one alone was given.
  public init(calibration all: [URL], heldOut given: [URL] = []) throws(TuningError) {
    guard given.isEmpty else {
      try HoldOut.verifyApart(calibration: all, heldOut: given)
      (calibration, heldOut) = (all, given)
      return
    }
    guard all.count >= 2 else {
      throw TuningError(
        .unusableFootage,
        "one video cannot be calibrated on and held out; give more, or others with --hold-out")
    }
    let setAside = all.indices.filter { all.count < 4 ? $0 == all.count - 1 : $0 % 4 == 3 }
    heldOut = setAside.map { all[$0] }
    calibration = all.indices.filter { !setAside.contains($0) }.map { all[$0] }
  }
}
