import VigilCore

/// Findings about a data set: problems to fix, and notes.
public struct Findings: Hashable, Sendable {
  /// Problems, a sentence each.
  public private(set) var problems: [String] = []
  /// Assumptions and unusual facts, a sentence each.
  public private(set) var notes: [String] = []

  /// No findings.
  public init() {}

  /// The findings of opening videos.
  ///
  /// - Parameters:
  ///   - unreadable: videos that cannot be opened, with the reason.
  ///   - different: videos whose frame count differs from the manifest, with both.
  public init(unreadable: [String], different: [String]) {
    problem(unreadable, "cannot be opened", "cannot be opened")
    note(
      different, "has a different number of frames than the manifest says",
      "have different numbers of frames than the manifest says")
  }

  /// A line for each, problems first and marked with ✗.
  public var lines: [String] { problems.map { "✗ \($0)" } + notes.map { "note: \($0)" } }

  /// Adds a problem of some videos, if there are any: `14 videos have no label: a, b, c and 11 more`.
  mutating func problem(_ videos: [String], _ one: String, _ many: String) {
    if !videos.isEmpty { problems.append(Self.sentence(videos, one, many)) }
  }

  /// Adds a note on some videos, if there are any.
  mutating func note(_ videos: [String], _ one: String, _ many: String) {
    if !videos.isEmpty { notes.append(Self.sentence(videos, one, many)) }
  }

  /// Adds a problem.
  public mutating func problem(_ text: String) { problems.append(text) }

  /// Adds a note.
  public mutating func note(_ text: String) { notes.append(text) }

  /// Adds other findings.
  public mutating func add(_ other: Findings) {
    problems += other.problems
    notes += other.notes
  }

  private static func sentence(_ videos: [String], _ one: String, _ many: String) -> String {
    videos.count == 1
      ? "1 video \(one): \(videos[0])" : "\(videos.count) videos \(many): \(videos.joinedNames())"
  }

  /// `1 video`, `2 videos`.
  static func videos(_ count: Int) -> String { count == 1 ? "1 video" : "\(count) videos" }
}
