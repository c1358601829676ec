import Synchronization
import VigilCore
import VigilMedia
import VigilPipeline

/// The newest frame with the newest score, for a window and, from a live source, for annotated.mp4.
///
/// Frames go through bounded buffers, so that a slow screen or encoder never holds up scoring; frames that
/// do not fit are not shown.
final class LiveView: Sendable {
  private struct Latest {
    var score: Float?
  }
  private let latest = Mutex(Latest())
  private let overlay: Overlay
  private let window: (room: AsyncStream<Frame>.Continuation, task: Task<Void, any Error>)?
  private let video: (room: AsyncStream<Frame>.Continuation, task: Task<Void, any Error>)?
  private let unwritten = Atomic(0)

  /// Opens what is asked for; a window that is closed, or cannot be opened, requests a stop.
  init(overlay: Overlay, window: DisplayWindow?, video: VideoWriter?, stop: StopRequest) {
    self.overlay = overlay
    self.window = window.map { window in
      let (frames, room) = AsyncStream.makeStream(of: Frame.self, bufferingPolicy: .bufferingNewest(1))
      return (
        room,
        Task {
          defer { stop.request() }
          for await frame in frames {
            guard try await window.show(frame) else { break }
          }
          await window.close()
        }
      )
    }
    self.video = video.map { video in
      let (frames, room) = AsyncStream.makeStream(of: Frame.self, bufferingPolicy: .bufferingNewest(32))
      return (
        room,
        Task {
          var isEmpty = true
          for await frame in frames {
            try await video.append(frame)
            isEmpty = false
          }
          if !isEmpty { try await video.finish() }
        }
      )
    }
  }

  /// Takes the newest score.
  func scored(_ score: SnippetScore) {
    latest.withLock { $0.score = score.score }
  }

  /// Shows a frame.
  func see(_ frame: Frame) {
    var frame = frame
    overlay.draw(latest.withLock { $0.score }, on: &frame)
    window?.room.yield(frame)
    if case .dropped? = video?.room.yield(frame) { unwritten.add(1, ordering: .relaxed) }
  }

  /// Ends both; returns the number of frames that the encoder was too slow for.
  func finish() async throws -> Int {
    window?.room.finish()
    video?.room.finish()
    try await window?.task.value
    try await video?.task.value
    return unwritten.load(ordering: .relaxed)
  }
}
