public import Foundation

/// The videos that a model is calibrated on, and the others that it is judged on.
public struct CalibrationSplit: Hashable, Sendable {
  /// The calibration videos.
  public let calibration: [URL]
  /// The hold-out videos.
  public let heldOut: [URL]

  /// Takes two sets. Without hold-out videos, every fourth is held out, or the last of fewer.
  ///
  /// - Throws: `unusableFootage` if a video is in both sets, or only one was given.
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
