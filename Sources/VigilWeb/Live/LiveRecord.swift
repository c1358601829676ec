package import Foundation
package import VigilMedia

/// A record of a live stream.
///
/// On the wire: the length of what follows in four bytes, the kind in one, the camera in one, by its place in the first record, and the
/// content. Numbers are big endian.
package struct LiveRecord: Hashable, Sendable {
  /// What a record tells, by its number on the wire.
  package enum Kind: UInt8, Hashable, Sendable, CaseIterable {
    /// JSON: the version and the cameras in the order of their numbers. The first record.
    case cameras = 1
    /// The length of JSON in four bytes, JSON, the initial segment.
    case beginning
    /// Whether a player can begin here in one byte, the media time in seconds and the date in milliseconds since 1970 as
    /// doubles, the fragment.
    case fragment
    /// As a fragment, with a JPEG file.
    case picture
    /// JSON: why single pictures come in place of video.
    case instead
    /// JSON: the camera as `/api/v1/cameras` tells it.
    case camera
    /// JSON: how many pictures were left out before the next one.
    case dropped
    /// JSON: the station's date.
    case ping
  }

  private struct Cameras: Encodable {
    var version = 1
    var cameras: [String]
  }

  private struct Beginning: Encodable {
    var mediaType: String?
    var width, height, timeline: Int
    var start: Double
  }

  private struct Instead: Encodable { var reason: String }
  private struct Ping: Encodable { var date: Date }

  /// What it tells.
  package var kind: Kind
  /// The number of the camera; 0 where it concerns none.
  package var camera: UInt8
  /// Whether a player can begin with it.
  package var isKey: Bool
  /// The first part of the content.
  private var head: [UInt8]
  /// The rest of the content, which all clients share.
  private var content: [UInt8]

  private init(
    _ kind: Kind, camera: Int = 0, isKey: Bool = false, head: some Sequence<UInt8>, content: [UInt8] = []
  ) {
    (self.kind, self.camera, self.isKey) = (kind, UInt8(camera), isKey)
    (self.head, self.content) = ([UInt8](head), content)
  }

  /// The first record of a stream; at most 256 names.
  package init(cameras: [String]) {
    self.init(.cameras, head: JSONAnswer.data(Cameras(cameras: cameras)))
  }

  /// What a camera shows.
  package init(_ piece: LivePiece, camera: Int) {
    switch piece {
    case .beginning(let new):
      let json = JSONAnswer.data(
        Beginning(
          mediaType: new.mediaType, width: new.width, height: new.height, timeline: new.timeline,
          start: new.start))
      self.init(
        .beginning, camera: camera, head: Self.bytes(UInt32(json.count)) + json, content: new.segment)
    case .fragment(let one):
      self.init(
        .fragment, camera: camera, isKey: one.isKey, head: Self.times(one.isKey, one.time, one.date),
        content: one.bytes)
    case .picture(let one):
      self.init(
        .picture, camera: camera, isKey: true, head: Self.times(true, one.time, one.date), content: one.jpeg)
    case .instead(let reason):
      self.init(.instead, camera: camera, head: JSONAnswer.data(Instead(reason: reason)))
    }
  }

  /// How a camera is.
  package init(_ state: WatchedCamera, camera: Int) {
    self.init(.camera, camera: camera, head: JSONAnswer.data(CameraView(state)))
  }

  /// That pictures were left out.
  package init(dropped count: Int, camera: Int) {
    self.init(.dropped, camera: camera, head: JSONAnswer.data(DroppedView(count: count)))
  }

  /// A sign of life.
  package init(ping date: Date) { self.init(.ping, head: JSONAnswer.data(Ping(date: date))) }

  /// Whether it is a picture, of a video or by itself.
  package var isPicture: Bool { kind == .fragment || kind == .picture }

  /// How many bytes it is on the wire.
  package var size: Int { 6 + head.count + content.count }

  /// The record as it is sent.
  package var bytes: [UInt8] { Self.bytes(UInt32(size - 4)) + [kind.rawValue, camera] + head + content }

  private static func times(_ isKey: Bool, _ time: Double, _ date: Date) -> [UInt8] {
    [isKey ? 1 : 0] + bytes(time.bitPattern) + bytes((date.timeIntervalSince1970 * 1000).bitPattern)
  }

  private static func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.bigEndian) { Array($0) }
  }
}
