import Foundation
import VigilStation
import VigilStore

/// A camera as clients see it.
struct CameraView: Encodable {
  struct Change: Encodable {
    var value: String
    var by: String
    var at: Date
    var until: Date?
  }

  var name: String
  var state: String
  var reason: String
  var since: Date
  var score: Float?
  var scoreDate: Date?
  var scoreStart: Double?
  var scoreEnd: Double?
  var latency: Double?
  var openEvent: String?
  var alarmThreshold: Float?
  var reviewThreshold: Float?
  var quiet: [String]
  var health: [String: String]
  var model: ModelView?
  var shadow: ModelView?
  /// What was changed at run time and is in force, by setting.
  var changes: [String: Change]?

  /// - Parameter changes: those in force, of all cameras; nil where they are not told.
  init(_ camera: WatchedCamera, changes: [RuntimeChange]? = nil) {
    (name, state, reason, since) = (camera.name, camera.state.rawValue, camera.reason, camera.since)
    (score, scoreDate) = (camera.score.finite, camera.scoreDate)
    (scoreStart, scoreEnd) = (camera.scoreSpan?.lowerBound, camera.scoreSpan?.upperBound)
    (latency, openEvent) = (camera.latency.finite, camera.openEvent?.text)
    (alarmThreshold, reviewThreshold) = (camera.alarmThreshold.finite, camera.reviewThreshold.finite)
    (quiet, health) = (camera.quiet, camera.health)
    let own = changes?.filter { $0.camera == camera.name }
    (model, shadow) = (ModelView(of: camera, own), ModelView(inShadowOf: camera, own))
    self.changes = own.map { own in
      Dictionary(
        own.filter { ![ShadowKeys.folder, AdoptedModels.key].contains($0.key) }.compactMap { change in
          change.value.map {
            (change.key, Change(value: $0, by: change.by, at: change.at, until: change.until))
          }
        }, uniquingKeysWith: { $1 })
    }
  }
}

extension Optional where Wrapped: BinaryFloatingPoint {
  /// Nil for what JSON has no number for.
  var finite: Self { flatMap { $0.isFinite ? $0 : nil } }
}

extension UUID {
  /// In lower case, as everywhere in Vigil.
  var text: String { uuidString.lowercased() }
}
