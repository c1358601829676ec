public import Foundation
public import VigilStore

extension StationStore {
  /// The spans in which something was wrong with a camera, whose scores say nothing of what is usual there.
  ///
  /// - Throws: `StoreError`.
  public func faultySpans(of camera: String, from: Date, to: Date) throws(StoreError) -> [DateInterval] {
    try notices(NoticeQuery(camera: camera, from: from, limit: 10_000))
      // What is wrong with a model is not wrong with the camera; nor are many events at once.
      .filter { ![CameraNotices.shadow, CameraNotices.model, RecordingNotice.clips].contains($0.kind) }
      .map { DateInterval(start: $0.start, end: max($0.start, $0.end ?? to)) }
  }
}
