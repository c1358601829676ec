import CFFmpeg
public import Foundation
public import VigilCore

/// A copy of a recorded source that shows its scores, with its sound and timing.
public struct AnnotatedVideo: Sendable {
  /// The recorded source.
  public var source: MediaSource
  /// Draws the scores.
  public var overlay: Overlay
  /// How the copy is encoded; sound, rate and colours are those of the source.
  public var options: VideoWriterOptions

  /// Describes a copy of a recorded source.
  public init(
    of source: MediaSource, overlay: Overlay, options: VideoWriterOptions = VideoWriterOptions()
  ) {
    self.source = source
    self.overlay = overlay
    self.options = options
  }

  /// Decodes the source, draws on each frame the score that `score` gives for its index, and writes the copy.
  ///
  /// - Parameters:
  ///   - destination: The MP4 file to write.
  ///   - isOver: Whether the copy, and its sound, ends before a frame. A copy that would have no frame is not written.
  ///   - score: The score of a frame, or nil where there is none.
  /// - Throws: `MediaError`, or `CancellationError`; then no file is written.
  public func write(
    to destination: URL, until isOver: @Sendable (Frame) -> Bool = { _ in false },
    score: @Sendable (Int) async throws -> Float?
  ) async throws -> VideoSummary {
    guard !source.isLive else {
      throw MediaError(.unsupportedSource, "\(source.name) is live; only recordings can be annotated")
    }
    let writer = VideoWriter(destination, options: try await optionsOfSource())
    var isEmpty = true
    for try await case .frame(var frame) in source {
      if isOver(frame) {
        guard !isEmpty else { return VideoSummary.nothing }
        return try await writer.finish(cutsSound: true)
      }
      isEmpty = false
      overlay.draw(try await score(frame.index), on: &frame)
      try await writer.append(frame)
    }
    return try await writer.finish()
  }

  /// The options with the properties that the copy inherits from the source.
  private func optionsOfSource() async throws -> VideoWriterOptions {
    try await OwnThread.run("vigil probe") { [source, options] stop in
      let input = try VideoInput(source.address, options: source.options, limit: ReadLimit(stop: stop))
      var options = options
      options.soundSource = source
      if let rate = input.facts.frameRate { options.frameRate = rate }
      // The source's own time base keeps its times exactly, and its colour tags stay valid: pixels
      // were converted to RGB and are converted back by the same formula.
      options.timeBase = input.stream.pointee.time_base
      options.colors = ColorTags(input.stream)
      return options
    }
  }
}
