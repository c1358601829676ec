/// When scores are made, and so what they can have seen.
public enum DetectionMode: String, Hashable, Sendable, Codable, CaseIterable {
  /// All snippets of a recording in one pass after its end, as published (Tian et al. 2021).
  case offline
  /// Each snippet as soon as it ends, from a window of the last ones.
  case online

  /// The other way, for comparisons.
  public var other: DetectionMode { self == .offline ? .online : .offline }
}
