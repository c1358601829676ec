/// What somebody who begins to look gets first: the beginning of the video, and its pictures from the newest key frame on.
struct LiveBacklog {
  /// The most that is held, in bytes; whoever begins to look at a camera with longer groups of pictures waits for the next key frame.
  static let limit = 8 << 20

  /// Why there is no video.
  private(set) var refusal: String?
  private var beginning: LiveBeginning?
  private var fragments: [LiveFragment] = []
  private var bytes = 0

  /// The pieces, in their order.
  var pieces: [LivePiece] { (beginning.map { [.beginning($0)] } ?? []) + fragments.map { .fragment($0) } }

  /// Takes what was just delivered to all others.
  mutating func add(_ piece: LivePiece) {
    switch piece {
    case .beginning(let new):
      (beginning, fragments, bytes, refusal) = (new, [], 0, nil)
    case .fragment(let fragment):
      if fragment.isKey { (fragments, bytes) = ([], 0) }
      guard fragment.isKey || !fragments.isEmpty else { return }
      bytes += fragment.bytes.count
      fragments.append(fragment)
      if bytes > Self.limit { (fragments, bytes) = ([], 0) }
    case .instead(let reason):
      (beginning, fragments, bytes, refusal) = (nil, [], 0, reason)
    case .picture: break
    }
  }
}

/// Numbers the timelines of a camera over all its readings.
struct LiveTimelines {
  private var last: (generation: Int, reading: Int)?
  private var count = 0

  /// The piece with the number of its timeline, if it is a beginning, which has that of its reading.
  mutating func numbered(_ piece: LivePiece, generation: Int) -> LivePiece {
    guard case .beginning(var beginning) = piece else { return piece }
    if last.map({ $0 != (generation, beginning.timeline) }) ?? true { count += 1 }
    last = (generation, beginning.timeline)
    beginning.timeline = count
    return .beginning(beginning)
  }
}
