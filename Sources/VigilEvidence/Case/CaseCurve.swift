import Foundation

/// The scores of a clip as a drawing.
struct CaseCurve {
  var track: ScoreTrack
  var event: EvidenceManifest.Event

  private static let (left, width, top, height) = (36.0, 680.0, 8.0, 140.0)
  /// More cannot be told apart; the highest of neighbours is drawn.
  private static let mostSteps = 1000

  /// An `svg` element.
  var svg: String {
    let from = x(event.start.timeIntervalSince(track.start))
    let to = x(event.end.timeIntervalSince(track.start))
    let threshold = y(track.threshold)
    var labels = [("1", Self.top + 4), ("0", Self.top + Self.height)].map { text, y in
      "<text x=\"\(Self.left - 6)\" y=\"\(Self.number(y))\" text-anchor=\"end\">\(text)</text>"
    }
    for fraction in [0.0, 0.5, 1.0] {
      let seconds = fraction * track.duration
      labels.append(
        "<text x=\"\(Self.number(x(seconds)))\" y=\"168\" text-anchor=\"middle\">\(Self.number(seconds)) s</text>"
      )
    }
    return """
      <svg viewBox="0 0 730 176" role="img" aria-label="Scores over the clip" font-size="12" fill="#5b6470">
      <rect x="\(Self.number(from))" y="8" width="\(Self.number(max(1, to - from)))" height="140" fill="#fbe3df"/>
      <path d="M36 8V148H716" fill="none" stroke="#aab2bd"/>
      <path d="M36 \(Self.number(threshold))H716" fill="none" stroke="#c0392b" stroke-dasharray="4 4"/>
      <path d="\(path)" fill="none" stroke="#1f6feb" stroke-width="1.5"/>
      \(labels.joined(separator: "\n"))
      </svg>

      """
  }

  private var path: String {
    let samples = track.visible
    let stride = max(1, (samples.count + Self.mostSteps - 1) / Self.mostSteps)
    var path = ""
    for start in Swift.stride(from: 0, to: samples.count, by: stride) {
      let part = samples[start..<min(start + stride, samples.count)]
      guard let first = part.first, let last = part.last, let high = part.map(\.score).max() else { continue }
      let level = Self.number(y(high))
      path += "M\(Self.number(x(first.time))) \(level)H\(Self.number(x(last.time + last.duration)))"
    }
    return path
  }

  private func x(_ seconds: Double) -> Double {
    Self.left + Self.width * min(max(seconds / max(track.duration, 0.001), 0), 1)
  }

  private func y(_ score: Double) -> Double { Self.top + Self.height * (1 - min(max(score, 0), 1)) }

  private static func number(_ value: Double) -> String { CanonicalJSON.decimal((value * 10).rounded() / 10) }
}
