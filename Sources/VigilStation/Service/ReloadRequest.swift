import Synchronization

/// A wish, such as SIGHUP, that the station read its file again.
public final class ReloadRequest: Sendable {
  private let isWanted = Atomic(false)

  /// Nothing is wished.
  public init() {}

  /// Wishes it; several wishes before it is done are one.
  public func request() { isWanted.store(true, ordering: .relaxed) }

  /// Whether it is wished, which then counts as heard.
  func take() -> Bool { isWanted.exchange(false, ordering: .relaxed) }
}
