import Foundation
import VigilStore

/// A file as clients see it: by its id, never by its path.
struct FileView: Encodable {
  var id: Int64
  var camera: String
  var kind: FileKind
  var event: String?
  var bytes: Int64
  var sha256: String?
  var start: Date
  var end: Date
  var finished: Bool
  /// Where it can be fetched.
  var href: String

  init(_ file: StoredFile) {
    (id, camera, kind, event) = (file.id, file.camera, file.kind, file.event?.text)
    (bytes, sha256, start, end, finished) = (file.bytes, file.sha256, file.start, file.end, file.isFinished)
    href = "/api/v1/media/\(file.id)"
  }
}

/// What the scores of a span were.
struct ScoreView: Encodable {
  var start: Date
  var duration: Double
  var low: Float?
  var high: Float?
  var mean: Float?
  var count: Int

  init(_ span: ScoreSpan) {
    (start, duration, count) = (span.start, span.duration, span.count)
    (low, high, mean) = (Float?(span.low).finite, Float?(span.high).finite, Float?(span.mean).finite)
  }
}

/// A notice as clients see it.
struct NoticeView: Encodable {
  var id: Int64
  var camera: String?
  var kind: String
  var message: String
  var start: Date
  var end: Date?
  var interrupted: Bool

  init(_ notice: CameraNotice) {
    (id, camera, kind, message) = (notice.id, notice.camera, notice.kind, notice.message)
    (start, end, interrupted) = (notice.start, notice.end, notice.isInterrupted)
  }
}

/// Who is signed in.
struct ViewerView: Encodable {
  var name: String
  var role: UserRole
  var cameras: [String]?
  var expires: Date?

  init(_ viewer: Viewer) {
    (name, role, cameras, expires) = (viewer.name, viewer.role, viewer.cameras?.sorted(), viewer.expires)
  }
}

struct CameraList: Encodable { var cameras: [CameraView] }
struct FileList: Encodable { var files: [FileView] }
struct ScoreList: Encodable { var scores: [ScoreView] }
struct NoticeList: Encodable {
  var notices: [NoticeView]
  var next: Int64?
}
struct ReadinessView: Encodable {
  var ready: Bool
  var faults: [String]
}
struct DroppedView: Encodable { var count: Int }
