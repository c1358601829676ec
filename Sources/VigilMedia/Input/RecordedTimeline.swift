/// Times of a recorded source: those of its container while they are plausible, relative to the first frame, over all plays.
///
/// A stamp far away from both its neighbours is not believed. Where all stamps from some frame on are shifted, for the
/// clock of the camera was set or files were joined, time goes on by the length of a frame, and later stamps count from
/// there. A long pause is believed: recordings of motion and slow sequences have them.
package struct RecordedTimeline: Sendable {
  /// Steps up to this, back or forth, are never doubted, in seconds.
  package static let unnoticedStep = 0.5
  /// How many of the next stamps decide about a doubtful one.
  package static let witnesses = 8

  /// How long a frame is shown if nothing else is known, in seconds.
  package var nominalDuration = 1.0 / 25
  /// The longest pause between two frames that is believed, in seconds.
  package var longestPause = 3600.0
  /// The length that the container claims, in seconds; nil where it is not known or not worth much.
  package var claimedLength: Double?
  /// Moments at which the stamps of the container were not believed.
  package private(set) var correctedStamps = 0
  /// How far the time of the last frame is from what its stamp says, in seconds; exactly 0 while stamps are believed.
  package private(set) var correction = 0.0

  private var playStart = 0.0
  private var firstStamp: Double?
  private var farthestStamp: Double?
  private var last: Double?
  private var lastDuration: Double?
  /// The last step from one frame to the next that was believed.
  private var usualStep: Double?
  /// What is added to stamps after they jumped.
  private var shift = 0.0
  private var isDisturbed = false

  /// Begins at zero.
  package init() {}

  /// The time of the next frame, from its container timestamp; never before the previous frame.
  ///
  /// - Parameters:
  ///   - stamp: The timestamp, in seconds on the clock of the container; nil where it tells none.
  ///   - duration: How long the frame is shown, in seconds, where the container tells.
  ///   - upcoming: The next `witnesses` timestamps in the order of decoding, fewer at the end; asked for only if this one is doubtful.
  package mutating func time(
    stamp: Double?, duration: Double?, upcoming: () -> [Double] = { [] }
  ) -> Double {
    let time: Double
    if let stamp {
      time = self.time(stamp: stamp, upcoming: upcoming)
    } else {
      time = last.map { $0 + (lastDuration ?? nominalDuration) } ?? playStart
      correction = 0
    }
    last = time
    lastDuration = duration
    return time
  }

  private mutating func time(stamp: Double, upcoming: () -> [Double]) -> Double {
    let expected = last.map { $0 + frameLength } ?? playStart
    if firstStamp == nil, last != nil { shift = expected - playStart }
    let first = firstStamp ?? stamp
    (firstStamp, farthestStamp) = (first, max(stamp, farthestStamp ?? stamp))
    let uncorrected = playStart + stamp - first
    let claimed = uncorrected + shift
    let time: Double
    switch verdict(on: stamp, claiming: claimed, upcoming: upcoming) {
    case .plausible:
      time = max(claimed, last ?? playStart)
      if let last, time > last { usualStep = time - last }
      isDisturbed = false
    case .alone:
      time = expected
      if !isDisturbed { correctedStamps += 1 }
      isDisturbed = true
    case .standing:
      (time, shift) = (expected, shift + expected - claimed)
      if !isDisturbed { correctedStamps += 1 }
      isDisturbed = true
    case .jump:
      (time, shift) = (expected, shift + expected - claimed)
      correctedStamps += 1
      isDisturbed = false
    }
    correction = time - uncorrected
    return time
  }

  private enum Verdict {
    /// To be believed.
    case plausible
    /// Far from its neighbours on both sides.
    case alone
    /// The clock of the container stands still.
    case standing
    /// From here on stamps are shifted.
    case jump
  }

  private func verdict(on stamp: Double, claiming claimed: Double, upcoming: () -> [Double]) -> Verdict {
    guard let last, let firstStamp else { return .plausible }
    let step = claimed - last
    if step > 0, step <= longestUsualStep { return .plausible }
    // The stamp that the last frame has on the clock as it is believed now.
    let line = last - playStart - shift + firstStamp
    let next = upcoming()
    if step <= 0, step >= -Self.unnoticedStep {
      return next.count >= Self.witnesses / 2 && next.allSatisfy { $0 <= line } ? .standing : .plausible
    }
    if isLeft(stamp, for: line, by: next, isAhead: step > 0) { return .alone }
    return step < 0 || step > max(longestPause, 8 * nominalDuration) || isBeyondEnd(claimed)
      ? .jump : .plausible
  }

  /// Whether the next stamps go on from one far away, or come back to those before it.
  private func isLeft(_ stamp: Double, for line: Double, by next: [Double], isAhead: Bool) -> Bool {
    var before = stamp
    for stamp in next {
      defer { before = stamp }
      guard abs(stamp - before) > longestUsualStep else { continue }
      // Joined files also come back, but to their own beginning.
      return isAhead == (stamp < before) && stamp > line - Self.unnoticedStep && stamp < line + longestPause
    }
    return false
  }

  /// Whether a time is clearly after the end that the container claims.
  private func isBeyondEnd(_ time: Double) -> Bool {
    guard let claimedLength, shift == 0 else { return false }
    return time - playStart > claimedLength * 1.1 + 10
  }

  private var longestUsualStep: Double { max(Self.unnoticedStep, 4 * (usualStep ?? nominalDuration)) }

  /// How long the last frame is shown, where its neighbours do not tell.
  private var frameLength: Double {
    if let lastDuration, lastDuration <= longestUsualStep { return lastDuration }
    return usualStep ?? min(nominalDuration, longestPause)
  }

  /// The moment the last frame stops being shown.
  package var end: Double { last.map { $0 + (lastDuration ?? nominalDuration) } ?? playStart }

  /// How much of the source this play has shown, in seconds.
  package var played: Double { end - playStart }

  /// How much of the source this play has passed through on the clock of the container, in seconds.
  package var passed: Double {
    guard let firstStamp, let farthestStamp else { return played }
    return max(played, farthestStamp - firstStamp + (lastDuration ?? nominalDuration))
  }

  /// Starts the source again, right after its last frame.
  package mutating func startNextPlay() {
    playStart = end
    (firstStamp, farthestStamp, last) = (nil, nil, nil)
    (shift, correction, isDisturbed) = (0, 0, false)
  }
}
