import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import VigilCore
import VigilEvidence
import VigilMedia
import VigilStore

/// Makes a case of one event, and sends it while it is being written: nothing of it is stored, and little is in memory.
struct CaseAnswer: Sendable {
  let folder: URL
  let pool: DiskThreads
  /// One for each case that is being made or sent.
  let places: Places
  let clocks: Clocks

  /// Of an event that goes on, or whose clip is not finished.
  static let missing = Problem(
    .conflict, "there is no manifest of this event: it has one once it has ended and its clip is finished")

  func response(_ event: StoredEvent) async throws -> Response {
    guard let place = places.take() else {
      throw Problem.busy("too many files are being sent", retryAfter: 5)
    }
    let content: CaseFile
    do {
      content = try await pool.run { [folder, date = clocks.date()] in
        try CaseFile(folder: folder, events: [event.id], key: StationKey(folder: folder), date: date)
      }
    } catch let error as EvidenceError where error.code == .nothingFound {
      throw Self.missing
    }
    let name = "case-\(event.id.text.prefix(8)).zip"
    return Response(
      status: .ok,
      headers: [
        .contentType: "application/zip", .contentDisposition: "attachment; filename=\"\(name)\"",
      ],
      body: ResponseBody(contentLength: Int(content.bytes)) { writer in
        defer { withExtendedLifetime(place) {} }
        let pieces = PieceQueue()
        // A thread of its own: a slow client holds up nobody else.
        OwnThread.start("vigil case") {
          pieces.finish(Result { try content.write { try pieces.put($0) } })
        }
        defer { pieces.close() }
        for try await piece in pieces.pieces {
          try await writer.write(ByteBuffer(bytes: piece))
          pieces.noteTaken()
        }
        try await writer.finish(nil)
      })
  }
}
