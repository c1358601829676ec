import Foundation
import VigilStation
import VigilStore

extension Shown {
  /// Events that are like one.
  ///
  /// - Parameter asked: Only those of these cameras; nil for the event's own.
  func similar(to event: StoredEvent, cameras asked: [String]?, limit: Int) async throws -> SimilarEvents {
    let cameras = try names(asked ?? [event.camera])
    return try await read { try SimilarEvents(to: event, in: $0, cameras: cameras, limit: limit) }
  }
}
