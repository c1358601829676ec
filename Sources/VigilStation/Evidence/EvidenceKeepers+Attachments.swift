import Foundation
import VigilEvidence
import VigilRecording
import VigilStore

extension EvidenceKeepers {
  /// Writes what an event lacks beside its clip: its picture, where that is still known, and its scores, which are in the database.
  func attach(_ unsigned: UnsignedEvent) throws {
    let event = unsigned.event
    let files = try store.files(FileQuery(kinds: [.clip, .picture, .track], event: event.id))
    func has(_ suffix: String) -> Bool { files.contains { $0.path.hasSuffix("." + suffix) } }
    if let picture = unsigned.picture, !has("jpg") {
      try folder.keep(
        picture.jpeg, as: .picture, camera: event.camera, event: event.id, suffix: "jpg",
        over: DateInterval(start: picture.date, duration: 0))
    }
    guard !has("vtt") || !has("json") else { return }
    let span = Self.span(of: event, files.filter { $0.kind == .clip && $0.isFinished })
    let track = try track(of: event, over: span)
    for (bytes, suffix) in [(Data(track.webVTT.utf8), "vtt"), (Data(track.json), "json")]
    where !has(suffix) {
      try folder.keep(
        bytes, as: .track, camera: event.camera, event: event.id, suffix: suffix, over: span)
    }
  }

  /// The time of an event's clip; that of the event where there is none.
  private static func span(of event: StoredEvent, _ clips: [StoredFile]) -> DateInterval {
    guard let first = clips.first, let last = clips.last else {
      return DateInterval(start: event.start, end: max(event.start, event.end))
    }
    return DateInterval(start: first.start, end: max(first.start, last.end))
  }

  private func track(of event: StoredEvent, over span: DateInterval) throws -> ScoreTrack {
    var samples: [ScoreTrack.Sample] = []
    try store.samples(camera: event.camera, from: span.start, to: span.end) { block in
      samples += block.map {
        ScoreTrack.Sample(
          time: $0.start.timeIntervalSince(span.start), duration: $0.duration, score: $0.score,
          isStill: $0.isStill)
      }
    }
    return ScoreTrack(
      camera: event.camera, start: span.start, duration: span.duration, threshold: Double(event.threshold),
      samples: samples)
  }
}
