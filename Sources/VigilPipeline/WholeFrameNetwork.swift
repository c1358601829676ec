package import VigilInference

/// A network for whole frames of any size: a session is loaded for each size, and kept in a cache that other networks share.
///
/// The sessions are released with the last reference to the network.
package final class WholeFrameNetwork: Sendable {
  /// Returns the network with input [1, 3, 16, height, width] and output [1, cropsPerPass, featureSize].
  package typealias Load =
    @Sendable (_ height: Int, _ width: Int) async throws(InferenceError) -> any InferenceSession

  let featureSize: Int
  let layout: StreamLayout
  let cropsPerPass: Int
  let load: Load
  private let sessions: SessionCache

  /// Describes a network; nothing is loaded yet.
  ///
  /// - Parameters:
  ///   - featureSize: Size of one crop's feature.
  ///   - layout: How many requests run at the same time, and on how many threads each.
  ///   - cropsPerPass: The number of crops that one pass gives.
  ///   - sessions: Where sessions are kept.
  ///   - load: Loads the network for a frame size.
  package init(
    featureSize: Int, layout: StreamLayout, cropsPerPass: Int, sessions: SessionCache, load: @escaping Load
  ) {
    self.featureSize = featureSize
    self.layout = layout
    self.cropsPerPass = cropsPerPass
    self.sessions = sessions
    self.load = load
  }

  deinit { sessions.forget(ObjectIdentifier(self)) }

  /// Borrows the session for frames of a size until `giveBack`, loading it if it is not there.
  ///
  /// - Throws: `InferenceError` of the load, or `CancellationError`; then nothing is borrowed.
  func take(_ size: FrameSize) async throws -> any InferenceSession {
    try await sessions.take(size, of: self)
  }

  /// Returns a borrowed session.
  func giveBack(_ size: FrameSize) { sessions.giveBack(size, of: self) }
}
