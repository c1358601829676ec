import Foundation

/// Keeps hold-out videos apart from those used for calibration.
enum HoldOut {
  /// Refuses hold-out videos that were also used for calibration, even under another name.
  ///
  /// - Throws: `unusableFootage`, naming all videos that are in both sets.
  static func verifyApart(calibration: [URL], heldOut: [URL]) throws(TuningError) {
    let both = Set(calibration.map { $0.resolvingSymlinksInPath() })
      .intersection(heldOut.map { $0.resolvingSymlinksInPath() })
    guard both.isEmpty else {
      throw TuningError(
        .unusableFootage,
        "\(both.map(\.path).sorted().joined(separator: ", ")) cannot be calibrated on and held out; choose one"
      )
    }
  }
}
