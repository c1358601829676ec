import Synchronization
public import VigilCore

/// The newest frame with the newest score, in a window and in video files.
///
/// Frames go through bounded buffers, so that a slow screen or encoder never holds up scoring; frames that
/// do not fit are not shown.
public final class LiveView: Sendable {
  private let score = Mutex<Float?>(nil)
  private let overlay: Overlay
  private let window: (room: AsyncStream<Frame>.Continuation, task: Task<Void, any Error>)?
  private let recording: VideoRecording?

  /// Opens what is asked for.
  ///
  /// - Parameters:
  ///   - overlay: Draws the score.
  ///   - window: Where frames are shown; if it is closed, or cannot be opened, `stop` is requested.
  ///   - recording: Where frames are written.
  ///   - stop: The request of the run.
  public init(overlay: Overlay, window: DisplayWindow?, recording: VideoRecording?, stop: StopRequest) {
    self.overlay = overlay
    self.recording = recording
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
  }

  /// Takes the newest score.
  public func scored(_ score: SnippetScore) {
    self.score.withLock { $0 = score.score }
  }

  /// Shows a frame.
  public func see(_ frame: Frame) {
    var frame = frame
    overlay.draw(score.withLock { $0 }, on: &frame)
    window?.room.yield(frame)
    recording?.append(frame)
  }

  /// Ends both; returns the number of frames that the encoder was too slow for.
  ///
  /// - Parameter keepsRecording: Whether the last file of the recording is put in its place, or removed.
  /// - Throws: the error of the window.
  public func finish(keepsRecording: Bool = true) async throws -> Int {
    window?.room.finish()
    let unwritten = await recording?.finish(keepsFile: keepsRecording) ?? 0
    try await window?.task.value
    return unwritten
  }
}
