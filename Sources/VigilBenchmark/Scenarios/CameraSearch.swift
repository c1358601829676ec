/// Finds how many cameras a machine holds, by doubling and then halving the distance.
///
/// ```swift
/// var search = CameraSearch(most: 64)
/// while let cameras = search.next { search.note(cameras, holds: try await hold(cameras)) }
/// ```
public struct CameraSearch: Hashable, Sendable {
  /// The most cameras that held; 0 before any did.
  public private(set) var held = 0
  private var failed: Int?
  private let most: Int

  /// Begins with one camera and tries `most` at most, at least 1.
  public init(most: Int) {
    precondition(most >= 1, "there is something to try")
    self.most = most
  }

  /// What to try next; nil when the answer is `held`.
  public var next: Int? {
    if let failed { return failed - held > 1 ? (held + failed) / 2 : nil }
    return held < most ? min(most, max(1, held * 2)) : nil
  }

  /// Notes a trial.
  public mutating func note(_ cameras: Int, holds: Bool) {
    if holds {
      held = max(held, cameras)
    } else {
      failed = min(failed ?? cameras, cameras)
    }
  }
}
