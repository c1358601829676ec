package import Foundation
package import Logging
package import VigilCameraHealth
import VigilCore
import VigilHashing
import VigilMedia
import VigilRecording
package import VigilStationConfiguration

/// The views of a station's cameras, kept over restarts: in the folder `views`, a file of some 20 KB for each camera.
///
/// A camera that is moved while the station is down is thus noticed. A file that cannot be read is told and left out: the view
/// is then learned anew. Files are read and written on a thread of their own.
package actor StoredViews {
  /// The longest file that is read, in bytes: four times what there can be to keep.
  static let largestFile = 256 << 10

  private let folder: URL
  private let log: Logger
  private let executor = ThreadExecutor(name: "vigil views")

  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// What a file holds.
  private struct Form: Codable {
    /// The version of the form.
    static let version = 1

    var version = Form.version
    var camera: String
    /// Which pictures the view is of.
    var subject: String
    var sha256: String
    var view: Data
  }

  /// Those in a station's folder.
  package init(station: URL, log: Logger) {
    (folder, self.log) = (station.appending(path: "views"), log)
  }

  /// The view of a camera; nil if there is none, or none of these pictures.
  package func read(_ camera: CameraSettings) -> ViewReference? {
    let url = url(of: camera.name)
    guard FileManager.default.fileExists(atPath: url.path) else { return nil }
    do {
      let handle = try FileHandle(forReadingFrom: url)
      defer { try? handle.close() }
      let bytes = try handle.read(upToCount: Self.largestFile) ?? Data()
      let form = try JSONDecoder().decode(Form.self, from: bytes)
      // Another stream or another mask makes another view.
      guard form.version == Form.version, form.camera == camera.name, form.subject == Self.subject(of: camera)
      else { return nil }
      if SHA256.hexadecimal(of: [UInt8](form.view)) == form.sha256,
        let reference = ViewReference(bytes: form.view)
      {
        return reference
      }
      tellDamage(camera, "its bytes are others than were written")
    } catch { tellDamage(camera, error.explanation) }
    return nil
  }

  /// Keeps the view of a camera, in place of the one before.
  package func write(_ reference: ViewReference, of camera: CameraSettings) {
    let view = reference.bytes
    let form = Form(
      camera: camera.name, subject: Self.subject(of: camera),
      sha256: SHA256.hexadecimal(of: [UInt8](view)), view: view)
    do { try AtomicFile.write(JSONEncoder().encode(form), to: url(of: camera.name)) } catch {
      log.warning("the camera's view was not kept", metadata: ["why": "\(error.explanation)"])
    }
  }

  /// Removes the views of all other cameras.
  package func remove(allBut cameras: [String]) {
    let kept = Set(cameras.map { url(of: $0).lastPathComponent })
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for name in names where name.hasSuffix(Self.suffix) && !kept.contains(name) {
      try? FileManager.default.removeItem(at: folder.appending(path: name))
    }
  }

  private static let suffix = ".view.json"

  private func url(of camera: String) -> URL {
    folder.appending(path: RecordingPath.name(of: camera) + Self.suffix)
  }

  /// What a view is of, without what may be secret.
  private static func subject(of camera: CameraSettings) -> String {
    let corners = camera.privacy.map { $0.corners.map { "\($0.x),\($0.y)" }.joined(separator: ";") }
    return SHA256.hexadecimal(
      of: ([(camera.detect ?? camera.source).description] + corners).joined(separator: "\n"))
  }

  private func tellDamage(_ camera: CameraSettings, _ reason: String) {
    log.warning(
      "the view that was kept of the camera cannot be read; it is learned anew",
      metadata: ["camera": "\(camera.name)", "why": "\(reason)"])
  }
}
