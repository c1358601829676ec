import Foundation

/// Videos that something is judged by must not be those that it was made with.
enum HoldOut {
  /// Compares files, also by what links point at.
  ///
  /// - Throws: `unusableFootage` with all videos that are in both parts.
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
