public import Foundation

/// What a removal of events did.
public struct EventRemoval: Hashable, Sendable {
  /// The events that are gone.
  public var events: [UUID]
  /// The paths of their files, which are garbage now and noted among `unsignedRemovals`, relative to the station's folder.
  public var paths: [String]

  /// Makes a result.
  public init(events: [UUID] = [], paths: [String] = []) { (self.events, self.paths) = (events, paths) }
}
