import Foundation
import VigilCore
public import VigilMedia

/// Where the pictures of events come from.
public enum EventPictures: Sendable {
  /// There are none.
  case none
  /// The last frames of a source that is scored as it goes.
  case recent(RecentPictures)
  /// A second pass over a recording, once it is scored.
  case recorded(MediaSource)
}

/// The picture of the highest score since the last event.
struct PeakPicture {
  private var peak: (score: Float, jpeg: Data)?

  /// Keeps the picture of a score that is the highest so far.
  mutating func note(_ score: SnippetScore, from pictures: EventPictures) {
    guard case .recent(let recent) = pictures, score.score > peak?.score ?? -.infinity,
      let jpeg = recent.picture(of: score.position)
    else { return }
    peak = (score.score, jpeg)
  }

  /// The picture of an event that has ended, if it is the one that was kept.
  mutating func picture(of event: AnomalyEvent) -> Data? {
    defer { peak = nil }
    return peak?.score == event.peakScore ? peak?.jpeg : nil
  }
}

extension MediaSource {
  /// The pictures of `pictures(of:most:)`, if nobody asks to stop.
  ///
  /// - Parameter limit: If a stop was requested before, the seconds that may pass; nil: none was.
  /// - Throws: `CancellationError` when a stop is requested or the time is up.
  func pictures(
    of events: [AnomalyEvent], most: Int, stop: StopRequest, limit: Double?
  ) async throws -> [Int: Data] {
    let search = Task<[Int: Data], any Error> { try await self.pictures(of: events, most: most) }
    guard let limit else {
      return try await stop.watch(onRequest: { search.cancel() }) { try await search.value }
    }
    let timer = Task<Void, any Error> {
      try await Task.sleep(for: .seconds(limit))
      search.cancel()
    }
    defer { timer.cancel() }
    return try await search.value
  }

  /// JPEG pictures of the peaks of the strongest events, by the index of the peak's snippet.
  ///
  /// The source is read from its start to the last of them.
  func pictures(of events: [AnomalyEvent], most: Int) async throws -> [Int: Data] {
    let shown = events.sorted { $0.peakScore > $1.peakScore }.prefix(most)
      .sorted { $0.peakTime < $1.peakTime }
    let frames = try await FrameGrabber.frames(
      at: shown.map { .time($0.peakTime) }, of: self, width: RecentPictures.width)
    var pictures: [Int: Data] = [:]
    for (event, frame) in zip(shown, frames) {
      pictures[event.peakSnippet] = Data(try Thumbnail.jpeg(frame))
    }
    return pictures
  }
}
