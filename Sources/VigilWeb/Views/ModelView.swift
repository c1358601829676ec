import Foundation
import VigilStation
import VigilStore

/// A model of a camera as clients see it, by its name: where its folder is stays with the station.
struct ModelView: Encodable, Hashable {
  var name: String
  /// Since when it scores, and who put it there; nil if not known, as in streams. Nobody put the file's model there.
  var since: Date?
  var by: String?
  /// The newest score, where it is not that of the camera.
  var score: Float?
  var scoreDate: Date?

  /// The model whose scores make a camera's events.
  ///
  /// - Parameter changes: those in force, of this camera.
  init?(of camera: WatchedCamera, _ changes: [RuntimeChange]?) {
    guard let name = camera.model else { return nil }
    self.name = name
    let noted = changes?.last { $0.key == Calibration.modelKey && $0.value == name }
    since = noted?.at
    // One that cannot be used leaves the camera to the model before it, which somebody else put there, or nobody.
    by = camera.health["model"] == nil ? changes?.last { $0.key == AdoptedModels.key }?.by : nil
  }

  /// The model in a camera's shadow.
  ///
  /// - Parameter changes: those in force, of this camera.
  init?(inShadowOf camera: WatchedCamera, _ changes: [RuntimeChange]?) {
    let noted = changes.flatMap { ShadowKeys.model(in: $0) }
    guard let name = camera.shadow?.name ?? noted?.value else { return nil }
    self.name = name
    since = noted?.value == name ? noted?.at : nil
    by = changes.flatMap { ShadowKeys.folder(in: $0) }?.by
    (score, scoreDate) = (camera.shadow?.score.finite, camera.shadow?.scoreDate)
  }
}
