import CFFmpeg
public import VigilCore

/// Extracts single frames from a recorded source.
public enum FrameGrabber {
  /// Which frame to take.
  public enum Position: Hashable, Sendable {
    /// The frame with this number, counted from 0.
    case index(Int)
    /// The frame shown at this time, in seconds since the first frame.
    case time(Double)
  }

  /// The frames at some positions of a recorded source, decoded once from its start up to the last position.
  ///
  /// - Parameters:
  ///   - positions: In the order in which they come in the source.
  ///   - source: A recorded source.
  ///   - width: The width to shrink frames to, keeping their proportions; nil keeps their size.
  /// - Returns: one frame for each position; a position past the end gives the last frame, and none are given
  ///   when the source has no frames.
  /// - Throws: `MediaError`, or `CancellationError` as soon as the task is cancelled.
  public static func frames(
    at positions: [Position], of source: MediaSource, width: Int? = nil
  ) async throws -> [Frame] {
    guard !source.isLive else {
      throw MediaError(.unsupportedSource, "\(source.name) is live; frames can only be taken from recordings")
    }
    let (address, options) = (source.address, source.options)
    return try await OwnThread.run("vigil grabber") { stop in
      let input = try VideoInput(address, options: options, limit: ReadLimit(stop: stop))
      return Grab(input: input, width: width).frames(at: positions)
    }
  }
}

/// One pass over a source that keeps the previous picture.
private struct Grab {
  let input: VideoInput
  let width: Int?
  private let converter: FrameConverter
  private let scaler = FrameScaler()

  init(input: VideoInput, width: Int?) {
    self.input = input
    self.width = width
    converter = FrameConverter(input)
  }

  func frames(at positions: [FrameGrabber.Position]) -> [Frame] {
    // Only requested pictures are converted, so the current one is kept as decoded.
    var shown = av_frame_alloc()
    defer { av_frame_free(&shown) }
    guard let shown else { return [] }
    var timeline = RecordedTimeline()
    input.prepare(&timeline)
    var (index, time) = (-1, 0.0)
    var frames: [Frame] = []
    while frames.count < positions.count, input.advance() {
      let nextTime = input.time(on: &timeline)
      while frames.count < positions.count, index >= 0 {
        let isShown =
          switch positions[frames.count] {
          case .index(let wanted): wanted <= index
          case .time(let wanted): wanted < nextTime
          }
        guard isShown, let frame = frame(shown, index: index, time: time) else { break }
        frames.append(frame)
      }
      av_frame_unref(shown)
      av_frame_move_ref(shown, input.picture)
      (index, time) = (index + 1, nextTime)
    }
    if frames.count < positions.count, index >= 0, let last = frame(shown, index: index, time: time) {
      frames += Array(repeating: last, count: positions.count - frames.count)
    }
    return frames
  }

  private func frame(_ picture: UnsafeMutablePointer<AVFrame>, index: Int, time: Double) -> Frame? {
    guard let frame = converter.frame(picture, index: index, time: time) else { return nil }
    return width.map { scaler.shrunk(frame, toWidth: $0) } ?? frame
  }
}
