public import Foundation

/// What a file of the station is.
public enum FileKind: String, Hashable, Sendable, CaseIterable, Codable {
  /// The video of an event.
  case clip
  /// A piece of a continuous recording.
  case segment
  /// A still picture.
  case picture
  /// The scores of an event as text.
  case track
  /// The signed manifest of an event.
  case manifest
}

/// A file in the station's folder, as the database knows it.
///
/// A row is written before what it names is relied on, and moved to the garbage before the file is deleted: no file is without a row for
/// longer than a crash.
public struct StoredFile: Hashable, Sendable, Identifiable {
  /// Given by `StationStore.add`; 0 before.
  public var id: Int64
  /// The camera's name.
  public var camera: String
  /// What it is.
  public var kind: FileKind
  /// The event it belongs to; nil for segments.
  public var event: UUID?
  /// Relative to the station's folder, such as `2026-11-28/16/gate/05.12.mp4`: no `..`, nothing absolute.
  public var path: String
  /// Its length.
  public var bytes: Int64
  /// In hexadecimal digits; nil until it is known.
  public var sha256: String?
  /// Where its content begins.
  public var start: Date
  /// Where its content ends.
  public var end: Date
  /// Whether it is whole; what is not is finished or discarded at the next start.
  public var isFinished: Bool

  /// Makes a description of a file.
  public init(
    id: Int64 = 0, camera: String, kind: FileKind, event: UUID? = nil, path: String, bytes: Int64 = 0,
    sha256: String? = nil, start: Date, end: Date, isFinished: Bool = false
  ) {
    self.id = id
    self.camera = camera
    self.kind = kind
    self.event = event
    self.path = path
    self.bytes = bytes
    self.sha256 = sha256
    self.start = start
    self.end = end
    self.isFinished = isFinished
  }
}
