package import Foundation
package import VigilStore

/// What a camera shows when nothing happens, since it was moved.
package struct UsualFeatures: Sendable {
  /// The mean of its quiet features.
  package var values: [Float]
  /// From when on it holds.
  package var since: Date

  /// Takes what is known; nil while nothing is.
  package init?(of camera: String, network: String, in store: StationStore) throws {
    let moved = try store.changes(at: .distantFuture).last {
      $0.camera == camera && $0.key == StandingThresholds.viewKey && $0.value != nil
    }
    since = moved?.at ?? .distantPast
    guard let values = try store.usualFeatures(camera: camera, network: network, from: since) else {
      return nil
    }
    self.values = values
  }
}
