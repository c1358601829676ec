package import VigilCore
package import VigilMedia

/// The measured part of a camera's pictures: whole snippets, from the first after the warm-up.
package struct CameraWindow: Hashable, Sendable {
  /// The frames by number.
  package let frames: Range<Int>

  /// Snippets for at least a number of seconds.
  package init(warmUp: Int, seconds: Double, framesPerSecond: Double) {
    let snippets = max(
      1, Int((seconds * framesPerSecond / Double(SnippetPosition.framesPerSnippet)).rounded(.up)))
    frames =
      warmUp * SnippetPosition.framesPerSnippet..<(warmUp + snippets) * SnippetPosition.framesPerSnippet
  }

  /// Whether a snippet counts.
  func contains(_ position: SnippetPosition) -> Bool {
    position.startFrame >= frames.lowerBound && position.endFrame <= frames.upperBound
  }
}

/// The results for one camera's pictures.
package struct CameraTally: Sendable {
  private let window: CameraWindow
  private let schedule: ReplaySchedule
  /// Seconds from the arrival of a snippet's last frame to its score.
  package private(set) var latencies: [Double] = []
  /// Frames of the window that were scored.
  package private(set) var scoredFrames = 0
  /// Whether nothing that comes later counts.
  package private(set) var isOver = false

  /// Starts empty.
  package init(_ window: CameraWindow, _ schedule: ReplaySchedule) {
    self.window = window
    self.schedule = schedule
  }

  /// Adds a snippet that was scored at a moment of the schedule's clock.
  package mutating func add(_ position: SnippetPosition, at moment: Double) {
    if position.endFrame >= window.frames.upperBound { isOver = true }
    guard window.contains(position) else { return }
    latencies.append(moment - schedule.arrival(of: position.endFrame - 1))
    scoredFrames += position.frameCount
  }

  /// Frames of the window.
  package var offeredFrames: Int { window.frames.count }

  /// Seconds from the arrival of each frame of a scored snippet to its score.
  package static func frameLatencies(_ latencies: [Double], framesPerSecond: Double) -> [Double] {
    latencies.flatMap { latency in
      (0..<SnippetPosition.framesPerSnippet).map { latency + Double($0) / framesPerSecond }
    }
  }
}
