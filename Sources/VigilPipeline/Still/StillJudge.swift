import VigilCore
import VigilPreprocessing

/// Decides, snippet by snippet of one camera, which keep the features of the one before. See `StillGate` for the conditions.
struct StillJudge: Sendable {
  private let gate: StillGate
  private let highestScore: (@Sendable () -> Float)?
  private var meter: ChangeMeter
  /// The last scored snippets without a change, one after the other.
  private var quiet = 0
  private var last: (score: Float, difference: Float, start: Double)?
  /// The snippet that is being scored.
  private var pending: (reading: ChangeMeter.Reading, start: Double)?

  /// Makes a judge without history.
  ///
  /// - Parameter highestScore: Gives, in place of the gate's, the score from which none is kept now.
  init(_ gate: StillGate, highestScore: (@Sendable () -> Float)? = nil) {
    (self.gate, self.highestScore) = (gate, highestScore)
    meter = ChangeMeter(gate)
  }

  /// Looks at the next snippet; unless it is kept, `note` follows with its score.
  ///
  /// - Parameter factor: how many times the gate's noise factor is used.
  mutating func judge(
    _ survey: LightSurvey, start: Double, factor: Float = 1
  ) -> (change: SnippetChange, isKept: Bool) {
    let reading = meter.reading(survey, factor: factor)
    meter.learn(reading)
    let isKept = reading.change.isStill && canKeep(at: start)
    pending = isKept ? nil : (reading, start)
    return (reading.change, isKept)
  }

  /// Takes the score of the snippet that was judged last.
  mutating func note(_ score: Float) {
    guard let (reading, start) = pending.take() else { return }
    quiet = reading.change.isStill ? quiet + 1 : 0
    last = (score, abs(score - (last?.score ?? .infinity)), start)
    meter.compare(with: reading)
  }

  /// Takes the score of a snippet that was kept, which changes while the window fills.
  mutating func noteKept(_ score: Float) {
    guard let last else { return }
    self.last = (score, abs(score - last.score), last.start)
  }

  /// Starts over after a gap: the window is empty. The noise is still that of the camera.
  mutating func reset() {
    (quiet, last, pending) = (0, nil, nil)
    meter.forget()
  }

  private func canKeep(at start: Double) -> Bool {
    guard let last, quiet >= gate.settling, start >= last.start,
      start - last.start < gate.longest, last.difference <= gate.settledDifference
    else { return false }
    return (highestScore?() ?? gate.highestScore).map { last.score < $0 } ?? true
  }
}
