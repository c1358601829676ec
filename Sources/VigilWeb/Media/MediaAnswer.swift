import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import VigilCore
import VigilStore

/// Sends a file, or a part of one.
struct MediaAnswer: Sendable {
  let folder: MediaFolder
  let pool: DiskThreads
  /// One for each file that is being sent.
  let places: Places

  /// How much is read and sent at a time, in bytes.
  private static let piece = 65_536

  func response(_ file: StoredFile, to request: HTTPRequest) async throws -> Response {
    guard let open = try await pool.run({ [folder] in folder.open(file.path) }) else {
      throw Problem.missing("file")
    }
    var headers: HTTPFields = [
      .contentType: Self.mediaType(file), .acceptRanges: "bytes",
      .contentDisposition: "inline; filename=\"\(Self.name(file))\"",
    ]
    // What is not whole may change under the same length.
    let tag = file.isFinished ? file.sha256.map { "\"\($0)\"" } : nil
    headers[.eTag] = tag
    if let tag, request.headerFields[.ifNoneMatch] == tag {
      return Response(status: .notModified, headers: headers)
    }
    var wanted = request.headerFields[.range]
    if let condition = request.headerFields[.ifRange], condition != tag { wanted = nil }
    switch ByteRange(wanted, size: open.size) {
    case .whole:
      return Response(status: .ok, headers: headers, body: try body(open, from: 0, count: open.size))
    case .part(let range):
      headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound)/\(open.size)"
      let count = range.upperBound - range.lowerBound + 1
      return Response(
        status: .partialContent, headers: headers,
        body: try body(open, from: range.lowerBound, count: count))
    case .none:
      throw Problem(
        .rangeNotSatisfiable, "the file has \(open.size) bytes",
        headers: [.contentRange: "bytes */\(open.size)"])
    }
  }

  private func body(
    _ file: OpenFile, from start: Int64, count: Int64
  ) throws(Problem) -> ResponseBody {
    guard let place = places.take() else {
      throw Problem.busy("too many files are being sent", retryAfter: 5)
    }
    return ResponseBody(contentLength: Int(count)) { [pool] writer in
      defer { withExtendedLifetime(place) {} }
      var (offset, left) = (start, count)
      while left > 0 {
        let (place, size) = (offset, Int(min(left, Int64(Self.piece))))
        let bytes = try await pool.run { file.read(at: place, count: size) }
        // The length was announced: a connection that ends early says that the file is not whole.
        guard let bytes, !bytes.isEmpty else { throw WebError(.failed, "a file ended while it was sent") }
        try await writer.write(ByteBuffer(bytes: bytes))
        (offset, left) = (offset + Int64(bytes.count), left - Int64(bytes.count))
      }
      try await writer.finish(nil)
    }
  }

  /// By what the station knows of it, never by its content: nothing that a browser would run.
  private static func mediaType(_ file: StoredFile) -> String {
    switch file.kind {
    case .clip, .segment: "video/mp4"
    case .picture: "image/jpeg"
    case .track: file.path.hasSuffix(".json") ? "application/json" : "text/vtt; charset=utf-8"
    case .manifest: "application/json"
    }
  }

  /// A name for whoever saves it, of plain letters.
  private static func name(_ file: StoredFile) -> String {
    let ending = file.path.split(separator: "/").last?.split(separator: ".").last ?? ""
    let plain = { (text: Substring) in
      String(
        text.unicodeScalars.filter {
          $0.isASCII
            && ($0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "-" || $0 == "_")
        })
    }
    return "\(plain(file.camera[...]))-\(file.id).\(plain(ending))"
  }
}
