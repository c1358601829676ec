import Foundation
import NIOCore

/// A message of a stream of updates, as the HTML standard has server-sent events.
enum ServerSentEvent {
  /// A message with an object as its data. JSON has no line breaks of its own.
  static func message(_ name: String, id: Int, _ value: some Encodable) -> ByteBuffer {
    var buffer = ByteBuffer(string: "id: \(id)\nevent: \(name)\ndata: ")
    buffer.writeBytes(JSONAnswer.data(value))
    buffer.writeString("\n\n")
    return buffer
  }

  /// How many milliseconds to wait before a broken connection is made again.
  static let retry = ByteBuffer(string: "retry: 3000\n\n")

  /// A sign of life that readers pass over.
  static let beat = ByteBuffer(string: ": alive\n\n")
}
