/// Finds how many cameras a machine sustains, by doubling and then bisecting.
///
/// ```swift
/// var search = CameraSearch(most: 64)
/// while let cameras = search.next { search.note(cameras, holds: try await hold(cameras)) }
/// ```
public struct CameraSearch: Hashable, Sendable {
  /// The most cameras sustained so far; 0 if none.
  public private(set) var held = 0
  private var failed: Int?
  private let most: Int

  /// Starts with one camera and tries `most` at most, at least 1.
  public init(most: Int) {
    precondition(most >= 1, "most must be at least 1")
    self.most = most
  }

  /// The number to try next; nil once the answer is `held`.
  public var next: Int? {
    if let failed { return failed - held > 1 ? (held + failed) / 2 : nil }
    return held < most ? min(most, max(1, held * 2)) : nil
  }

  /// Records a trial.
  public mutating func note(_ cameras: Int, holds: Bool) {
    if holds {
      held = max(held, cameras)
    } else {
      failed = min(failed ?? cameras, cameras)
    }
  }
}
