/// Decides when a live source whose pictures stay the same is connected to anew.
///
/// Each time, the next wait is twice as long, up to an hour, until pictures have changed for a while: a picture that is meant to
/// stay the same costs a connection an hour.
package struct FreezeLimit: Sendable {
  /// The longest wait, in seconds.
  package static let longest = 3600.0

  private let shortest: Double
  private var limit: Double
  /// When it was last connected to anew.
  private var last = -Double.infinity
  /// Since when pictures have been changing.
  private var changing: Double?

  /// Begins with the shortest wait, in seconds; nil never connects anew.
  package init(_ shortest: Double?) {
    self.shortest = shortest ?? .infinity
    limit = self.shortest
  }

  /// Notes a picture.
  ///
  /// - Parameters:
  ///   - unchanged: For how long pictures have been the same, in seconds.
  ///   - now: Monotonic seconds.
  /// - Returns: whether to connect anew now.
  package mutating func note(unchanged: Double, at now: Double) -> Bool {
    if unchanged < shortest / 10 {
      let since = changing ?? now
      changing = since
      if now - since >= shortest { limit = shortest }
      return false
    }
    changing = nil
    guard min(unchanged, now - last) >= limit else { return false }
    last = now
    limit = min(max(Self.longest, shortest), limit * 2)
    return true
  }
}
