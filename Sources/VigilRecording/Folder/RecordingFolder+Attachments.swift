public import Foundation
import VigilHashing
public import VigilStore

extension RecordingFolder {
  /// Keeps something small that belongs to an event, such as a picture, beside its clip.
  ///
  /// - Parameters:
  ///   - suffix: The end of its name, such as `jpg`.
  ///   - span: What it shows.
  /// - Returns: its row.
  /// - Throws: `full` or what else keeps recordings from being written, `cannotWrite`, `index`.
  @discardableResult
  public func keep(
    _ content: Data, as kind: FileKind, camera: String, event: UUID, suffix: String, over span: DateInterval
  ) throws(RecordingError) -> StoredFile {
    if !admits() { throw stopReason ?? RecordingError(.cannotWrite, "\(url.path) cannot be written to") }
    let path = RecordingPath.path(camera: camera, kind: kind, start: span.start, id: event, suffix: suffix)
    var file = StoredFile(
      camera: camera, kind: kind, event: event, path: path, bytes: Int64(content.count),
      sha256: SHA256.hexadecimal(of: [UInt8](content)), start: span.start, end: span.end, isFinished: true)
    let place = url(of: file)
    try disk.makeFolder(place.deletingLastPathComponent())
    try disk.write(content, to: place)
    file = try index.add(file)
    return file
  }
}
