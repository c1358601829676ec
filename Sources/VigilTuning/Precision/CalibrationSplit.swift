import Foundation

/// Which videos a model is calibrated on, and on which others it is judged.
struct CalibrationSplit {
  let calibration: [URL]
  let heldOut: [URL]

  /// Finds the videos; without held-out ones, every fourth is set aside, or the last of fewer.
  ///
  /// - Throws: if a video is missing, is in both parts, or one alone was given.
  init(calibrate: [String], holdOut: [String]) throws {
    let all = try ExtractionList(inputs: calibrate, list: nil).items.map(\.video)
    guard holdOut.isEmpty else {
      calibration = all
      heldOut = try ExtractionList(inputs: holdOut, list: nil).items.map(\.video)
      try ExtractionList.verifyApart(calibration: calibration, heldOut: heldOut)
      return
    }
    guard all.count >= 2 else {
      throw CommandError(
        "one video cannot be calibrated on and held out; give more, or others with --hold-out")
    }
    let setAside = all.indices.filter { all.count < 4 ? $0 == all.count - 1 : $0 % 4 == 3 }
    heldOut = setAside.map { all[$0] }
    calibration = all.indices.filter { !setAside.contains($0) }.map { all[$0] }
  }
}
