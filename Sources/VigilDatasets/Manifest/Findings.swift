import VigilCore

/// What was found about a data set: what must be mended, and what one should know.
public struct Findings: Hashable, Sendable {
  /// What is wrong, a sentence each.
  public private(set) var problems: [String] = []
  /// What was assumed or is unusual, a sentence each.
  public private(set) var notes: [String] = []

  /// Nothing yet.
  public init() {}

  /// What opening videos shows.
  ///
  /// - Parameters:
  ///   - unreadable: videos that cannot be opened, with the reason.
  ///   - different: videos that have another number of frames than the manifest says, with both.
  public init(unreadable: [String], different: [String]) {
    problem(unreadable, "cannot be opened", "cannot be opened")
    note(
      different, "has another number of frames than the manifest says",
      "have other numbers of frames than the manifest says")
  }

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
  mutating func note(_ text: String) { notes.append(text) }

  /// Adds what others found.
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
